import Exports
import Plan

/// The objects of one record type that come from one source, as they follow each other in the batches.
protocol BatchList: Sendable {
  /// What is read again for its objects.
  var export: Export { get }
  /// The columns that are read again; none where the index has everything.
  var columns: [WantedColumn] { get }
  /// The place of an object's row.
  func place(of row: UInt32) -> RecordPlace
  /// The most bytes that an object can take, from what the index has of it.
  func largestSize(of row: UInt32) -> Int
  /// Puts an object.
  ///
  /// - Parameters:
  ///   - row: what `BatchPlan` has in the list.
  ///   - block: the columns, with the object's at `record`; nil where none are read.
  /// - Throws: `BuildError` for a row that is not what was judged.
  func put(_ row: UInt32, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws
}

extension BatchList {
  /// What was read is not what was judged.
  func changed(_ reader: FieldReader, _ line: String) -> BuildError {
    .trouble(
      "\(line): \(reader.column.from) is not what was read before; build again when nobody writes to the export"
    )
  }

  /// Puts custom fields, each after a comma; leaves room for one byte.
  ///
  /// - Parameters:
  ///   - firstColumn: the column of the block with the first of them.
  ///   - writtenID: what a person's id becomes.
  /// - Throws: `BuildError` for a value that is not what was judged.
  func putFields(
    _ fields: ArraySlice<FieldReader>, _ block: RecordBlock?, _ record: Int, firstColumn: Int = 0,
    to tar: inout ByteBuffer, writtenID: (Int64) -> Int64
  ) throws {
    guard !fields.isEmpty, let block else { return tar.reserve(1) }
    for (column, reader) in fields.enumerated() {
      guard let value = reader.value(block[record, firstColumn + column]) else {
        throw changed(reader, line(of: record, in: block))
      }
      tar.reserve(1)
      tar.put(",")
      if case .reference(let id) = value {
        tar.put(.integer(writtenID(id)), of: reader)
      } else {
        tar.put(value, of: reader)
      }
    }
    tar.reserve(1)
  }

  /// `file:line` of a record that was read again.
  func line(of record: Int, in block: RecordBlock) -> String {
    export.text(of: block.places[record])
  }
}

/// The numbers of the lists: three for each chat, one for each further source of a record type.
struct ListNumbers: Sendable {
  struct Chat: Sendable {
    let tickets: Int
    let comments: Int
    let users: Int
  }

  private(set) var chats: [Chat] = []
  /// By the name of the record type, for each of its sources.
  private(set) var records: [String: [Int]] = [:]
  /// For each list, the array of a batch that has its objects: an index into the schema.
  private(set) var arrays: [Int] = []
  let arrayCount: Int

  init(_ plan: Plan) {
    let schema = plan.schema
    arrayCount = schema.count
    var arrays: [Int] = []
    func add(_ type: RecordType) -> Int {
      arrays.append(schema.firstIndex { $0.name == type.name } ?? 0)
      return arrays.count - 1
    }
    chats = plan.chats.map { _ in Chat(tickets: add(.tickets), comments: add(.comments), users: add(.users)) }
    for map in plan.records { records[map.type.name, default: []].append(add(map.type)) }
    self.arrays = arrays
  }
}

extension JudgedExports {
  /// The lists, in the order of their numbers.
  var lists: [any BatchList] {
    let chats = chat.feeds.indices.flatMap { number -> [any BatchList] in
      [ChatTickets(self, number), ChatComments(self, number), ChatUsers(self, number)]
    }
    let further = plan.records.map { map -> any BatchList in
      // Every mapped type has its records, and each of its sources a feed of the same order.
      let index = records[map.type]!.index
      let feed = index.feeds.firstIndex { $0.export.source.name == map.source.name } ?? 0
      return map.type == .users
        ? ListedUsers(self, index, feed) : RecordList(index: index, feed: feed, self)
    }
    return chats + further
  }
}
