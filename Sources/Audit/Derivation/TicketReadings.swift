/// The tickets that the exports describe, numbered densely, each as its first accepted row has it.
///
/// What a ticket says of itself is kept once: its rows are compared with it as they come, and only those that say
/// something else are remembered. Tickets of a chat are described by rows of `CommentRows`; those of the ticketing tool by rows
/// of `TicketRecords`.
final class TicketReadings: @unchecked Sendable {  // filled by one thread, then only read
  /// As the archive must have it.
  let id = Vector<Int64>()
  let firstRow = Vector<Int32>()
  let lastRow = Vector<Int32>()
  /// An account or ticketing user, as in `CommentRows`.
  let requester = Vector<Int32>()
  let seconds = Vector<Int64>()
  let nanoseconds = Vector<Int32>()
  let fields: [FieldColumn]
  /// Rows that describe their ticket in another way than its first row does.
  let others = Vector<Other>()
  /// The custom fields of `others`.
  let otherFields: [FieldColumn]
  private(set) var systems = SystemRanges()
  private var numbers: [IDNumbers] = []
  private var lastID: Int64 = 0
  private var lastNumber: Int32 = -1

  struct Other: BitwiseCopyable {
    var ticket: Int32
    var row: Int32
    var requester: Int32
    var instant: Instant
  }

  init(_ layout: FieldLayout) {
    fields = layout.makeColumns()
    otherFields = layout.makeColumns()
  }

  var count: Int { id.count }
  func instant(_ ticket: Int) -> Instant {
    Instant(seconds: seconds[ticket], nanoseconds: nanoseconds[ticket])
  }

  /// To be called before the rows of each system, in order.
  func begin(minimumCapacity: Int = 16) {
    systems.begin(at: count)
    numbers.append(IDNumbers(from: count, minimumCapacity: minimumCapacity))
    lastNumber = -1
  }

  /// The ticket of a system that has `id`.
  func find(_ id: Int64, _ system: Int) -> Int32? {
    system < numbers.count ? numbers[system].find(id) : nil
  }

  /// The ticket `id` of the system whose rows are being read, as row `row` has it. A row that contradicts the first one
  /// is remembered.
  func note(
    _ id: Int64, row: Int32, requester: Int32, createdAt: Instant, fields values: [FieldValue]
  ) -> Int32 {
    if id != lastID || lastNumber < 0 {
      let (number, isNew) = numbers[numbers.count - 1].number(id)
      (lastID, lastNumber) = (id, number)
      if isNew {
        append(id, row: row, requester: requester, createdAt: createdAt, fields: values)
        return number
      }
    }
    compare(lastNumber, row: row, requester: requester, createdAt: createdAt, fields: values)
    return lastNumber
  }

  private func append(
    _ id: Int64, row: Int32, requester: Int32, createdAt: Instant, fields values: [FieldValue]
  ) {
    self.id.append(id)
    firstRow.append(row)
    lastRow.append(row)
    self.requester.append(requester)
    seconds.append(createdAt.seconds)
    nanoseconds.append(createdAt.nanoseconds)
    for (column, value) in zip(fields, values) { column.append(value) }
  }

  @inline(__always)
  private func compare(
    _ ticket: Int32, row: Int32, requester: Int32, createdAt: Instant, fields values: [FieldValue]
  ) {
    let index = Int(ticket)
    lastRow[index] = row
    if self.requester[index] == requester, instant(index) == createdAt,
      fields.isEmpty || zip(fields, values).allSatisfy({ $0[index] == $1 })
    {
      return
    }
    others.append(Other(ticket: ticket, row: row, requester: requester, instant: createdAt))
    for (column, value) in zip(otherFields, values) { column.append(value) }
  }
}

/// The ticketing tool's records of tickets, one row for each.
final class TicketRecords: @unchecked Sendable {  // as TicketReadings
  let ticket = Vector<Int32>()
  let position = RowPositions()
  let losses = LossMarks()
  var lineage = Lineage()

  var count: Int { ticket.count }
}
