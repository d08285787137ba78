import Exports
import Plan

/// Turns batches into members of the tar: compact JSON, keys in a fixed order.
struct BatchRenderer: Sendable {
  private let chat: ChatIndex
  private let people: People
  private let batches: BatchPlan
  private let archive: ArchivePlan
  private let files: [ExportFile]

  init(_ exports: JudgedExports, _ batches: BatchPlan) {
    (chat, people, archive) = (exports.chat, exports.people, exports.plan.archive)
    files = exports.chatExport.files
    self.batches = batches
  }

  /// Appends the batches of a chunk to `tar`, headers and padding included.
  ///
  /// - Parameter lookup: reads the column of the bodies.
  /// - Throws: `ExportError` when a row can't be read again, `BuildError` for a member that a tar can't hold.
  func render(chunk: Int, lookup: inout RecordLookup, to tar: inout ByteBuffer) throws {
    let numbers = batches.batches(ofChunk: chunk)
    guard let last = numbers.last else { return }
    let first = batches.ranges(of: numbers.lowerBound).comments.lowerBound
    let rows = batches.comments[first..<batches.ranges(of: last).comments.upperBound]
    try lookup.read(rows.map { chat.place(of: Int($0)) }) { block in
      for number in numbers {
        try render(batch: number, bodies: block, firstBody: first, to: &tar)
      }
    }
  }

  private func render(
    batch number: Int, bodies: RecordBlock, firstBody: Int, to tar: inout ByteBuffer
  ) throws {
    let name = try memberName(number)
    let headerOffset = tar.count
    tar.reserve(tarBlockSize)
    tar.put(zeros: tarBlockSize)
    let ranges = batches.ranges(of: number)
    tar.reserve(64)
    tar.put("{\"data\":{\"tickets\":{\"data\":[")
    for index in ranges.tickets { put(ticket: index, isFirst: index == ranges.tickets.lowerBound, to: &tar) }
    tar.reserve(64)
    tar.put("],\"comments\":[")
    for index in ranges.comments {
      let body = bodies[index - firstBody, 0]
      try requireUnchanged(body, of: Int(batches.comments[index]))
      put(comment: index, body: body, isFirst: index == ranges.comments.lowerBound, to: &tar)
    }
    tar.reserve(64)
    tar.put("],\"users\":[")
    for index in ranges.users { put(user: index, isFirst: index == ranges.users.lowerBound, to: &tar) }
    tar.reserve(64)
    tar.put("],\"organizations\":[]}}}")

    let size = tar.count - headerOffset - tarBlockSize
    do {
      tar.replace(at: headerOffset, with: try TarHeader(name: name, size: size).bytes)
    } catch {
      throw BuildError.trouble("\(error.message); choose a smaller 'batch-size' or a shorter 'member'")
    }
    let padding = -size & (tarBlockSize - 1)
    tar.reserve(padding)
    tar.put(zeros: padding)
  }

  /// - Throws: `BuildError` when a body is not the one that was judged.
  private func requireUnchanged(_ body: Bytes, of row: Int) throws(BuildError) {
    let entry = chat.rows[row]
    guard body.count == Int(entry.bodyLength), chat.digest(body) == entry.bodyDigest else {
      throw .trouble(
        "\(files[chat.line(of: row).file].name):\(entry.line): the body is not the one that was read before; "
          + "build again when nobody writes to the export")
    }
  }

  /// The name of a member: the number of its batch between the plan's prefix and suffix.
  private func memberName(_ number: Int) throws(BuildError) -> String {
    let (distance, isTooFar) = archive.step.multipliedReportingOverflow(by: Int64(number))
    let (value, isTooLarge) = archive.start.addingReportingOverflow(distance)
    guard !isTooFar, !isTooLarge else {
      throw .trouble("batch \(number + 1) would have a number above \(Int64.max); lower 'numbering'")
    }
    return "\(archive.memberPrefix)\(value)\(archive.memberSuffix)"
  }
}

extension BatchRenderer {
  /// Room for the keys, numbers and times of one object: the largest has three ids, a time and 90 bytes of
  /// keys.
  private static let frame = 256

  private func put(ticket index: Int, isFirst: Bool, to tar: inout ByteBuffer) {
    let ticket = chat.conversations.tickets[Int(batches.tickets[index])]
    let reading = chat.conversations.readings[Int(ticket.kept)]
    tar.reserve(Self.frame)
    tar.put(isFirst ? "{\"id\":" : ",{\"id\":")
    tar.put(id: ticket.id)
    tar.put(",\"created_at\":\"")
    reading.createdAt.write(to: &tar)
    tar.put("\",\"requester_id\":")
    tar.put(id: people.writtenID(of: reading.requester, in: chat.identities))
    tar.put("}")
  }

  private func put(comment index: Int, body: Bytes, isFirst: Bool, to tar: inout ByteBuffer) {
    let row = chat.rows[Int(batches.comments[index])]
    let ticket = chat.conversations.readings[Int(row.ticket)].ticket
    tar.reserve(Self.frame)
    tar.put(isFirst ? "{\"id\":" : ",{\"id\":")
    tar.put(id: row.commentID)
    tar.put(",\"ticket_id\":")
    tar.put(id: chat.conversations.tickets[Int(ticket)].id)
    tar.put(",\"author_id\":")
    tar.put(
      id: people.writtenID(of: chat.identities.sightings[Int(row.author)].chatID, in: chat.identities))
    tar.put(row.isPublic ? ",\"public\":true" : ",\"public\":false")
    tar.put(",\"created_at\":\"")
    row.createdAt.write(to: &tar)
    tar.put("\",\"html_body\":")
    tar.put(json: body)
    tar.reserve(1)
    tar.put("}")
  }

  private func put(user index: Int, isFirst: Bool, to tar: inout ByteBuffer) {
    let person = people.persons[Int(batches.users[index])]
    tar.reserve(Self.frame)
    tar.put(isFirst ? "{\"id\":" : ",{\"id\":")
    tar.put(id: person.id)
    tar.put(",\"name\":")
    put(person.name, to: &tar)
    tar.reserve(Self.frame)
    tar.put(",\"email\":")
    put(person.email ?? 0..<0, to: &tar)
    tar.reserve(1)
    tar.put("}")
  }

  /// A text, or null where it is empty.
  private func put(_ text: Range<Int>, to tar: inout ByteBuffer) {
    tar.reserve(4)
    guard !text.isEmpty else { return tar.put("null") }
    chat.identities.texts.with(text) { tar.put(json: $0) }
  }
}
