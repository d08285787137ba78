import Profiling

extension ProfileDocument {
  /// What relates rows to each other: a table of counts in the words of a review.
  static func section(of chat: ChatProfile) -> Section {
    var rows: [(String, Int)] = [
      ("Rows", chat.rows),
      ("Distinct comment ids", chat.comments),
      ("Rows that repeat a comment byte for byte", chat.repeatedRows),
      ("Comment ids whose rows contradict each other", chat.contradictingComments),
      ("Rows without a comment id", chat.rowsWithoutCommentID),
      ("Conversations", chat.conversations),
      ("Conversations without a requester", chat.conversationsWithoutRequester),
      ("Conversations with two requesters", chat.conversationsWithTwoRequesters),
      ("Requesters who never wrote", chat.silentRequesters),
      ("Conversations of requesters who never wrote", chat.conversationsOfSilentRequesters),
      ("Authors (chat ids)", chat.authors),
      ("Authors without an e-mail", chat.authorsWithoutEmail),
      ("Authors with two e-mails", chat.authorsWithTwoEmails),
      ("People with several chat ids, by e-mail", chat.peopleWithSeveralIDs),
      ("Chat ids of these people", chat.idsOfPeopleWithSeveral),
    ]
    if let day = chat.inactiveBefore {
      rows.append(("Authors inactive in the last year of the data (since \(day))", chat.inactiveAuthors))
    }
    if let users = chat.users {
      rows += [
        ("Users of \(users.source)", users.ids),
        ("User ids that are there twice", users.repeatedIDs),
        ("Users without an e-mail", users.withoutEmail),
        ("E-mails of several user ids", users.sharedEmails),
        ("Authors whom \(users.source) knows by e-mail", users.knownAuthors),
        ("Authors whom \(users.source) does not know (orphans)", users.unknownAuthors),
      ]
    }
    return Section(
      heading: "\(chat.source): comments, conversations and people",
      lines: ["Texts are compared byte for byte, people by their e-mail without case and surrounding space."],
      tables: [Table(["What", "Count"], numbers: [1], rows: rows.map { [$0, $1.grouped] })])
  }
}
