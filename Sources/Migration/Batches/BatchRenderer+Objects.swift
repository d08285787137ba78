import Exports
import Plan

// The objects of the four arrays: the agreed keys first, then the further fields in the order of the plan.
extension BatchRenderer {
  /// Room for the keys, numbers and times of one object: the largest has three ids, a time and 90 bytes of
  /// keys.
  private static let frame = 256

  func put(ticket index: Int, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    let ticket = chat.conversations.tickets[Int(batches.tickets[index])]
    let reading = chat.conversations.readings[Int(ticket.kept)]
    tar.reserve(Self.frame)
    tar.put("{\"id\":")
    tar.put(id: ticket.id)
    tar.put(",\"created_at\":\"")
    reading.createdAt.write(to: &tar)
    tar.put("\",\"requester_id\":")
    tar.put(id: people.writtenID(of: reading.requester, in: chat.identities))
    try put(ticketFields, block, record, to: &tar)
    tar.put("}")
  }

  func put(comment index: Int, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    let number = Int(batches.comments[index])
    let row = chat.rows[number]
    guard let block, let text = body.text(block[record, 0]),
      text.count == Int(row.bodyLength), chat.digest(text) == row.bodyDigest
    else { throw changed(body, exports.chatLine(chat.line(of: number))) }
    let ticket = chat.conversations.readings[Int(row.ticket)].ticket
    tar.reserve(Self.frame)
    tar.put("{\"id\":")
    tar.put(id: row.commentID)
    tar.put(",\"ticket_id\":")
    tar.put(id: chat.conversations.tickets[Int(ticket)].id)
    tar.put(",\"author_id\":")
    tar.put(
      id: people.writtenID(
        of: chat.identities.sightings[Int(row.author)].chatID, in: chat.identities))
    tar.put(row.isPublic ? ",\"public\":true" : ",\"public\":false")
    tar.put(",\"created_at\":\"")
    row.createdAt.write(to: &tar)
    tar.put("\",\"html_body\":")
    tar.put(json: text)
    tar.reserve(1)
    try put(commentFields, block, record, firstColumn: 1, to: &tar)
    tar.put("}")
  }

  func put(user index: Int, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    let person = people.persons[Int(batches.users[index])]
    tar.reserve(Self.frame)
    tar.put("{\"id\":")
    tar.put(id: person.id)
    tar.put(",\"name\":")
    put(person.name, to: &tar)
    tar.reserve(Self.frame)
    tar.put(",\"email\":")
    put(person.email ?? 0..<0, to: &tar)
    tar.reserve(1)
    try put(userFields, block, record, to: &tar)
    tar.put("}")
  }

  /// A text, or null where it is empty.
  private func put(_ text: Range<Int>, to tar: inout ByteBuffer) {
    tar.reserve(4)
    guard !text.isEmpty else { return tar.put("null") }
    chat.identities.texts.with(text) { tar.put(json: $0) }
  }

  /// Further fields of the chat, each behind a comma; leaves room for one byte.
  private func put(
    _ readers: ArraySlice<FieldReader>, _ block: RecordBlock?, _ record: Int, firstColumn: Int = 0,
    to tar: inout ByteBuffer
  ) throws {
    guard !readers.isEmpty, let block else { return }
    for (column, reader) in readers.enumerated() {
      guard let value = reader.value(block[record, firstColumn + column]) else {
        throw changed(reader, place(of: record, in: block))
      }
      tar.reserve(1)
      tar.put(",")
      if case .reference(let id) = value {
        let written = people.writtenID(ofReference: id, in: chat.identities)
        tar.put(.integer(written), of: reader)
      } else {
        tar.put(value, of: reader)
      }
    }
    tar.reserve(1)
  }

  /// One record of another source than the chat.
  func put(
    _ row: UInt32, of records: JudgedRecords?, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer
  ) throws {
    guard let index = records?.index, let block else { return }
    let columns = index.map.columns
    var values: [FieldValue] = []
    let isLeftOut = columns.read(record, of: block, into: &values) != nil
    guard !isLeftOut, index.map.meaning(of: values, by: chat.digest) == index.rows[Int(row)].meaning
    else { throw changed(columns.readers[0], index.lineText(of: Int(row))) }
    for (position, column) in index.map.written.enumerated() {
      tar.reserve(1)
      tar.put(position == 0 ? "{" : ",")
      if column == columns.body, case .null = values[column] {
        tar.put(.text(values[column].text), of: columns.readers[column])
      } else {
        tar.put(values[column], of: columns.readers[column])
      }
    }
    tar.reserve(1)
    tar.put("}")
  }

  private func place(of record: Int, in block: RecordBlock) -> String {
    let place = block.places[record]
    return exports.chatLine(SourceLine(file: Int(place.file), line: place.line))
  }

  /// What was read is not what was judged.
  private func changed(_ reader: FieldReader, _ line: String) -> BuildError {
    .trouble(
      "\(line): \(reader.column.from) is not what was read before; build again when nobody writes to the export"
    )
  }
}

extension ByteBuffer {
  /// Puts the key of a field and its value; reserves its own room.
  mutating func put(_ value: FieldValue, of reader: FieldReader) {
    reserve(reader.key.count + Instant.longestText + 2)
    reader.key.withUnsafeBufferPointer { put(bytes: $0) }
    switch value {
    case .null: put("null")
    case .integer(let number), .reference(let number): put(id: number)
    case .boolean(let flag): put(flag ? "true" : "false")
    case .instant(let instant):
      put("\"")
      instant.write(to: &self)
      put("\"")
    case .text(let text): put(json: text)
    case .json(let text, _):
      reserve(text.count)
      put(bytes: text)
    }
  }

  /// Puts bytes as they stand, for which there is room.
  private mutating func put(bytes: Bytes) {
    assert(bytes.count <= capacity - count)
    guard let address = bytes.baseAddress else { return }
    end.update(from: address, count: bytes.count)
    advance(by: bytes.count)
  }
}
