extension ChatProfile {
  /// Seconds without a comment after which an author counts as inactive.
  private static let year: Int64 = 365 * 86_400

  /// - Complexity: O(n log n) for the rows, the people and the conversations.
  init(_ tally: ChatTally, of source: String, users: (source: String, tally: UserTally)?) {
    let comments = tally.comments.counts()
    let conversations = tally.conversations.values
    let silent = Set(conversations.map(\.requester).filter { $0 != 0 && tally.authors[$0] == nil })
    let keys = tally.authors.values.map(\.emailKey)
    let idsOfKey = Dictionary(keys.compactMap { $0.map { ($0, 1) } }, uniquingKeysWith: +)
    let shared = idsOfKey.values.filter { $0 > 1 }
    let latest = tally.authors.values.map(\.latest).max().flatMap { $0 == .min ? nil : $0 }
    let threshold = latest.map { $0 - Self.year }
    self.init(
      source: source, rows: tally.rows, rowsWithoutCommentID: tally.rowsWithoutCommentID,
      comments: comments.distinct, repeatedRows: comments.repeated,
      contradictingComments: comments.contradicting,
      conversations: conversations.count,
      conversationsWithoutRequester: conversations.count { $0.requester == 0 },
      conversationsWithTwoRequesters: conversations.count(where: \.hasTwoRequesters),
      conversationsOfSilentRequesters: conversations.count { silent.contains($0.requester) },
      silentRequesters: silent.count,
      authors: tally.authors.count, authorsWithoutEmail: keys.count { $0 == nil },
      peopleWithSeveralIDs: shared.count, idsOfPeopleWithSeveral: shared.reduce(0, +),
      authorsWithTwoEmails: tally.authors.values.count(where: \.hasTwoEmails),
      inactiveAuthors: threshold.map { threshold in
        tally.authors.values.count { $0.latest != .min && $0.latest < threshold }
      } ?? 0,
      inactiveBefore: threshold.map { day(calendarDate(ofSeconds: $0)) },
      users: users.map { UserProfile($0.tally, of: $0.source, authors: keys.compactMap(\.self)) })
  }
}

extension UserProfile {
  /// - Parameter authors: the e-mail keys of the chat's authors, one for each id that has one.
  init(_ tally: UserTally, of source: String, authors: [UInt64]) {
    let ids = tally.ids.counts()
    let known = authors.count { tally.keys.contains($0) }
    self.init(
      source: source, ids: ids.distinct, repeatedIDs: ids.repeated + ids.contradicting,
      withoutEmail: tally.rowsWithoutEmail, sharedEmails: tally.emails.counts().contradicting,
      knownAuthors: known, unknownAuthors: authors.count - known)
  }
}
