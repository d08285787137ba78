/// One of the seven faults of the published hand-made pipeline.
package enum DemoFault: Int, CaseIterable, Sendable {
  case lastBatchLost = 1
  case chatIDsKept = 2
  case lastPageUnread = 3
  case publicFromText = 4
  case emailTwinsMishandled = 5
  case lookedUpByName = 6
  case nullUsersDropped = 7

  /// The faults that can be together: all but the sixth.
  ///
  /// Looking ticketing ids up by name finds none, so nobody has one. Then there is no ticketing id that the
  /// comments could fail to follow (2), and it makes no difference how much of the list was read (3): the
  /// sixth fault hides those two. The other six show side by side.
  package static let published = Set(allCases).subtracting([.lookedUpByName])

  /// A few words for a heading.
  package var title: String {
    switch self {
    case .lastBatchLost: "the last batch is never written"
    case .chatIDsKept: "comments and tickets keep chat ids"
    case .lastPageUnread: "the last page of ticketing users is never read"
    case .publicFromText: "private comments become public"
    case .emailTwinsMishandled: "people with two chat ids are not merged"
    case .lookedUpByName: "ticketing ids are looked up by name"
    case .nullUsersDropped: "users without an e-mail or a name are dropped"
    }
  }

  /// What the pipeline did, and what comes of it.
  package var sentence: String {
    switch self {
    case .lastBatchLost:
      "The loop over range(100, n, 100) ends before n, so the last slice is never written; the tar has as "
        + "many entries as there should be batches, because ./ is one of them."
    case .chatIDsKept:
      "The users table takes the ticketing ids, but author_id and requester_id of the same people stay chat "
        + "ids: they point to nobody, or to somebody else who has that number."
    case .lastPageUnread:
      "The list is read as 567 pages of 100 where it has 56,747 users, so the people among the last 47 keep "
        + "their chat ids everywhere."
    case .publicFromText:
      "The column is read as text and cast, and every text that isn't empty is true, \"False\" as well."
    case .emailTwinsMishandled:
      "Of two chat ids with one e-mail the users table keeps the first, and the comments of the other point "
        + "to nobody; an e-mail in another case counts as another person."
    case .lookedUpByName:
      "The look-up compares the ticketing list's e-mails with the column of names, finds nobody, and "
        + "everybody keeps a chat id."
    case .nullUsersDropped:
      "Rows of the users table with a null are dropped, while the comments of these people stay."
    }
  }
}
