import Plan

/// The columns of the chat export, in the order in which a row's fields are judged; the further ones follow.
enum ChatField: Int, CaseIterable, Sendable {
  case commentID, ticketID, authorID, requesterID, isPublic, commentCreatedAt, ticketCreatedAt
  case body, name, email

  /// Whether a row without it is none.
  var isRequired: Bool { rawValue < Self.body.rawValue }
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

/// The chat export's columns with their readers: first those of `ChatField`, then the further fields of comments,
/// tickets and users.
struct ChatColumnMap: Sendable {
  let columns: MappedColumns
  /// Whether every agreed field is read as it stands, in the usual formats, and so without a reader's detour.
  let isPlain: Bool
  let commentFields: Range<Int>
  let ticketFields: Range<Int>
  let userFields: Range<Int>

  init(_ plan: ChatColumns, digest: Digest) {
    let agreed = ChatField.allCases.map {
      FieldReader(plan[$0], isRequired: $0.isRequired, digest: digest)
    }
    let further = [plan.commentFields, plan.ticketFields, plan.userFields]
    columns = MappedColumns(
      readers: agreed + further.joined().map { FieldReader($0, digest: digest) },
      body: ChatField.body.rawValue)
    var ranges: [Range<Int>] = []
    for fields in further {
      let start = ranges.last?.upperBound ?? agreed.count
      ranges.append(start..<start + fields.count)
    }
    (commentFields, ticketFields, userFields) = (ranges[0], ranges[1], ranges[2])
    isPlain = agreed.allSatisfy(\.isPlain)
  }

  subscript(field: ChatField) -> FieldReader { columns.readers[field.rawValue] }

  /// The readers of some further fields.
  func readers(_ fields: Range<Int>) -> ArraySlice<FieldReader> { columns.readers[fields] }
}
