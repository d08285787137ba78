import Exports
import Plan

/// The records of a source of which one row is one object, by their numbers.
struct RecordList: BatchList {
  private let index: RecordIndex
  private let feed: RecordFeed
  private let digest: Digest
  private let sizes: FieldSizes
  /// Whose ids references to people become; nil where they stay as they are.
  private let people: ListedPeople?

  init(index: RecordIndex, feed: Int, _ exports: JudgedExports) {
    self.index = index
    self.feed = index.feeds[feed]
    digest = exports.chat.digest
    sizes = FieldSizes(self.feed.map.columns.readers, fixed: 16)
    people = exports.plan.hasLists ? ListedPeople(exports) : nil
  }

  var export: Export { feed.export }
  var columns: [WantedColumn] { feed.map.columns.wanted }

  func place(of row: UInt32) -> RecordPlace { index.place(of: Int(row)) }

  func largestSize(of row: UInt32) -> Int { sizes.bound(ofRow: index.rows[Int(row)].length) }

  func put(_ row: UInt32, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    guard let block else { return }
    let columns = feed.map.columns
    let values = try values(of: row, block, record)
    for (position, column) in feed.map.written.enumerated() {
      tar.reserve(1)
      tar.put(position == 0 ? "{" : ",")
      if column == columns.body, case .null = values[column] {
        tar.put(.text(values[column].text), of: columns.readers[column])
      } else if let people, case .reference(let id) = values[column] {
        tar.put(.integer(people.writtenID(of: feed.map.people(id) ?? id)), of: columns.readers[column])
      } else {
        tar.put(values[column], of: columns.readers[column])
      }
    }
    tar.reserve(1)
    tar.put("}")
  }

  /// What was judged.
  private func values(of row: UInt32, _ block: RecordBlock, _ record: Int) throws -> [FieldValue] {
    var values: [FieldValue] = []
    let isRejected = feed.map.columns.read(record, of: block, into: &values) != nil
    guard !isRejected, feed.map.meaning(of: values, by: digest) == index.rows[Int(row)].meaning
    else { throw changed(feed.map.columns.readers[0], index.lineText(of: Int(row))) }
    return values
  }
}

/// The people of the lists, by the ids that the archive would have without the merge.
struct ListedPeople: Sendable {
  private let people: People
  private let identities: Identities
  private let system: Int

  init(_ exports: JudgedExports) {
    (people, identities) = (exports.people, exports.chat.identities)
    system = exports.chat.feeds.count
  }

  func writtenID(of id: Int64) -> Int64 {
    people.writtenID(ofReference: id, system: system, in: identities)
  }
}

/// The people whom a list tells of first, by their numbers.
struct ListedUsers: BatchList {
  private let records: RecordIndex
  private let feed: RecordFeed
  private let objects: PersonObjects
  private let sizes: FieldSizes
  /// The readers of the custom fields, which are read again.
  private let fields: ArraySlice<FieldReader>
  private let people: ListedPeople

  init(_ exports: JudgedExports, _ index: RecordIndex, _ feed: Int) {
    records = index
    self.feed = index.feeds[feed]
    objects = PersonObjects(exports)
    fields = self.feed.map.columns.readers.dropFirst(RecordType.users.fields.count)
    sizes = FieldSizes(fields, fixed: 2 * PersonObjects.frame)
    people = ListedPeople(exports)
  }

  var export: Export { feed.export }
  var columns: [WantedColumn] { fields.map(\.wanted) }

  func place(of person: UInt32) -> RecordPlace { records.place(of: objects.row(of: person)) }

  func largestSize(of person: UInt32) -> Int {
    sizes.bound(ofRow: records.rows[objects.row(of: person)].length) + objects.largestSize(of: person)
  }

  func put(_ person: UInt32, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    objects.put(person, to: &tar)
    try putFields(fields, block, record, to: &tar) { people.writtenID(of: feed.map.people($0) ?? $0) }
    tar.put("}")
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

  /// Puts bytes as they are, for which there is room.
  mutating func put(bytes: Bytes) {
    assert(bytes.count <= capacity - count)
    guard let address = bytes.baseAddress else { return }
    end.update(from: address, count: bytes.count)
    advance(by: bytes.count)
  }
}
