import Exports

/// What one thread has counted of one source.
final class SourceTally {
  let columns: UnsafeMutablePointer<ColumnStatistics>
  let columnCount: Int
  let chat: ChatTally?
  let users: UserTally?
  /// Records by month, counted from the year 0.
  private(set) var months: [Int: Int] = [:]
  /// Seconds since 1970 of the first and last time in each file.
  private(set) var spans: [Int: ClosedRange<Int64>] = [:]
  private let digests: UnsafeMutablePointer<UInt64>

  init(_ layout: SourceLayout) {
    columnCount = layout.columns.count
    columns = .allocate(capacity: columnCount)
    for column in 0..<columnCount {
      (columns + column).initialize(to: ColumnStatistics(named: layout.columns[column]))
    }
    chat = layout.chat == nil ? nil : ChatTally()
    users = layout.users == nil ? nil : UserTally()
    digests = .allocate(capacity: columnCount)
  }

  deinit {
    columns.deinitialize(count: columnCount).deallocate()
    digests.deallocate()
  }

  /// Counts the records of a block.
  ///
  /// - Complexity: O(bytes).
  func add(_ block: RecordBlock, _ file: FileLayout) {
    var (month, monthCount) = (Int.min, 0)
    for record in 0..<block.count {
      let place = ValuePlace(file: file.index, row: block.places[record])
      var time: Stamp?
      for column in 0..<block.columnCount {
        let index = file.statistics[column]
        let observation = columns[index].add(block[record, column], at: place)
        digests[column] = observation.digest
        if column == file.time { time = observation.stamp }
      }
      if let time {
        let found = calendarMonth(ofSeconds: time.seconds)
        if found.year * 12 + found.month - 1 != month {
          if monthCount > 0 { months[month, default: 0] += monthCount }
          (month, monthCount) = (found.year * 12 + found.month - 1, 0)
        }
        monthCount += 1
        spans[Int(file.index)] = widened(spans[Int(file.index)], by: time.seconds)
      }
      relate(block, record, file, time: time, at: place)
    }
    if monthCount > 0 { months[month, default: 0] += monthCount }
  }

  private func relate(
    _ block: RecordBlock, _ record: Int, _ file: FileLayout, time: Stamp?, at place: ValuePlace
  ) {
    if let chat, let roles = file.chat {
      var row = ChatTally.Row(
        commentID: digests[roles.commentID], ticketID: digests[roles.ticketID],
        authorID: digests[roles.authorID], requesterID: digests[roles.requesterID],
        email: roles.email.map { digests[$0] } ?? 0, stamp: time)
      for column in roles.content { row.content = combined(row.content, digests[column]) }
      let email = roles.email.map { block[record, $0] } ?? Bytes(start: nil, count: 0)
      chat.add(row, email: email, at: place)
    }
    if let users, let roles = file.users {
      users.add(id: digests[roles.id], email: block[record, roles.email])
    }
  }

  /// Takes over what another thread has counted of the same source.
  func merge(_ other: SourceTally) {
    for column in 0..<columnCount { columns[column].merge(other.columns[column]) }
    if let counted = other.chat { chat?.merge(counted) }
    if let counted = other.users { users?.merge(counted) }
    months.merge(other.months, uniquingKeysWith: +)
    for (file, span) in other.spans {
      spans[file] = widened(widened(spans[file], by: span.lowerBound), by: span.upperBound)
    }
  }
}
