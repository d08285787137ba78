import Archive

/// Turns one batch after another into rows: parsing, digests and instants on the parsing thread, so that only
/// the copying of finished values happens in turn.
struct BatchParser {
  private var reader: BatchReader
  private let layouts: FieldLayouts
  private var batch = Batch()
  private var bytes = MemberBytes()
  private var comments: [CommentValues] = []
  private var ticketInstants: [Instant?] = []
  private var commentFields: [FieldValue] = []
  private var ticketFields: [FieldValue] = []
  private var userFields: [FieldValue] = []
  private var organizationFields: [FieldValue] = []

  private struct CommentValues {
    var instant: Instant?
    var digest: UInt64
  }

  init(_ layouts: FieldLayouts, isReference: Bool) {
    self.layouts = layouts
    reader = BatchReader(furtherKeys: layouts.furtherKeys, isReference: isReference)
  }

  /// Reads the batch in `bytes`, and converts what its records hold.
  mutating func parse(_ bytes: MemberBytes) {
    self.bytes = bytes
    reader.read(bytes.bytes, into: &batch)
    comments.removeAll(keepingCapacity: true)
    for comment in batch.comments {
      comments.append(
        CommentValues(
          instant: comment.present.contains(.createdAt)
            ? Instant(text(comment.createdAt), form: .strict) : nil,
          digest: comment.present.contains(.body) ? textDigest(text(comment.body)) : 0))
    }
    ticketInstants.removeAll(keepingCapacity: true)
    for ticket in batch.tickets {
      ticketInstants.append(
        ticket.present.contains(.createdAt) ? Instant(text(ticket.createdAt), form: .strict) : nil)
    }
    if batch.values.isEmpty { return }
    let texts = FieldTexts(member: bytes.bytes, batch: batch)
    texts.convert(batch.comments, \.firstValue, layouts.comments, into: &commentFields)
    texts.convert(batch.tickets, \.firstValue, layouts.tickets, into: &ticketFields)
    texts.convert(batch.users, \.firstValue, layouts.users, into: &userFields)
    texts.convert(batch.organizations, \.firstValue, layouts.organizations, into: &organizationFields)
  }

  /// Appends what was parsed last to the tables.
  func append(to tables: ArchiveTables, member: Int, number: Int64) {
    let index = Int32(truncatingIfNeeded: tables.batches.count)
    var row = BatchRow(member: member, number: number)
    row.isReadable = batch.problemCount[.notJSON] == nil
    row.tickets = tables.tickets.count..<tables.tickets.count + batch.tickets.count
    row.comments = tables.comments.count..<tables.comments.count + batch.comments.count
    row.users = tables.users.count..<tables.users.count + batch.users.count
    row.organizations =
      tables.organizations.count..<tables.organizations.count + batch.organizations.count
    row.organizationCount = batch.organizationCount
    noteProblems(in: tables)
    tables.batches.append(row)
    appendComments(to: tables, batch: index)
    appendTickets(to: tables, batch: index)
    appendUsers(to: tables, batch: index)
    for organization in batch.organizations {
      tables.organizations.append(
        organization.id, batch: index, offset: organization.offset, organization.present, hasInstant: false)
    }
    if batch.values.isEmpty { return }
    append(commentFields, to: tables.commentFields)
    append(ticketFields, to: tables.ticketFields)
    append(userFields, to: tables.userFields)
    append(organizationFields, to: tables.organizationFields)
  }

  private func append(_ values: [FieldValue], to columns: [FieldColumn]) {
    if columns.isEmpty { return }
    for (index, value) in values.enumerated() { columns[index % columns.count].append(value) }
  }

  private func appendComments(to tables: ArchiveTables, batch index: Int32) {
    let rows = tables.commentAppender
    for (comment, values) in zip(batch.comments, comments) {
      rows.id.append(comment.id)
      rows.batch.append(index)
      rows.offset.append(comment.offset)
      rows.present.append(comment.present.rawValue | (values.instant != nil ? RecordTable.hasInstant : 0))
      rows.ticketID.append(comment.ticketID)
      rows.authorID.append(comment.authorID)
      rows.isPublic.append(comment.isPublic ? 1 : 0)
      rows.seconds.append(values.instant?.seconds ?? 0)
      rows.nanoseconds.append(values.instant?.nanoseconds ?? 0)
      rows.bodyDigest.append(values.digest)
      rows.bodyLength.append(comment.body.length)
    }
  }

  private func appendTickets(to tables: ArchiveTables, batch index: Int32) {
    for (ticket, instant) in zip(batch.tickets, ticketInstants) {
      tables.tickets.append(
        ticket.id, batch: index, offset: ticket.offset, ticket.present, hasInstant: instant != nil)
      tables.ticketRequesterID.append(ticket.requesterID)
      tables.ticketSeconds.append(instant?.seconds ?? 0)
      tables.ticketNanoseconds.append(instant?.nanoseconds ?? 0)
    }
  }

  private func appendUsers(to tables: ArchiveTables, batch index: Int32) {
    for user in batch.users {
      tables.users.append(
        user.id, batch: index, offset: user.offset, user.present.union(user.null), hasInstant: false)
      tables.userName.append(
        user.present.contains(.name) ? tables.texts.number(text(user.name)).number : -1)
      tables.userEmail.append(
        user.present.contains(.email) ? tables.texts.number(text(user.email)).number : -1)
    }
  }

  private func noteProblems(in tables: ArchiveTables) {
    tables.batchProblemCounts.merge(batch.problemCount, uniquingKeysWith: +)
    for problem in batch.problems
    where tables.batchProblems[problem.kind, default: []].count < Finding.evidenceLimit {
      tables.batchProblems[problem.kind, default: []].append((tables.batches.count, problem))
    }
  }

  private func text(_ range: TextRange) -> Bytes {
    Bytes(rebasing: bytes.bytes[Int(range.start)..<Int(range.start) + Int(range.length)])
  }
}

/// Where the texts of a batch's further values stand: in the member, or beside it.
private struct FieldTexts {
  let member: UnsafeMutableBufferPointer<UInt8>
  let batch: Batch

  /// Converts the further values of `records`, for each those of all columns.
  func convert<Record>(
    _ records: [Record], _ firstValue: KeyPath<Record, UInt32>, _ layout: FieldLayout,
    into values: inout [FieldValue]
  ) {
    values.removeAll(keepingCapacity: true)
    if layout.isEmpty { return }
    batch.nested.withUnsafeBufferPointer { nested in
      for record in records {
        let first = Int(record[keyPath: firstValue])
        for column in layout.columns {
          let value = batch.values[first + column.key]
          let range = Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)
          let text =
            value.kind == .nested ? Bytes(rebasing: nested[range]) : Bytes(rebasing: member[range])
          values.append(column.kind.value(value.kind, text))
        }
      }
    }
  }
}

extension RecordTable {
  fileprivate func append(
    _ id: Int64, batch: Int32, offset: UInt32, _ present: BatchFields, hasInstant: Bool
  ) {
    self.id.append(id)
    self.batch.append(batch)
    self.offset.append(offset)
    self.present.append(present.rawValue | (hasInstant ? RecordTable.hasInstant : 0))
  }
}
