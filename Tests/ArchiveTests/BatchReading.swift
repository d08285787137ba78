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

  let batch: Batch
  private let bytes: [UInt8]

  var problems: [BatchProblem] { batch.problems }
  var kinds: [BatchProblem.Kind] { batch.problems.map(\.kind) }

  init(_ bytes: [UInt8], _ limits: BatchReader.Limits = .init(), furtherKeys: FurtherKeys = .init()) {
    var bytes = bytes
    var batch = Batch()
    var reader = BatchReader(furtherKeys: furtherKeys)
    reader.limits = limits
    bytes.withUnsafeMutableBufferPointer { reader.read($0, into: &batch) }
    self.batch = batch
    self.bytes = bytes
  }

  init(_ json: String, _ limits: BatchReader.Limits = .init()) { self.init(Array(json.utf8), limits) }

  /// A batch with `comments` as the contents of that array and nothing else.
  init(comments: String) { self.init(Self.member(comments: comments)) }

  /// A batch with `users` as the contents of that array and nothing else.
  init(users: String) { self.init(Self.member(users: users)) }

  static func member(
    tickets: String = "", comments: String = "", users: String = "", organizations: String = ""
  ) -> String {
    """
    {"data":{"tickets":{"data":[\(tickets)],"comments":[\(comments)],"users":[\(users)],\
    "organizations":[\(organizations)]}}}
    """
  }

  /// A comment of the agreed shape with one value in place of its own.
  static func comment(id: String = "1", isPublic: String = "true", body: String = "\"b\"") -> String {
    """
    {"id":\(id),"ticket_id":2,"author_id":3,"public":\(isPublic),"created_at":"t","html_body":\(body)}
    """
  }

  func bytes(_ range: TextRange) -> [UInt8] {
    Array(bytes[Int(range.start)..<Int(range.start) + Int(range.length)])
  }

  func text(_ range: TextRange) -> String { String(decoding: bytes(range), as: UTF8.self) }

  var comments: [Comment] {
    batch.comments.map {
      Comment(
        id: $0.id, ticketID: $0.ticketID, authorID: $0.authorID, isPublic: $0.isPublic,
        createdAt: text($0.createdAt), body: text($0.body))
    }
  }

  /// The bytes of the only comment's body.
  var body: [UInt8]? {
    guard batch.comments.count == 1, let comment = batch.comments.first, comment.present.contains(.body)
    else { return nil }
    return bytes(comment.body)
  }
}
