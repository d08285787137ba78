import Exports

/// What a chunk reads again, as one block for each list; nil where nothing of a list is needed.
struct ChunkBlocks {
  /// Bodies and further fields of the chat's comments.
  var comments: RecordBlock?
  /// Further fields of the chat's tickets and users.
  var tickets: RecordBlock?
  var users: RecordBlock?
  var organizations: RecordBlock?
  var ticketingTickets: RecordBlock?
  var ticketingComments: RecordBlock?
}

/// Reads the rows of a chunk again, from each export that it needs. Belongs to one thread.
final class ChunkLookup {
  /// One export and what is read of it.
  private final class List {
    let block: WritableKeyPath<ChunkBlocks, RecordBlock?>
    var lookup: RecordLookup

    init(
      _ block: WritableKeyPath<ChunkBlocks, RecordBlock?>, _ export: Export, columns: [String]
    ) throws(ExportError) {
      self.block = block
      lookup = try RecordLookup(export, columns: columns)
    }
  }

  private var lists: [List] = []

  /// Opens the files.
  ///
  /// - Throws: `ExportError`.
  init(_ exports: JudgedExports) throws(ExportError) {
    let map = exports.chat.map
    func names(_ fields: Range<Int>) -> [String] { map.readers(fields).map(\.column.from) }
    let chat = exports.sources.chat
    lists.append(
      try List(\.comments, chat, columns: [map[.body].column.from] + names(map.commentFields)))
    if !map.ticketFields.isEmpty {
      lists.append(try List(\.tickets, chat, columns: names(map.ticketFields)))
    }
    if !map.userFields.isEmpty { lists.append(try List(\.users, chat, columns: names(map.userFields))) }
    try add(\.organizations, exports.records.organizations)
    try add(\.ticketingTickets, exports.records.tickets)
    try add(\.ticketingComments, exports.records.comments)
  }

  private func add(
    _ block: WritableKeyPath<ChunkBlocks, RecordBlock?>, _ records: JudgedRecords?
  ) throws(ExportError) {
    guard let index = records?.index else { return }
    lists.append(try List(block, index.export, columns: index.map.columns.names))
  }

  /// Reads the records at the places that `places` gives for each list, and hands on all of them at once.
  ///
  /// - Throws: `ExportError` when a record can't be read again; whatever `receive` throws.
  func read(
    places: (PartialKeyPath<ChunkBlocks>) -> [RecordPlace], receive: (ChunkBlocks) throws -> Void
  ) throws {
    try read(from: 0, ChunkBlocks(), places: places, receive: receive)
  }

  /// A block lives only while its lookup's `read` does, so each reading goes on inside the one before.
  private func read(
    from index: Int, _ blocks: ChunkBlocks, places: (PartialKeyPath<ChunkBlocks>) -> [RecordPlace],
    receive: (ChunkBlocks) throws -> Void
  ) throws {
    guard index < lists.count else { return try receive(blocks) }
    let list = lists[index]
    try list.lookup.read(places(list.block)) { block in
      var blocks = blocks
      blocks[keyPath: list.block] = block
      try read(from: index + 1, blocks, places: places, receive: receive)
    }
  }
}
