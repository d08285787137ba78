import Archive
import Foundation
import Plan

/// What the archive holds, as columns: one table for each record type, one row for each record, in the order of the tar.
///
/// The position of a record is (batch number, index in the array), which is the order of `batchOrder`, whatever the
/// place of the member in the tar. Of several archives, the deliveries, those of the first come first, each in this order; a
/// record that is replaced has the place of the first of its id, and the values of the last (`supersede`).
final class ArchiveTables: @unchecked Sendable {  // filled by one thread at a time, then only read
  let deliveries: Deliveries
  /// What was read of each delivery, as far as they were opened.
  var read: [DeliveryRow] = []
  /// Every entry of the tar; those of a later delivery after those of an earlier one.
  var members: [MemberRow] = []
  /// The members that are batches, in the order of the tar.
  var batches: [BatchRow] = []
  /// In the order of the schema.
  let records: [ArchiveRecords]
  /// Indices of `batches` by batch number, then by place in the tar.
  private(set) var batchOrder: [Int] = []
  let texts = TextPool()

  var streamProblems: [ArchiveProblem] = []
  var batchProblemCounts: [BatchProblem.Kind: Int] = [:]
  /// The first problems of each kind, with their batches.
  var batchProblems: [BatchProblem.Kind: [(batch: Int, problem: BatchProblem)]] = [:]
  /// The records in whose texts somebody is named of whom nothing may be in the archive.
  var mentions: [ErasedMention] = []
  /// Why not all of it was kept.
  var trouble: String?

  init(_ plan: Plan, _ layouts: FieldLayouts, _ deliveries: Deliveries) {
    self.deliveries = deliveries
    let texts = texts
    records = plan.schema.map { type in
      let isMapped = type.isCore || plan.recordMap(type) != nil
      return ArchiveRecords(type, layouts[type], isMapped: isMapped, texts)
    }
  }

  subscript(type: RecordType) -> ArchiveRecords { records.first { $0.type.name == type.name } ?? records[0] }

  /// What the reader of batches is told.
  var schema: BatchSchema { BatchSchema(records.map(\.array)) }

  /// Works out what the archive alone can tell, mostly while the exports are still being read. To be called once, when
  /// the last batch is in.
  func order(_ parallelism: Parallelism) {
    supersede()
    for table in records { table.index(batches, parallelism) }
    batchOrder = batches.indices.sorted {
      (batches[$0].key, batches[$0].member) < (batches[$1].key, batches[$1].member)
    }
  }

  /// Why it is not known what the archive lacks: a batch of it was not read.
  var unread: String? {
    guard let first = members.first(where: { $0.isUnread }) else { return nil }
    return "not known, because \(first.name) was not read (see tar-is-complete)"
  }

  /// Where a record is.
  func place(of row: Int, in table: ArchiveRecords) -> ArchivePlace {
    let batch = batches[Int(table.batch[row])]
    return ArchivePlace(
      member: members[batch.member].name,
      pointer: "/data/tickets/\(table.type.array)/\(index(of: row, in: table))",
      offset: Int(table.offset[row]))
  }

  /// The index of a record in the array of its batch.
  func index(of row: Int, in table: ArchiveRecords) -> Int {
    if let ordinals = table.ordinals { return Int(ordinals[row]) }
    return row - batches[Int(table.batch[row])].rows[table.number(in: records)].lowerBound
  }
}

/// The records of one array of all batches.
final class ArchiveRecords: @unchecked Sendable {  // as ArchiveTables
  let type: RecordType
  let layout: FieldLayout
  let batch = Vector<Int32>()
  /// Bytes from the start of the member to the object's `{`.
  let offset = Vector<UInt32>()
  /// A bit for each core field that has a value of its type.
  let present = Vector<UInt8>()
  /// The core fields, as the schema lists them.
  let core: [ColumnStorage]
  /// The custom fields, by the columns of their layout.
  let fields: [FieldColumn]
  let id: Vector<Int64>
  /// Whether the plan maps the type; else its objects are only counted.
  let isMapped: Bool
  /// Where rows were replaced: the index of each in the array of its batch, and the batch that brought its id first.
  var ordinals: Vector<UInt32>?
  var arrivals: Vector<Int32>?
  private let lock = NSLock()
  private var madeIDs: IDIndex?
  private var batches: [BatchRow] = []
  /// The rows spread by id; let go of once they are joined.
  private(set) var byID: Partition?

  /// The bit of `present` for a time that is RFC 3339, beside that of its field for a string.
  static let hasInstant: UInt8 = 128

  init(_ type: RecordType, _ layout: FieldLayout, isMapped: Bool, _ texts: TextPool) {
    self.type = type
    self.layout = layout
    self.isMapped = isMapped
    let id = Vector<Int64>()
    self.id = id
    core = type.fields.enumerated().map { index, field in
      switch field.type {
      case .integer, .reference: .integers(index == 0 ? id : Vector())
      case .boolean: .flags(Vector())
      case .timestamp: .instants(Vector(), MostlyZero())
      case .html, .json, .number: .digests(Vector(), Vector())
      case .text, .email: .texts(Vector(), texts)
      }
    }
    fields = layout.makeColumns()
  }

  /// The fields that are searched for addresses: texts, HTML, and every custom field, whatever the plan says it is. What
  /// tells who somebody is has rules of its own.
  var searched: [Int] {
    let core = type.fields.indices.filter { [.text, .html].contains(type.fields[$0].type) }
    return core + layout.keys.indices.map { type.fields.count + $0 }
  }

  /// What a field of `searched` is called.
  func name(ofField field: Int) -> String {
    field < type.fields.count ? type.fields[field].name : layout.keys[field - type.fields.count]
  }

  var count: Int { batch.count }
  func hasID(_ row: Int) -> Bool { present[row] & 1 != 0 }

  /// The batch that brought the id of a row first, which is its own but for rows that replace others.
  func arrival(_ row: Int) -> Int { Int(arrivals?[row] ?? batch[row]) }

  /// The rows that have an id, spread by it.
  func spread(bits: Int) -> Partition { Partition(id, bits: bits) { hasID($0) } }

  fileprivate func index(_ batches: [BatchRow], _ parallelism: Parallelism) {
    byID = spread(bits: Partition.bits(rows: count, parallelism))
    self.batches = batches
  }

  /// The ids, each with its first row and the smallest number of the batches that hold it.
  ///
  /// Made when a rule first asks for them: nothing names most comments, which are the most records.
  /// - Complexity: O(rows) the first time.
  var ids: IDIndex {
    lock.withLock {
      if let madeIDs { return madeIDs }
      let ids = IDIndex(self, batches)
      madeIDs = ids
      return ids
    }
  }

  func releasePartition() { byID = nil }

  fileprivate func number(in tables: [ArchiveRecords]) -> Int { tables.firstIndex { $0 === self } ?? 0 }

  /// The array as the reader of batches takes it.
  fileprivate var array: BatchSchema.Array {
    guard isMapped else { return BatchSchema.Array(type.array, nil) }
    let core = type.fields.map { field in
      BatchSchema.Field(field.name, Self.valueType(field), isRequired: true)
    }
    return BatchSchema.Array(type.array, core + layout.keys.map { BatchSchema.Field($0, .any) })
  }

  private static func valueType(_ field: RecordType.Field) -> BatchSchema.ValueType {
    switch field.type {
    case .integer, .reference: .integer
    case .boolean: .boolean
    case .timestamp, .html: .string
    case .text, .email: .stringOrNull
    case .json, .number: .any
    }
  }
}

/// One entry of the tar.
struct MemberRow: Sendable, Codable {
  /// As messages show it.
  var name: String
  var kind: Member.Kind
  /// Bytes from the start of the tar to the entry's header.
  var offset: Int
  /// Its batch number, where the name fits the plan's pattern (a leading `./` aside).
  var batchNumber: Int64?
  var hasDotSlash: Bool
  /// The number of the delivery that has it.
  var delivery = 0
  /// Whether it is a batch that is too long to be read.
  var isUnread = false
}

/// One member that is a batch.
struct BatchRow: Sendable, Codable {
  /// Index into `members`.
  var member: Int
  var number: Int64
  /// The number of the delivery that has it.
  var delivery = 0
  var isReadable = true
  /// What is wrong with its JSON or its shape.
  var problemCount = 0
  /// For each record type the rows of the batch in its table.
  var rows: [Range<Int>] = []
  /// For each record type the objects in its array, which are rows only where the plan maps the type.
  var counts: [Int] = []

  /// When it is imported.
  var key: BatchKey { BatchKey(delivery: Int32(truncatingIfNeeded: delivery), number: number) }
}
