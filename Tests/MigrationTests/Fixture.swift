import CZlib
import Foundation
import Plan
import Testing

@testable import Migration

/// One row of a chat export; a test names the fields that it is about, raw as they are in the CSV.
struct Row {
  var comment = "1"
  var ticket = "10"
  var author = "5"
  var requester = "5"
  var isPublic = "true"
  var created = "2021-02-02T02:02:02Z"
  var ticketCreated = "2021-01-01T00:00:00Z"
  var body = "Hi"
  var name = "Ann"
  var email = "ann@example.org"

  static let header =
    "COMMENT_PART_ID,CONVERSATION_ID,AUTHOR_ID,TICKET_REQUESTER_ID,COMMENT_PUBLIC,COMMENT_CREATED_AT,"
    + "TICKET_CREATED_AT,BODY,NAME,EMAIL\n"

  var text: String {
    [comment, ticket, author, requester, isPublic, created, ticketCreated, body, name, email]
      .joined(separator: ",") + "\n"
  }
}

/// Exports in a folder of their own, and the archive that is built from them. The folder goes with the
/// fixture.
final class Fixture {
  let folder: String
  var plan: Plan
  private var inputs: Set<String> = ["chat.csv", "users.csv", "migration.yml"]

  /// - Parameter ticketing: the rows of the ticketing users, below `id,email`; nil for a plan without them.
  convenience init(_ rows: [Row], ticketing: [String]? = nil) throws {
    try self.init(
      chat: Row.header + rows.map(\.text).joined(),
      ticketing: ticketing.map { (["id,email"] + $0).joined(separator: "\n") + "\n" })
  }

  init(chat: String, ticketing: String? = nil) throws {
    folder = FileManager.default.temporaryDirectory.path + "/migration-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(chat.utf8).write(to: URL(fileURLWithPath: folder + "/chat.csv"))
    var text = "sources:\n  chat: {path: chat.csv}\narchive: {path: archive.tar.gz}\n"
    if let ticketing {
      try Data(ticketing.utf8).write(to: URL(fileURLWithPath: folder + "/users.csv"))
      text = text.replacing(
        "archive:", with: "  ticketing: {path: users.csv}\nidentity: {keep: ticketing}\narchive:")
    }
    plan = try Plan(text: text, path: folder + "/migration.yml")
  }

  /// - Parameters:
  ///   - text: the plan; its archive is `archive.tar.gz`.
  ///   - files: the exports by their names.
  init(plan text: String, files: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory.path + "/migration-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, content) in files {
      try Data(content.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      inputs.insert(name)
    }
    plan = try Plan(text: text + "\narchive: {path: archive.tar.gz}\n", path: folder + "/migration.yml")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var archivePath: String { folder + "/archive.tar.gz" }
  /// What is in the folder beside the exports.
  var outputs: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !inputs.contains($0) }.sorted()
  }

  /// Writes one more export, and gives the source that the plan would have for it.
  func source(_ name: String, _ lines: [String]) throws -> Source {
    let file = "\(name).csv"
    inputs.insert(file)
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
    return Source(name: name, paths: [Located(file, line: 1)])
  }

  @discardableResult
  func build(
    output: String? = nil, level: Int = 6, jobs: Int = 2, interruption: Interruption = Interruption { 0 }
  ) throws -> BuildReport {
    try Build(plan, Build.Options(output: output, level: level, jobs: jobs), interruption: interruption).run()
  }

  /// The sentences of a refusal; records an issue if the build is not refused.
  func refusal(_ location: SourceLocation = #_sourceLocation) -> [String] {
    do {
      try build()
      Issue.record("the build was not refused", sourceLocation: location)
    } catch BuildError.refused(let sentences) {
      #expect(outputs.isEmpty, "nothing is written when a build is refused", sourceLocation: location)
      return sentences
    } catch {
      Issue.record("\(error)", sourceLocation: location)
    }
    return []
  }

  /// Builds, and reads the archive's members with code of the tests.
  func members() throws -> [TarMember] {
    try build()
    return try TarMember.read(gunzip(Data(contentsOf: URL(fileURLWithPath: archivePath))))
  }

  /// Replaces a file by its gzip-compressed self, under the same name.
  func compress(_ name: String) throws {
    let path = "\(folder)/\(name)"
    let process = try Process.run(URL(fileURLWithPath: "/bin/gzip"), arguments: ["-n", path])
    process.waitUntilExit()
    try FileManager.default.moveItem(atPath: path + ".gz", toPath: path)
  }

  /// The sentence of a build that ends in trouble; records an issue if it doesn't.
  func trouble(_ location: SourceLocation = #_sourceLocation) -> String {
    do {
      try build()
    } catch BuildError.trouble(let sentence) {
      return sentence
    } catch {
      Issue.record("\(error)", sourceLocation: location)
    }
    Issue.record("the build had no trouble", sourceLocation: location)
    return ""
  }

  /// Builds, and gives the JSON of the only batch.
  func batch() throws -> String {
    let members = try members()
    try #require(members.count == 1)
    return members[0].text
  }
}

/// What zlib makes of one gzip member that ends with the data.
func gunzip(_ data: Data) throws -> [UInt8] {
  var stream = z_stream()
  try #require(inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
  defer { inflateEnd(&stream) }
  var (output, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
  try data.withUnsafeBytes { (input: UnsafeRawBufferPointer) in
    stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(input.count)
    var status = Z_OK
    while status == Z_OK {
      status = piece.withUnsafeMutableBufferPointer { piece in
        stream.next_out = piece.baseAddress
        stream.avail_out = UInt32(piece.count)
        return inflate(&stream, Z_NO_FLUSH)
      }
      output += piece[..<(piece.count - Int(stream.avail_out))]
    }
    // The CRC and the length are checked by then, and nothing may follow.
    try #require(status == Z_STREAM_END && stream.avail_in == 0)
  }
  return output
}

/// A member as a slow and obvious reader finds it.
struct TarMember: Equatable {
  var name: String
  var text: String

  static func read(_ tar: [UInt8]) throws -> [TarMember] {
    var (members, offset) = ([TarMember](), 0)
    while tar[offset] != 0 {
      let header = Array(tar[offset..<offset + 512])
      let size = try #require(Int(text(header[124..<135]), radix: 8))
      let start = offset + 512
      members.append(TarMember(name: text(header[0..<100]), text: text(tar[start..<start + size])))
      #expect(tar[start + size..<start + (size + 511) / 512 * 512].allSatisfy { $0 == 0 })
      offset = start + (size + 511) / 512 * 512
    }
    #expect(tar[offset...].elementsEqual(repeatElement(0, count: 1024)))
    return members
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// A small generator of which the seed tells everything.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
