import Exports
import Plan

/// One row of the chat export as typed values; of its body there is a digest.
struct ChatRow: Sendable {
  let commentID: Int64
  let ticketID: Int64
  let authorID: Int64
  let requesterID: Int64
  let isPublic: Bool
  let commentCreatedAt: Instant
  let ticketCreatedAt: Instant
  var place = RecordPlace(file: 0, length: 0, offset: 0, line: 0)
  var bodyDigest: UInt64 = 0
  var bodyLength: UInt32 = 0
  /// Ends of the name and the e-mail in the texts of the run; the name begins where the row before ends.
  var nameEnd = 0
  var emailEnd = 0
  /// How many comments the ticket has by the row, see `DeclaredComments`.
  var declaredComments = DeclaredComments.nothing
}

/// The texts of one row, borrowed.
struct ChatTexts {
  var body: Bytes
  var name: Bytes
  var email: Bytes
}

/// Converts records of the chat export, or says which reason keeps them out.
struct ChatRowReader: Sendable {
  let map: ChatColumnMap
  private let commentZone: Int?
  private let ticketZone: Int?
  private let dropsEmptyBodies: Bool

  init(_ map: ChatColumnMap) {
    self.map = map
    commentZone = map[.commentCreatedAt].column.timeZone?.fixedMinutes
    ticketZone = map[.ticketCreatedAt].column.timeZone?.fixedMinutes
    dropsEmptyBodies = map[.body].column.whenNull == .drop
  }

  /// The values of one record's core fields; nil if it is rejected. Those of custom fields are put into
  /// `further`, in the order of their columns.
  ///
  /// - Complexity: O(length of the record), no allocation.
  @inline(__always)
  func row(
    _ record: Int, of block: RecordBlock, further: inout [FieldValue]
  ) -> (row: ChatRow, texts: ChatTexts)? {
    guard map.isPlain else { return mappedRow(record, of: block, &further) }
    guard map.columns.isWanted(record, of: block) else { return nil }
    let agreed = ChatField.allCases.count
    if map.columns.readers.count > agreed,
      map.columns.read(record, of: block, from: agreed, into: &further) != nil
    {
      return nil
    }
    return plainRow(record, of: block)
  }

  @inline(__always)
  private func plainRow(_ record: Int, of block: RecordBlock) -> (row: ChatRow, texts: ChatTexts)? {
    func field(_ field: ChatField) -> Bytes { block[record, field.rawValue] }
    let texts = ChatTexts(body: field(.body), name: field(.name), email: field(.email))
    // The grammars of ids, flags and instants are ASCII: what they accept needs no check for UTF-8.
    guard let commentID = Int64(decimal: field(.commentID)),
      let ticketID = Int64(decimal: field(.ticketID)),
      let authorID = Int64(decimal: field(.authorID)),
      let requesterID = Int64(decimal: field(.requesterID)),
      let isPublic = Bool(flag: field(.isPublic)),
      let commentCreatedAt = Instant(rfc3339: field(.commentCreatedAt), zone: commentZone),
      let ticketCreatedAt = Instant(rfc3339: field(.ticketCreatedAt), zone: ticketZone),
      texts.body.isValidUTF8, texts.name.isValidUTF8, texts.email.isValidUTF8,
      !(dropsEmptyBodies && texts.body.isEmpty),
      texts.email.count > Bytes.longestMissingWord || !texts.email.isMissingWord
    else { return nil }
    let row = ChatRow(
      commentID: commentID, ticketID: ticketID, authorID: authorID, requesterID: requesterID,
      isPublic: isPublic, commentCreatedAt: commentCreatedAt, ticketCreatedAt: ticketCreatedAt)
    return (row, texts)
  }

  /// The same by way of the columns' readers; `values` becomes that of the custom fields.
  private func mappedRow(
    _ record: Int, of block: RecordBlock, _ values: inout [FieldValue]
  ) -> (row: ChatRow, texts: ChatTexts)? {
    guard map.columns.read(record, of: block, into: &values) == nil else { return nil }
    func value(_ field: ChatField) -> FieldValue { values[field.rawValue] }
    guard let commentID = value(.commentID).number, let ticketID = value(.ticketID).number,
      let authorID = value(.authorID).number, let requesterID = value(.requesterID).number,
      case .boolean(let isPublic) = value(.isPublic),
      case .instant(let commentCreatedAt) = value(.commentCreatedAt),
      case .instant(let ticketCreatedAt) = value(.ticketCreatedAt)
    else { return nil }
    let row = ChatRow(
      commentID: commentID, ticketID: ticketID, authorID: authorID, requesterID: requesterID,
      isPublic: isPublic, commentCreatedAt: commentCreatedAt, ticketCreatedAt: ticketCreatedAt)
    let texts = ChatTexts(
      body: value(.body).text, name: value(.name).text, email: value(.email).text)
    values.removeFirst(ChatField.allCases.count)
    return (row, texts)
  }

  /// The comment of a record that is left out, if its ticket can be read.
  func rejectedComment(_ record: Int, of block: RecordBlock) -> DeclaredComments.Rejected? {
    guard map.declaresComments else { return nil }
    func id(_ field: ChatField) -> Int64? { map[field].unnotedNumber(block[record, field.rawValue]) }
    return id(.ticketID).map { DeclaredComments.Rejected(ticketID: $0, commentID: id(.commentID)) }
  }

  /// An id of a record that is left out; nil where it has none.
  func id(_ field: ChatField, _ record: Int, of block: RecordBlock) -> Int64? {
    map[field].value(block[record, field.rawValue])?.number
  }
}
