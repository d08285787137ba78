import Testing

@testable import Archive

/// What reading one member as a batch told, with the strings taken out of its bytes.
struct BatchReading {
  struct Comment: Equatable {
    var id: Int64
    var ticketID: Int64
    var authorID: Int64
    var isPublic: Bool
    var createdAt: String
    var body: String
  }

  /// The arrays of the schema, in its order.
  enum ArrayName: Int {
    case tickets, comments, users, organizations
  }

  let batch: Batch
  private let schema: BatchSchema
  private let bytes: [UInt8]

  var problems: [BatchProblem] { batch.problems }
  var kinds: [BatchProblem.Kind] { batch.problems.map(\.kind) }

  init(
    _ bytes: [UInt8], _ limits: ArchiveLimits = .usual, schema: BatchSchema = Self.schema(),
    isReference: Bool = false
  ) {
    var bytes = bytes
    let batch = Batch()
    let reader = BatchReader(schema: schema, limits: limits, isReference: isReference)
    bytes.withUnsafeMutableBufferPointer { reader.read($0, into: batch) }
    self.batch = batch
    self.schema = schema
    self.bytes = bytes
  }

  init(_ json: String, _ limits: ArchiveLimits = .usual) { self.init(Array(json.utf8), limits) }

  /// A batch with `comments` as the contents of that array and nothing else.
  init(comments: String) { self.init(Self.member(comments: comments)) }

  /// A batch with `users` as the contents of that array and nothing else.
  init(users: String) { self.init(Self.member(users: users)) }

  /// The usual arrays and fields; those of `comments`, which any value may have, after those of a comment.
  static func schema(comments: [String] = [], organizations: [BatchSchema.Field]? = nil) -> BatchSchema {
    func required(_ name: String, _ type: BatchSchema.ValueType) -> BatchSchema.Field {
      BatchSchema.Field(name, type, isRequired: true)
    }
    return BatchSchema([
      .init(
        "data",
        [required("id", .integer), required("created_at", .string), required("requester_id", .integer)]),
      .init(
        "comments",
        [
          required("id", .integer), required("ticket_id", .integer), required("author_id", .integer),
          required("public", .boolean), required("created_at", .string), required("html_body", .string),
        ] + comments.map { BatchSchema.Field($0, .any) }),
      .init(
        "users",
        [required("id", .integer), required("name", .stringOrNull), required("email", .stringOrNull)]),
      .init("organizations", organizations),
    ])
  }

  static func member(
    tickets: String = "", comments: String = "", users: String = "", organizations: String = ""
  ) -> String {
    """
    {"data":{"tickets":{"data":[\(tickets)],"comments":[\(comments)],"users":[\(users)],\
    "organizations":[\(organizations)]}}}
    """
  }

  /// A comment of the agreed shape with one value in place of its own.
  static func comment(
    id: String = "1", isPublic: String = "true", body: String = "\"b\"", more: String = ""
  ) -> String {
    """
    {"id":\(id),"ticket_id":2,"author_id":3,"public":\(isPublic),"created_at":"t","html_body":\(body)\(more)}
    """
  }

  func bytes(_ range: TextRange) -> [UInt8] {
    Array(bytes[Int(range.start)..<Int(range.start) + Int(range.length)])
  }

  func text(_ range: TextRange) -> String { String(decoding: bytes(range), as: UTF8.self) }

  // MARK: Records

  func records(_ array: ArrayName) -> BatchRecords { batch.records[array.rawValue] }

  /// For each record of an array its values, in the order of the schema's fields.
  func values(_ array: ArrayName) -> [[BatchValue]] {
    let records = records(array)
    guard records.hasFields else { return [] }
    return (0..<records.count).map { row in
      (0..<records.fieldCount).map { records[row, $0] }
    }
  }

  /// The value of a field in each record of an array.
  func values(_ array: ArrayName, _ field: String) -> [BatchValue] {
    let names = (schema.arrays[array.rawValue].fields ?? []).map(\.name)
    guard let index = names.firstIndex(of: field) else { return [] }
    return values(array).map { $0[index] }
  }

  func integers(_ array: ArrayName, _ field: String) -> [Int64] { values(array, field).map(\.integer) }
  func texts(_ array: ArrayName, _ field: String) -> [String] { values(array, field).map { text($0.text) } }

  /// For each record of an array the kinds of its values, in the order of the schema's fields.
  func kinds(_ array: ArrayName) -> [[BatchValue.Kind]] { values(array).map { $0.map(\.kind) } }

  /// The records of all arrays.
  var recordCount: Int { batch.records.reduce(0) { $0 + $1.count } }

  var comments: [Comment] {
    values(.comments).map {
      Comment(
        id: $0[0].integer, ticketID: $0[1].integer, authorID: $0[2].integer, isPublic: $0[3].kind == .yes,
        createdAt: text($0[4].text), body: text($0[5].text))
    }
  }

  /// The bytes of the only comment's body.
  var body: [UInt8]? {
    let bodies = values(.comments, "html_body")
    guard bodies.count == 1, bodies[0].kind == .string else { return nil }
    return bytes(bodies[0].text)
  }
}
