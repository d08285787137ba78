import Plan

/// The core columns of a chat export, in the order in which a row's fields are judged; the custom ones follow.
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

/// A chat export's columns with their readers: first those of `ChatField`, then the custom fields of comments, tickets
/// and users.
struct ChatColumnMap: Sendable {
  let columns: MappedColumns
  /// Whether every core field is read as it is, in the usual formats, and so without a reader's detour.
  let isPlain: Bool
  let commentFields: Range<Int>
  let ticketFields: Range<Int>
  let userFields: Range<Int>
  /// Whether tickets say how many comments they have.
  let declaresComments: Bool

  init(_ chat: ChatMap, in plan: Plan, texts: TextIDs, digest: Digest) {
    let core = ChatField.allCases.map {
      FieldReader(
        chat.columns[$0], isRequired: $0.isRequired, ids: chat.idRule(of: $0), texts: texts, digest: digest)
    }
    let custom = [chat.columns.commentFields, chat.columns.ticketFields, chat.columns.userFields]
    columns = MappedColumns(
      readers: core
        + custom.joined().map {
          FieldReader(
            $0, isCustom: true, ids: plan.idRule(of: $0.type, in: chat), texts: texts, digest: digest)
        },
      body: ChatField.body.rawValue, of: chat.source,
      commentCount: chat.commentCount.map { CommentCountReader($0, digest: digest) })
    declaresComments = chat.commentCount != nil
    var ranges: [Range<Int>] = []
    for fields in custom {
      let start = ranges.last?.upperBound ?? core.count
      ranges.append(start..<start + fields.count)
    }
    (commentFields, ticketFields, userFields) = (ranges[0], ranges[1], ranges[2])
    isPlain = core.allSatisfy(\.isPlain)
  }

  subscript(field: ChatField) -> FieldReader { columns.readers[field.rawValue] }

  /// The readers of some custom fields.
  func readers(_ fields: Range<Int>) -> ArraySlice<FieldReader> { columns.readers[fields] }
}

extension ChatMap {
  /// How the ids of a core field become those of the archive.
  fileprivate func idRule(of field: ChatField) -> IDRule {
    switch field {
    case .commentID: commentIDs
    case .ticketID: ticketIDs
    case .authorID, .requesterID: userIDs
    default: .same
    }
  }
}
