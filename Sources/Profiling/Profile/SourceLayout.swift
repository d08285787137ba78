import Plan

/// Which columns of a source are there, and what those that matter are.
struct SourceLayout: Sendable {
  /// The columns of all files of the source, in the order in which they are first seen.
  var columns: [String]
  /// Of the chat export.
  var chat: ChatRoles<String>?
  /// Of a list of users.
  var users: UserRoles<String>?
  /// The column whose times make spans and months.
  var time: String?
}

/// The columns of a chat export that relate rows to each other; by name, or by position.
struct ChatRoles<Column: Sendable>: Sendable {
  var commentID: Column
  var ticketID: Column
  var authorID: Column
  var requesterID: Column
  /// Nil where nobody has one of their own.
  var email: Column?
  /// What makes rows of one comment id the same: ticket, author, public flag, time, body.
  var content: [Column]

  /// - Returns: nil where one of the columns is nowhere.
  func mapped<Other>(_ position: (Column) -> Other?) -> ChatRoles<Other>? {
    guard let commentID = position(commentID), let ticketID = position(ticketID),
      let authorID = position(authorID), let requesterID = position(requesterID)
    else { return nil }
    let email = email.flatMap(position)
    if email == nil, self.email != nil { return nil }
    return ChatRoles<Other>(
      commentID: commentID, ticketID: ticketID, authorID: authorID, requesterID: requesterID, email: email,
      content: content.compactMap(position))
  }
}

extension ChatRoles<String> {
  /// The columns without which nothing is said of the chat.
  var needed: [String] { [commentID, ticketID, authorID, requesterID] + [email].compactMap(\.self) }

  init(_ columns: ChatColumns) {
    self.init(
      commentID: columns.commentID.from, ticketID: columns.ticketID.from, authorID: columns.authorID.from,
      requesterID: columns.requesterID.from, email: columns.email.isConstant ? nil : columns.email.from,
      content: [columns.ticketID, columns.authorID, columns.isPublic, columns.commentCreatedAt, columns.body]
        .map(\.from))
  }
}

/// The columns of a list of users; by name, or by position.
struct UserRoles<Column: Sendable>: Sendable {
  var id: Column
  var email: Column

  func mapped<Other>(_ position: (Column) -> Other?) -> UserRoles<Other>? {
    guard let id = position(id), let email = position(email) else { return nil }
    return UserRoles<Other>(id: id, email: email)
  }
}

/// Where the columns of one file are in the blocks that are read of it.
struct FileLayout: Sendable {
  /// The file, as an index into those of its source.
  var index: Int32
  var source: Int
  /// For each column of a block its index in `SourceLayout.columns`.
  var statistics: [Int]
  var chat: ChatRoles<Int>?
  var users: UserRoles<Int>?
  var time: Int?

  /// - Parameter columns: those that blocks of the file carry, in their order.
  init(index: Int, source: Int, columns: [String], of layout: SourceLayout) {
    self.index = Int32(truncatingIfNeeded: index)
    self.source = source
    let known = Dictionary(layout.columns.enumerated().map { (Array($1.utf8), $0) }) { first, _ in first }
    statistics = columns.compactMap { known[Array($0.utf8)] }
    let position: (String) -> Int? = { name in columns.firstIndex { $0.utf8.elementsEqual(name.utf8) } }
    chat = layout.chat?.mapped(position)
    users = layout.users?.mapped(position)
    time = layout.time.flatMap(position)
  }
}
