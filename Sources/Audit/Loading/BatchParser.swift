import Archive

/// Turns one batch after another into rows: parsing, digests and instants on the parsing thread, so that only
/// the copying of finished values happens in turn.
struct BatchParser {
  private let reader: BatchReader
  private let layouts: FieldLayouts
  private let batch = Batch()
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
    reader = BatchReader(schema: layouts.schema, isReference: isReference)
  }

  /// Reads the batch in `bytes`, and converts what its records hold.
  mutating func parse(_ bytes: MemberBytes) {
    self.bytes = bytes
    reader.read(bytes.bytes, into: batch)
    convertComments()
    ticketInstants.removeAll(keepingCapacity: true)
    let tickets = batch.records[BatchArray.tickets]
    for row in 0..<tickets.count {
      ticketInstants.append(instant(tickets[row, BatchArray.Ticket.createdAt]))
    }
    let texts = FieldTexts(member: bytes.bytes, batch: batch)
    typealias Fields = BatchArray
    texts.convert(Fields.comments, Fields.Comment.count, layouts.comments, into: &commentFields)
    texts.convert(Fields.tickets, Fields.Ticket.count, layouts.tickets, into: &ticketFields)
    texts.convert(Fields.users, Fields.User.count, layouts.users, into: &userFields)
    texts.convert(
      Fields.organizations, Fields.Organization.count, layouts.organizations, into: &organizationFields)
  }

  private mutating func convertComments() {
    comments.removeAll(keepingCapacity: true)
    let records = batch.records[BatchArray.comments]
    for row in 0..<records.count {
      let body = records[row, BatchArray.Comment.body]
      comments.append(
        CommentValues(
          instant: instant(records[row, BatchArray.Comment.createdAt]),
          digest: body.kind == .string ? textDigest(text(body.text)) : 0))
    }
  }

  private func instant(_ value: BatchValue) -> Instant? {
    value.kind == .string ? Instant(text(value.text), form: .strict) : nil
  }

  /// Appends what was parsed last to the tables.
  func append(to tables: ArchiveTables, member: Int, number: Int64) {
    let index = Int32(truncatingIfNeeded: tables.batches.count)
    var row = BatchRow(member: member, number: number)
    row.isReadable = batch.problemCount[.notJSON] == nil
    func rows(_ array: Int, after count: Int) -> Range<Int> { count..<count + batch.records[array].count }
    row.tickets = rows(BatchArray.tickets, after: tables.tickets.count)
    row.comments = rows(BatchArray.comments, after: tables.comments.count)
    row.users = rows(BatchArray.users, after: tables.users.count)
    row.organizations = tables.organizations.count..<tables.organizations.count
    if layouts.hasOrganizations {
      row.organizations = rows(BatchArray.organizations, after: tables.organizations.count)
    }
    row.organizationCount = batch.records[BatchArray.organizations].count
    noteProblems(in: tables)
    tables.batches.append(row)
    appendComments(to: tables, batch: index)
    appendTickets(to: tables, batch: index)
    appendUsers(to: tables, batch: index)
    appendOrganizations(to: tables, batch: index)
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
    typealias Field = BatchArray.Comment
    let rows = tables.commentAppender
    let records = batch.records[BatchArray.comments]
    let stride = records.fieldCount
    let offsets = records.offsets
    guard var values = records.values.baseAddress else { return }
    for row in 0..<records.count {
      let converted = comments[row]
      let isPublic = values[Field.isPublic].kind
      let present: BatchFields = [
        values[Field.id].kind == .integer ? .id : [],
        values[Field.ticketID].kind == .integer ? .ticketID : [],
        values[Field.authorID].kind == .integer ? .authorID : [],
        isPublic == .yes || isPublic == .no ? .isPublic : [],
        values[Field.createdAt].kind == .string ? .createdAt : [],
        values[Field.body].kind == .string ? .body : [],
      ]
      rows.id.append(values[Field.id].integer)
      rows.batch.append(index)
      rows.offset.append(offsets[row])
      rows.present.append(present.rawValue | (converted.instant != nil ? RecordTable.hasInstant : 0))
      rows.ticketID.append(values[Field.ticketID].integer)
      rows.authorID.append(values[Field.authorID].integer)
      rows.isPublic.append(isPublic == .yes ? 1 : 0)
      rows.seconds.append(converted.instant?.seconds ?? 0)
      rows.nanoseconds.append(converted.instant?.nanoseconds ?? 0)
      rows.bodyDigest.append(converted.digest)
      rows.bodyLength.append(values[Field.body].text.length)
      values += stride
    }
  }

  private func appendTickets(to tables: ArchiveTables, batch index: Int32) {
    typealias Field = BatchArray.Ticket
    let records = batch.records[BatchArray.tickets]
    for row in 0..<records.count {
      let (id, createdAt) = (records[row, Field.id], records[row, Field.createdAt])
      let requesterID = records[row, Field.requesterID]
      let instant = ticketInstants[row]
      let present: BatchFields = [
        id.kind == .integer ? .id : [], createdAt.kind == .string ? .createdAt : [],
        requesterID.kind == .integer ? .requesterID : [],
      ]
      tables.tickets.append(
        id.integer, batch: index, offset: records.offsets[row], present, hasInstant: instant != nil)
      tables.ticketRequesterID.append(requesterID.integer)
      tables.ticketSeconds.append(instant?.seconds ?? 0)
      tables.ticketNanoseconds.append(instant?.nanoseconds ?? 0)
    }
  }

  private func appendUsers(to tables: ArchiveTables, batch index: Int32) {
    typealias Field = BatchArray.User
    let records = batch.records[BatchArray.users]
    for row in 0..<records.count {
      let id = records[row, Field.id]
      let (name, email) = (records[row, Field.name], records[row, Field.email])
      let present: BatchFields = [
        id.kind == .integer ? .id : [], name.kind == .string || name.kind == .null ? .name : [],
        email.kind == .string || email.kind == .null ? .email : [],
      ]
      tables.users.append(
        id.integer, batch: index, offset: records.offsets[row], present, hasInstant: false)
      tables.userName.append(number(of: name, in: tables.texts))
      tables.userEmail.append(number(of: email, in: tables.texts))
    }
  }

  /// The number of a string; -1 of any other value.
  private func number(of value: BatchValue, in texts: TextPool) -> Int32 {
    value.kind == .string ? texts.number(text(value.text)).number : -1
  }

  private func appendOrganizations(to tables: ArchiveTables, batch index: Int32) {
    let records = batch.records[BatchArray.organizations]
    for row in records.offsets.indices {
      let id = records[row, BatchArray.Organization.id]
      tables.organizations.append(
        id.integer, batch: index, offset: records.offsets[row], id.kind == .integer ? .id : [],
        hasInstant: false)
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
    Bytes(rebasing: bytes.bytes[range.range])
  }
}

/// Where the texts of a batch's further values stand: in the member, or beside it.
private struct FieldTexts {
  let member: UnsafeMutableBufferPointer<UInt8>
  let batch: Batch

  /// Converts the further values of an array's records, for each those of all columns.
  ///
  /// - Parameter first: the number of the first further field in the schema of the array.
  func convert(_ array: Int, _ first: Int, _ layout: FieldLayout, into values: inout [FieldValue]) {
    values.removeAll(keepingCapacity: true)
    if layout.isEmpty { return }
    let records = batch.records[array]
    batch.nested.withUnsafeBufferPointer { nested in
      for row in 0..<records.count {
        for column in layout.columns {
          let value = records[row, first + column.key]
          let text: Bytes =
            switch value.kind {
            case .nested: Bytes(rebasing: nested[value.text.range])
            case .string, .number: Bytes(rebasing: member[value.text.range])
            default: Bytes(start: nil, count: 0)
            }
          values.append(column.kind.value(value, text))
        }
      }
    }
  }
}

extension TextRange {
  fileprivate var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
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
