import Plan

/// Records of which one is one object of the archive: organizations, and the ticketing tool's own tickets and
/// comments.
struct RecordMap: Sendable {
  /// As the balance names them.
  let name: String
  let source: Source
  /// In the order of judgement; the first is the id.
  let columns: MappedColumns
  /// The columns in the order in which an object has them.
  let written: [Int]
  /// The column of the ticket that a comment belongs to.
  var ticket: Int?
  /// The column of the author or requester.
  var person: Int?
  var createdAt: Int?

  init(_ map: OrganizationMap, digest: Digest) {
    name = "organizations"
    source = map.source
    let id = FieldReader(map.id, field: "id", isRequired: true, digest: digest)
    columns = MappedColumns(readers: [id] + Self.further(map.fields, digest), body: nil)
    written = Array(columns.readers.indices)
  }

  init(_ map: TicketMap, digest: Digest) {
    name = "ticketing tickets"
    source = map.source
    let agreed = [
      FieldReader(map.id, field: "id", isRequired: true, ids: map.ids, digest: digest),
      FieldReader(map.requesterID, field: "requester_id", isRequired: true, digest: digest),
      FieldReader(map.createdAt, field: "created_at", isRequired: true, digest: digest),
    ]
    columns = MappedColumns(readers: agreed + Self.further(map.fields, digest), body: nil)
    written = [0, 2, 1] + columns.readers.indices.dropFirst(agreed.count)
    (person, createdAt) = (1, 2)
  }

  /// - Parameter ticketIDs: the rule of the tickets, which `ticket_id` follows.
  init(_ map: CommentMap, ticketIDs: IDRule, digest: Digest) {
    name = "ticketing comments"
    source = map.source
    let agreed = [
      FieldReader(map.id, field: "id", isRequired: true, ids: map.ids, digest: digest),
      FieldReader(map.ticketID, field: "ticket_id", isRequired: true, ids: ticketIDs, digest: digest),
      FieldReader(map.authorID, field: "author_id", isRequired: true, digest: digest),
      FieldReader(map.isPublic, field: "public", isRequired: true, digest: digest),
      FieldReader(map.createdAt, field: "created_at", isRequired: true, digest: digest),
      FieldReader(map.body, field: "html_body", digest: digest),
    ]
    columns = MappedColumns(readers: agreed + Self.further(map.fields, digest), body: 5)
    written = Array(columns.readers.indices)
    (ticket, person, createdAt) = (1, 2, 4)
  }

  private static func further(_ fields: [ColumnPlan], _ digest: Digest) -> [FieldReader] {
    fields.map { FieldReader($0, digest: digest) }
  }

  /// A digest of a record's values: records of one id that are equal in it are duplicates.
  func meaning(of values: [FieldValue], by digest: Digest) -> UInt64 {
    zip(columns.readers, values).reduce(0) { digest($0, Self.meaning(of: $1.1, $1.0, by: digest)) }
  }

  /// A digest of one value. The ids of people stand in the archive as they do here.
  static func meaning(of value: FieldValue, _ reader: FieldReader, by digest: Digest) -> UInt64 {
    if case .reference(let id) = value { return digest(digest(id), 1) }
    return reader.digest(of: value)
  }
}
