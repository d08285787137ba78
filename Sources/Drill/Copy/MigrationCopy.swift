import Foundation
import Plan
import Synchronization

/// What all copies of a migration are made from: the plan, the exports' files, and the archive, as they are.
struct Original: Sendable {
  let plan: Plan
  /// The archive, where it is.
  let archivePath: String
  let archive: ArchiveCopy
  /// What the fields of its records hold.
  let numbers = ArchivedNumbers()
  /// The bytes of the archive's file.
  let packed: [UInt8]
  /// The files of each source, as absolute paths, in the order of the plan.
  let files: [(source: Source, paths: [String])]

  init(plan: Plan, archivePath: String?) throws {
    self.plan = plan
    let path = archivePath ?? Self.absolute(plan.archive.path, from: plan.directory)
    self.archivePath = Self.absolute(path, from: FileManager.default.currentDirectoryPath)
    packed = try Files.bytes(of: self.archivePath)
    archive = try ArchiveCopy(
      contentsOf: self.archivePath, prefix: plan.archive.memberPrefix, suffix: plan.archive.memberSuffix)
    files = plan.sources.map { source in
      (source, source.paths.flatMap { Self.matches(Self.absolute($0.value, from: plan.directory)) })
    }
  }

  /// Every file that a run may read, with the plan's folder first in the plan's own way of writing it.
  var linkedFiles: [String] {
    let named = [plan.decisions?.value, plan.waivers, plan.signOffs?.value].compactMap(\.self)
    return files.flatMap(\.paths) + named.map { Self.absolute($0, from: plan.directory) } + evidence
  }

  /// The files that people have signed. A mistake in their list is for the audit to tell.
  private var evidence: [String] {
    guard let path = plan.signOffs.map({ Self.absolute($0.value, from: plan.directory) }),
      let list = try? SignOffList(contentsOf: path)
    else { return [] }
    return list.entries.compactMap { entry in
      entry.evidence.map { Self.absolute($0.file, from: list.directory) }
    }.filter { FileManager.default.fileExists(atPath: $0) }
  }

  func type(ofArray array: String) -> RecordType? { plan.schema.first { $0.array == array } }

  static func absolute(_ path: String, from directory: String) -> String {
    let folder = URL(filePath: directory.isEmpty ? "." : directory, directoryHint: .isDirectory)
    return URL(filePath: path, relativeTo: folder).standardizedFileURL.path
  }

  /// The files that a path or glob names, in the order of their names.
  private static func matches(_ pattern: String) -> [String] {
    if FileManager.default.fileExists(atPath: pattern) { return [pattern] }
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }
}

/// The integers that the records of the undamaged archive have in a field: read once, however many copies ask.
final class ArchivedNumbers: Sendable {
  private let known = Mutex<[String: Set<Int64>]>([:])

  func all(_ array: String, _ field: String, in archive: ArchiveCopy) throws -> Set<Int64> {
    try known.withLock { known in
      let name = "\(array)/\(field)"
      if let numbers = known[name] { return numbers }
      var numbers = Set<Int64>()
      for index in archive.batches {
        for record in try archive.batch(index)[array] {
          if let number = record[field]?.integer { numbers.insert(number) }
        }
      }
      known[name] = numbers
      return numbers
    }
  }
}

/// One copy of a migration, which gets one fault.
struct MigrationCopy {
  /// What becomes of a file of the exports.
  enum File {
    case bytes([UInt8])
    case gone
  }

  let original: Original
  /// Where the fault goes.
  let position: Position
  var archive: ArchiveCopy
  /// The bytes of the archive's file, where the fault is in these; else `archive` is packed.
  var packed: [UInt8]?
  /// The files that are not as they were, by their absolute paths.
  var files: [String: File] = [:]
  /// Whether the archive is built anew from the damaged exports, so that writer and verifier read the same fault.
  var isBuiltAnew = false

  init(_ original: Original, position: Position) {
    self.original = original
    self.position = position
    archive = original.archive
  }

  var plan: Plan { original.plan }

  /// Whether nothing is damaged.
  var isAsItWas: Bool {
    let areFilesTheSame = files.allSatisfy { path, file in
      guard case .bytes(let bytes) = file, let old = try? Files.bytes(of: path) else { return false }
      return bytes == old
    }
    return areFilesTheSame && packed.map { $0 == original.packed } ?? archive.isSame(as: original.archive)
  }
}

/// Where a fault goes, among all places that can have it.
enum Position: Hashable, Sendable, CustomStringConvertible {
  case first, middle, last
  /// One at random.
  case seed(UInt64)

  init?(_ text: String) {
    switch text {
    case "first": self = .first
    case "middle": self = .middle
    case "last": self = .last
    default:
      guard text.hasPrefix("seed:"), let number = UInt64(text.dropFirst(5)) else { return nil }
      self = .seed(number)
    }
  }

  var description: String {
    switch self {
    case .first: "first"
    case .middle: "middle"
    case .last: "last"
    case .seed(let number): "seed:\(number)"
    }
  }

  /// Every index below `count`, the one that is meant first: a place that can't have the fault passes it on to the next.
  func order(_ count: Int) -> [Int] {
    let indices = Array(0..<count)
    switch self {
    case .first: return indices
    case .last: return indices.reversed()
    case .middle: return Array(indices[(count / 2)...] + indices[..<(count / 2)])
    case .seed(let seed):
      var random = Draw(seed: seed)
      let start = random.next(below: count)
      return Array(indices[start...] + indices[..<start])
    }
  }
}

/// Random numbers with the same sequence on every machine (SplitMix64; Steele, Lea, Flood, 2014).
struct Draw {
  private var state: UInt64

  init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

  /// A number in `0..<bound`; 0 for a bound of 0.
  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Int(bits.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
