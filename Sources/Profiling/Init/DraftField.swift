/// A field that a draft looks for among the columns of a file.
enum DraftField: CaseIterable {
  case commentID, ticketID, authorID, isPublic, commentCreatedAt, body
  case requesterID, ticketCreatedAt
  case userID, name, email

  /// The fields of what a file has, in the order of the plan.
  static func all(of role: ProfiledSource.Role) -> [DraftField] {
    let comments: [DraftField] = [.commentID, .ticketID, .authorID, .isPublic, .commentCreatedAt, .body]
    return switch role {
    case .chat: comments + [.requesterID, .ticketCreatedAt, .name, .email]
    case .comments: comments
    case .tickets: [.ticketID, .requesterID, .ticketCreatedAt]
    case .users: [.userID, .name, .email]
    case .organizations, .attachments, .ratings, .unknown: []
    }
  }

  /// The record type of a chat that has the field.
  var chatRecord: String {
    switch self {
    case .commentID, .ticketID, .authorID, .isPublic, .commentCreatedAt, .body: "comments"
    case .requesterID, .ticketCreatedAt: "tickets"
    case .userID, .name, .email: "users"
    }
  }

  /// The key in the plan.
  func key(in role: ProfiledSource.Role) -> String {
    switch self {
    case .commentID, .userID: "id"
    case .ticketID: role == .tickets ? "id" : "ticket_id"
    case .authorID: "author_id"
    case .isPublic: "public"
    case .commentCreatedAt, .ticketCreatedAt: "created_at"
    case .body: "html_body"
    case .requesterID: "requester_id"
    case .name: "name"
    case .email: "email"
    }
  }

  /// Whether the field is what distinguishes the records of a file.
  func isOwnID(in role: ProfiledSource.Role) -> Bool {
    switch self {
    case .commentID, .userID: true
    case .ticketID: role == .tickets
    default: false
    }
  }

  var isID: Bool {
    switch self {
    case .commentID, .ticketID, .authorID, .requesterID, .userID: true
    default: false
    }
  }

  var isTime: Bool { self == .commentCreatedAt || self == .ticketCreatedAt }

  /// Whether a column called so says the opposite of `public`.
  static func isOpposite(_ name: String) -> Bool {
    let folded = ColumnNames.folded(name)
    return ["private", "internal", "hidden", "isnote"].contains { folded.contains($0) }
  }
}
