import Exports
import Plan

/// A run of rows of the chat export, converted: what goes from the thread that reads to the one that indexes.
struct ChatRows: Sendable {
  /// A row that is left out, with the ids that it has nevertheless.
  struct LeftOut: Sendable {
    let reason: LeftOutReason
    let line: SourceLine
    let ticketID: Int64?
    let chatIDs: [Int64]
  }

  private(set) var rows: [ChatRow] = []
  private(set) var leftOut: [LeftOut] = []
  /// Names and e-mails of `rows`, end to end.
  private var texts: [UInt8] = []

  /// Replaces the run by the records of `block`. Complexity: O(bytes), no allocation once the arrays have
  /// grown.
  mutating func convert(_ block: RecordBlock, reader: ChatRowReader, digest: Digest) {
    rows.removeAll(keepingCapacity: true)
    leftOut.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    for record in 0..<block.count {
      guard var row = reader.row(record, of: block) else {
        leaveOut(record, of: block, because: reader.reason(record, of: block))
        continue
      }
      let body = block[record, ChatField.body.rawValue]
      row.place = block.places[record]
      row.bodyDigest = digest(body)
      row.bodyLength = UInt32(truncatingIfNeeded: body.count)
      texts.append(contentsOf: block[record, ChatField.name.rawValue])
      row.nameEnd = texts.count
      texts.append(contentsOf: block[record, ChatField.email.rawValue])
      row.emailEnd = texts.count
      rows.append(row)
    }
  }

  /// Calls `body` with each row, its name and its e-mail, in order.
  func forEach(_ body: (_ row: ChatRow, _ name: Bytes, _ email: Bytes) throws -> Void) rethrows {
    try texts.withUnsafeBufferPointer { texts in
      var start = 0
      for row in rows {
        try body(
          row, Bytes(rebasing: texts[start..<row.nameEnd]), Bytes(rebasing: texts[row.nameEnd..<row.emailEnd])
        )
        start = row.emailEnd
      }
    }
  }

  private mutating func leaveOut(_ record: Int, of block: RecordBlock, because reason: LeftOutReason) {
    let place = block.places[record]
    func id(_ field: ChatField) -> Int64? { Int64(decimal: block[record, field.rawValue]) }
    leftOut.append(
      LeftOut(
        reason: reason, line: SourceLine(file: Int(place.file), line: place.line), ticketID: id(.ticketID),
        chatIDs: [id(.authorID), id(.requesterID)].compactMap(\.self)))
  }
}
