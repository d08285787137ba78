import Plan

/// The columns of the chat export, in the order in which a row's fields are judged.
enum ChatField: Int, CaseIterable, Sendable {
  case commentID, ticketID, authorID, requesterID, isPublic, commentCreatedAt, ticketCreatedAt
  case body, name, email

  /// What a readable value looks like, for the sentence about one that is not.
  var expectation: String {
    switch self {
    case .commentID, .ticketID, .authorID, .requesterID:
      "a 64-bit integer in decimal digits, without a leading zero"
    case .isPublic: "true or false (or t, f, 1, 0)"
    case .commentCreatedAt, .ticketCreatedAt:
      "a time as 2021-02-02T02:02:02Z, without a zone only where the plan gives 'time-zone'"
    case .body, .name, .email: "text in UTF-8"
    }
  }
}

extension ChatColumns {
  subscript(field: ChatField) -> ColumnPlan {
    switch field {
    case .commentID: commentID
    case .ticketID: ticketID
    case .authorID: authorID
    case .requesterID: requesterID
    case .isPublic: isPublic
    case .commentCreatedAt: commentCreatedAt
    case .ticketCreatedAt: ticketCreatedAt
    case .body: body
    case .name: name
    case .email: email
    }
  }
}
