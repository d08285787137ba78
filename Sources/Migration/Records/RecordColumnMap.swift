import Exports
import Plan

/// How the records of a source of which one row is one object of the archive are read and written.
struct RecordColumnMap: Sendable {
  let type: RecordType
  /// As messages and the balance name them.
  let name: String
  /// In the order of judgement: the core fields of the type, the id first, then the custom ones.
  let columns: MappedColumns
  /// The columns in the order in which an object has them.
  let written: [Int]
  /// The column of the ticket that a record belongs to.
  let ticket: Int?
  /// The column of the author or requester.
  let person: Int?
  let createdAt: Int?
  /// How an id of a person becomes that of the lists of people, as the archive would have it.
  let people: IDRule
  /// Whether comments of these tickets are counted, or these are their comments.
  let countsComments: Bool
  /// For each column a digest of its field's name.
  private let keys: [UInt64]

  init(_ map: RecordMap, in plan: Plan, texts: TextIDs, digest: Digest) {
    let type = map.type
    self.type = type
    name = map.name
    ticket = type.index(of: "ticket_id")
    person = type.fields.firstIndex { $0.type == .user }
    createdAt = type.index(of: "created_at")
    people = plan.listIDs
    countsComments = plan.recordMap(.tickets)?.commentCount != nil && (type == .tickets || type == .comments)
    let (idColumn, ticketColumn) = (0, ticket)
    let readers = map.columns.enumerated().map { index, column in
      let ids =
        index == idColumn
        ? map.ids
        : plan.idRule(of: index == ticketColumn ? .reference(to: RecordType.tickets.singular) : column.type)
      let isCore = index < type.fields.count
      return FieldReader(
        column, isRequired: isCore && !type.fields[index].whenNull.contains(.keep), isCustom: !isCore,
        ids: ids, texts: texts,
        digest: digest)
    }
    columns = MappedColumns(
      readers: readers, body: type.fields.firstIndex { $0.type == .html }, of: map.source,
      commentCount: map.commentCount.map { CommentCountReader($0, digest: digest) })
    keys = readers.map { reader in reader.key.withUnsafeBufferPointer { digest($0) } }
    written = type.written.compactMap(type.index) + map.columns.indices.dropFirst(type.fields.count)
  }

  /// The comment of a record that is left out, if its ticket can be read.
  func rejectedComment(_ record: Int, of block: RecordBlock) -> DeclaredComments.Rejected? {
    guard countsComments, let ticket else { return nil }
    func id(_ column: Int) -> Int64? { columns.readers[column].unnotedNumber(block[record, column]) }
    return id(ticket).map { DeclaredComments.Rejected(ticketID: $0, commentID: id(0)) }
  }

  /// A digest of a record's values: records of one id that are equal in it are duplicates. A field that is null, and one
  /// that only another source of the type has, are equal.
  func meaning(of values: [FieldValue], by digest: Digest) -> UInt64 {
    var sum: UInt64 = 0
    for (column, value) in values.enumerated() {
      if case .null = value { continue }
      sum &+= digest(keys[column], Self.meaning(of: value, columns.readers[column], by: digest))
    }
    return sum
  }

  /// A digest of one value: of a person the id that the export has, whoever that is after the merge of people.
  static func meaning(of value: FieldValue, _ reader: FieldReader, by digest: Digest) -> UInt64 {
    if case .reference(let id) = value { return digest(digest(id), 1) }
    return reader.digest(of: value)
  }
}
