import Exports
import Plan

/// Turns batches into members of the tar: compact JSON, keys in a fixed order.
struct BatchRenderer: Sendable {
  let exports: JudgedExports
  /// Of `exports`: what is asked once for each object is not taken out of it each time.
  let chat: ChatIndex
  let people: People
  let batches: BatchPlan
  let body: FieldReader
  let commentFields: ArraySlice<FieldReader>
  let ticketFields: ArraySlice<FieldReader>
  let userFields: ArraySlice<FieldReader>

  init(_ exports: JudgedExports, _ batches: BatchPlan) {
    self.exports = exports
    (chat, people) = (exports.chat, exports.people)
    let map = chat.map
    body = map[.body]
    commentFields = map.readers(map.commentFields)
    ticketFields = map.readers(map.ticketFields)
    userFields = map.readers(map.userFields)
    self.batches = batches
  }

  /// Appends the batches of a chunk to `tar`, headers and padding included.
  ///
  /// - Throws: `ExportError` when a row can't be read again, `BuildError` for a member that a tar can't hold.
  func render(chunk: Int, lookup: ChunkLookup, to tar: inout ByteBuffer) throws {
    let numbers = batches.batches(ofChunk: chunk)
    guard !numbers.isEmpty else { return }
    let span = batches.span(of: numbers)
    try lookup.read(places: { places(of: $0, in: span) }) { blocks in
      for number in numbers { try render(batch: number, blocks, of: span.start, to: &tar) }
    }
  }

  /// Where the rows stand that a chunk reads again for one list.
  private func places(of list: PartialKeyPath<ChunkBlocks>, in span: BatchPlan.Span) -> [RecordPlace] {
    func places(_ records: JudgedRecords?, _ rows: ArraySlice<UInt32>) -> [RecordPlace] {
      records.map { records in rows.map { records.index.place(of: Int($0)) } } ?? []
    }
    switch list {
    case \.comments: return batches.comments[span[\.comments]].map { chat.place(of: Int($0)) }
    case \.tickets:
      return batches.tickets[span[\.tickets]].map {
        chat.place(of: Int(chat.conversations.tickets[Int($0)].row))
      }
    case \.users: return batches.users[span[\.users]].map { chat.place(of: firstRow(of: $0)) }
    case \.organizations:
      return places(exports.records.organizations, batches.organizations[span[\.organizations]])
    case \.ticketingTickets:
      return places(exports.records.tickets, batches.ticketingTickets[span[\.ticketingTickets]])
    default:
      return places(exports.records.comments, batches.ticketingComments[span[\.ticketingComments]])
    }
  }

  /// The person's first row as author.
  private func firstRow(of person: UInt32) -> Int {
    let chatID = people.persons[Int(person)].chatID
    let sighting = chat.identities.chatIDs[Int(chatID)].firstSighting ?? 0
    return Int(chat.identities.sightings[Int(sighting)].row)
  }

  /// - Parameter first: where the lists of `blocks` begin.
  private func render(
    batch number: Int, _ blocks: ChunkBlocks, of first: BatchPlan.Ends, to tar: inout ByteBuffer
  ) throws {
    let name = try memberName(number)
    let headerOffset = tar.count
    tar.reserve(tarBlockSize)
    tar.put(zeros: tarBlockSize)
    let start = tar.count
    try putArrays(of: batches.span(ofBatch: number), blocks, first, to: &tar)
    let size = tar.count - start
    do {
      tar.replace(at: headerOffset, with: try TarHeader(name: name, size: size).bytes)
    } catch {
      throw BuildError.trouble("\(error.message); choose a smaller 'batch-size' or a shorter 'member'")
    }
    let padding = -size & (tarBlockSize - 1)
    tar.reserve(padding)
    tar.put(zeros: padding)
  }

  private func putArrays(
    of span: BatchPlan.Span, _ blocks: ChunkBlocks, _ first: BatchPlan.Ends, to tar: inout ByteBuffer
  ) throws {
    let records = exports.records
    var array = ObjectArray()
    tar.reserve(64)
    tar.put("{\"data\":{\"tickets\":{\"data\":[")
    for index in span[\.tickets] {
      array.separate(in: &tar)
      try put(ticket: index, blocks.tickets, index - first.tickets, to: &tar)
    }
    for index in span[\.ticketingTickets] {
      array.separate(in: &tar)
      try put(
        batches.ticketingTickets[index], of: records.tickets, blocks.ticketingTickets,
        index - first.ticketingTickets, to: &tar)
    }
    array.end(with: "],\"comments\":[", in: &tar)
    for index in span[\.comments] {
      array.separate(in: &tar)
      try put(comment: index, blocks.comments, index - first.comments, to: &tar)
    }
    for index in span[\.ticketingComments] {
      array.separate(in: &tar)
      try put(
        batches.ticketingComments[index], of: records.comments, blocks.ticketingComments,
        index - first.ticketingComments, to: &tar)
    }
    array.end(with: "],\"users\":[", in: &tar)
    for index in span[\.users] {
      array.separate(in: &tar)
      try put(user: index, blocks.users, index - first.users, to: &tar)
    }
    array.end(with: "],\"organizations\":[", in: &tar)
    for index in span[\.organizations] {
      array.separate(in: &tar)
      try put(
        batches.organizations[index], of: records.organizations, blocks.organizations,
        index - first.organizations, to: &tar)
    }
    array.end(with: "]}}}", in: &tar)
  }

  /// The name of a member: the number of its batch between the plan's prefix and suffix.
  private func memberName(_ number: Int) throws(BuildError) -> String {
    let archive = exports.plan.archive
    let (distance, isTooFar) = archive.step.multipliedReportingOverflow(by: Int64(number))
    let (value, isTooLarge) = archive.start.addingReportingOverflow(distance)
    guard !isTooFar, !isTooLarge else {
      throw .trouble("batch \(number + 1) would have a number above \(Int64.max); lower 'numbering'")
    }
    return "\(archive.memberPrefix)\(value)\(archive.memberSuffix)"
  }
}

/// Puts the commas between the objects of an array.
private struct ObjectArray {
  private var isEmpty = true

  mutating func separate(in tar: inout ByteBuffer) {
    if !isEmpty {
      tar.reserve(1)
      tar.put(",")
    }
    isEmpty = false
  }

  /// Ends the array, and begins the next one.
  mutating func end(with text: StaticString, in tar: inout ByteBuffer) {
    tar.reserve(text.utf8CodeUnitCount)
    tar.put(text)
    isEmpty = true
  }
}
