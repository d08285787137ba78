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
}

/// Why a row was left out, as the balance names it.
struct LeftOutReason: Hashable, Sendable {
  enum Fault: Sendable { case invalidUTF8, null, unreadable, emptyBody }
  var fault: Fault
  var field: ChatField
}

/// Converts records of the chat export, or says which reason keeps them out.
struct ChatRowReader: Sendable {
  private let commentZone: Int?
  private let ticketZone: Int?
  private let dropsEmptyBodies: Bool

  init(_ columns: ChatColumns) {
    commentZone = columns.commentCreatedAt.timeZone?.fixedMinutes
    ticketZone = columns.ticketCreatedAt.timeZone?.fixedMinutes
    dropsEmptyBodies = columns.body.whenNull == .drop
  }

  /// The values of one record; nil if it is left out. Complexity: O(length of the record), no allocation.
  @inline(__always)
  func row(_ record: Int, of block: RecordBlock) -> ChatRow? {
    func field(_ field: ChatField) -> Bytes { block[record, field.rawValue] }
    // The grammars of ids, flags and instants are ASCII: what they accept needs no check for UTF-8.
    guard let commentID = Int64(decimal: field(.commentID)),
      let ticketID = Int64(decimal: field(.ticketID)),
      let authorID = Int64(decimal: field(.authorID)),
      let requesterID = Int64(decimal: field(.requesterID)),
      let isPublic = Bool(flag: field(.isPublic)),
      let commentCreatedAt = Instant(rfc3339: field(.commentCreatedAt), zone: commentZone),
      let ticketCreatedAt = Instant(rfc3339: field(.ticketCreatedAt), zone: ticketZone),
      field(.body).isValidUTF8, field(.name).isValidUTF8, field(.email).isValidUTF8,
      !(dropsEmptyBodies && field(.body).isEmpty)
    else { return nil }
    return ChatRow(
      commentID: commentID, ticketID: ticketID, authorID: authorID, requesterID: requesterID,
      isPublic: isPublic, commentCreatedAt: commentCreatedAt, ticketCreatedAt: ticketCreatedAt)
  }

  /// Why `row` gave nil: the first reason in the order of judgement.
  func reason(_ record: Int, of block: RecordBlock) -> LeftOutReason {
    for field in ChatField.allCases where !block[record, field.rawValue].isValidUTF8 {
      return LeftOutReason(fault: .invalidUTF8, field: field)
    }
    for field in ChatField.allCases where field.rawValue < ChatField.body.rawValue {
      if block[record, field.rawValue].isEmpty { return LeftOutReason(fault: .null, field: field) }
    }
    for field in ChatField.allCases where !isReadable(block[record, field.rawValue], as: field) {
      return LeftOutReason(fault: .unreadable, field: field)
    }
    return LeftOutReason(fault: .emptyBody, field: .body)
  }

  private func isReadable(_ text: Bytes, as field: ChatField) -> Bool {
    switch field {
    case .commentID, .ticketID, .authorID, .requesterID: Int64(decimal: text) != nil
    case .isPublic: Bool(flag: text) != nil
    case .commentCreatedAt: Instant(rfc3339: text, zone: commentZone) != nil
    case .ticketCreatedAt: Instant(rfc3339: text, zone: ticketZone) != nil
    case .body, .name, .email: true
    }
  }
}
