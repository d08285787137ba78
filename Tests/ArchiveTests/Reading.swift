import Foundation
import Testing

@testable import Archive

/// Everything that reading an archive told.
struct Reading: Equatable {
  struct Entry: Equatable {
    var name: String
    var kind: Member.Kind
    var size: UInt64
    /// nil where the reader gave none.
    var contents: String?
  }

  var entries: [Entry] = []
  var problems: [ArchiveProblem] = []
  var summary = ArchiveSummary()

  var kinds: [ArchiveProblem.Kind] { problems.map(\.kind) }
  var names: [String] { entries.map(\.name) }
  var contents: [String?] { entries.map(\.contents) }
  var isComplete: Bool { summary.isComplete }

  /// Reads the file at `path`, which must give the same with libz alone.
  init(path: String, limits: ArchiveLimits = .usual) throws {
    self = try Self(path: path, limits, isReference: false)
    let reference = try Self(path: path, limits, isReference: true)
    #expect(self == reference, "with libz alone")
  }

  private init(path: String, _ limits: ArchiveLimits, isReference: Bool) throws {
    let reader = try ArchiveReader(path: path, limits: limits, isReference: isReference)
    var entries: [Entry] = []
    var problems: [ArchiveProblem] = []
    summary = try reader.read(problem: { problems.append($0) }) { member in
      let contents = member.contents.map { String(decoding: $0.bytes, as: UTF8.self) }
      let name = String(decoding: member.name, as: UTF8.self)
      entries.append(Entry(name: name, kind: member.kind, size: member.size, contents: contents))
      if let bytes = member.contents { reader.recycle(bytes) }
    }
    self.entries = entries
    self.problems = problems
  }

  /// Reads `bytes` as the file that they are.
  init(file bytes: [UInt8], limits: ArchiveLimits = .usual) throws {
    self = try withFile(bytes) { try Reading(path: $0, limits: limits) }
  }

  /// Reads `bytes` as the tar in a gzip file.
  init(tar bytes: [UInt8]) throws {
    try self.init(file: gzip(bytes, level: 1))
  }
}

extension ArchiveLimits {
  /// Those that an audit has by default.
  static let usual = ArchiveLimits(
    memberBytes: 256 << 20, expansion: 1100, freeExpansion: 16 << 20, extensionBytes: 1 << 20, depth: 64,
    keys: 1 << 20,
    records: 1 << 22)
}

/// Calls `body` with the path of a temporary file that holds `bytes`.
func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
  let path = NSTemporaryDirectory() + "archive-\(UUID().uuidString).tar.gz"
  try Data(bytes).write(to: URL(filePath: path))
  defer { unlink(path) }
  return try body(path)
}

/// The outside test data beside the package, where they are.
enum Corpora {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/corpora")

  /// Tests of outside data are skipped where the data are not: a checkout without its sibling folder.
  static let arePresent = FileManager.default.fileExists(atPath: root.path)

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
  }
}

/// A small generator whose seed a failing test prints.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
