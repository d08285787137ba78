import Exports
import Plan

/// A run of rows of the chat export, converted: what goes from the thread that reads to the one that indexes.
struct ChatRows: Sendable {
  /// A row that is rejected, with the ids that it has nevertheless.
  struct Rejected: Sendable {
    let reason: RejectionReason
    let row: RejectedRow
    let ticketID: Int64?
    let chatIDs: [Int64]
    let comment: DeclaredComments.Rejected?
  }

  /// A row on its way into the index.
  struct Entry {
    let row: ChatRow
    let name: Bytes
    let email: Bytes
    let commentFields: FieldSummaries.Summary
    let ticketFields: FieldSummaries.Summary
    /// See `MappedColumns.losses`.
    let losses: UInt64
  }

  private(set) var rows: [ChatRow] = []
  private(set) var rejected: [Rejected] = []
  /// Names and e-mails of `rows`, end to end.
  private var texts: [UInt8] = []
  /// Empty where the plan states no losses.
  private var losses: [UInt64] = []
  private var commentFields = FurtherFields()
  private var ticketFields = FurtherFields()

  /// Replaces the run by the records of `block`.
  ///
  /// - Complexity: O(bytes), no allocation once the arrays have
  /// grown.
  mutating func convert(_ block: RecordBlock, reader: ChatRowReader, digest: Digest) {
    rows.removeAll(keepingCapacity: true)
    rejected.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    losses.removeAll(keepingCapacity: true)
    let statesLosses = !reader.map.columns.lossy.isEmpty
    commentFields.begin(reader.map.readers(reader.map.commentFields))
    ticketFields.begin(reader.map.readers(reader.map.ticketFields))
    var values: [FieldValue] = []
    for record in 0..<block.count {
      guard let (given, texts) = reader.row(record, of: block, further: &values) else {
        leaveOut(record, of: block, reader: reader)
        continue
      }
      var row = given
      row.place = block.places[record]
      if reader.map.declaresComments {
        row.declaredComments = reader.map.columns.declaredComments(record, of: block)
      }
      row.bodyDigest = digest(texts.body)
      row.bodyLength = UInt32(truncatingIfNeeded: texts.body.count)
      self.texts.append(contentsOf: texts.name)
      row.nameEnd = self.texts.count
      self.texts.append(contentsOf: texts.email)
      row.emailEnd = self.texts.count
      rows.append(row)
      if statesLosses { losses.append(reader.map.columns.losses(record, of: block)) }
      commentFields.append(values, digest: digest)
      ticketFields.append(values.dropFirst(commentFields.count), digest: digest)
    }
  }

  /// Calls `body` with each row and its index, in order.
  func forEach(_ body: (_ index: Int, Entry) throws -> Void) rethrows {
    try texts.withUnsafeBufferPointer { texts in
      var start = 0
      for (index, row) in rows.enumerated() {
        try body(
          index,
          Entry(
            row: row, name: Bytes(rebasing: texts[start..<row.nameEnd]),
            email: Bytes(rebasing: texts[row.nameEnd..<row.emailEnd]),
            commentFields: commentFields[index], ticketFields: ticketFields[index],
            losses: losses.isEmpty ? 0 : losses[index]))
        start = row.emailEnd
      }
    }
  }

  private mutating func leaveOut(_ record: Int, of block: RecordBlock, reader: ChatRowReader) {
    // A record that can't be converted has a reason: both read the same fields in the same way.
    let reason =
      reader.map.columns.reason(record, of: block)
      ?? RejectionReason(fault: .unreadable, column: ChatField.commentID.rawValue)
    let place = block.places[record]
    // What is not meant names nothing that would have to be accounted for.
    func id(_ field: ChatField) -> Int64? {
      reason.fault == .unwanted ? nil : reader.id(field, record, of: block)
    }
    let row = RejectedRow(
      place: place,
      damage: reader.map.columns.damage(record, of: block, reason))
    rejected.append(
      Rejected(
        reason: reason, row: row, ticketID: id(.ticketID),
        chatIDs: [id(.authorID), id(.requesterID)].compactMap(\.self),
        comment: reader.rejectedComment(record, of: block)))
  }
}

/// The custom fields of one kind of record, for each row of a run; empty where the plan maps none.
private struct FurtherFields: Sendable {
  private(set) var count = 0
  private var readers: ArraySlice<FieldReader> = []
  private var referenceCount = 0
  private var digests: [UInt64] = []
  private var references: [Int64] = []

  mutating func begin(_ readers: ArraySlice<FieldReader>) {
    self.readers = readers
    count = readers.count
    referenceCount = readers.count { $0.column.type == .user }
    digests.removeAll(keepingCapacity: true)
    references.removeAll(keepingCapacity: true)
  }

  /// Adds a row whose first values are those of the fields.
  mutating func append(_ values: some Sequence<FieldValue>, digest: Digest) {
    guard count > 0 else { return }
    var sum: UInt64 = 0
    for (reader, value) in zip(readers, values) {
      sum = digest(sum, reader.digest(of: value))
      if reader.column.type == .user { references.append(value.number ?? 0) }
    }
    digests.append(sum)
  }

  subscript(row: Int) -> FieldSummaries.Summary {
    guard count > 0 else { return FieldSummaries.Summary() }
    return FieldSummaries.Summary(
      digest: digests[row], references: references[row * referenceCount..<(row + 1) * referenceCount])
  }
}
