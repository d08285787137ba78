import Archive
import Crypto
import Foundation
import Plan
import Platform

/// The archive, as far as it can be read. `@unchecked Sendable`: as `ExportLoading`.
final class ArchiveLoading: @unchecked Sendable {
  let loader: ArchiveLoader
  fileprivate(set) var trouble: String?
  /// That of each delivery.
  let idMaps: [IDMap]

  /// - Parameter copies: see `ArchiveLoader`.
  init(plan: Plan, paths: [String], copies: [String] = [], reading: Reading) {
    loader = ArchiveLoader(plan, Deliveries(paths), copies: copies, reading: reading)
    idMaps = (copies.isEmpty ? paths : copies).map { IDMap(beside: $0) }
  }

  /// - Parameter isStored: whether the tables are only written down, and put in order by whoever replays them.
  func load(parsers: Int, isStored: Bool = false) {
    defer { if !isStored { loader.order() } }
    for map in idMaps { map.load() }
    do {
      try loader.load(parsers: parsers)
      trouble = loader.tables.trouble
    } catch {
      trouble = String(describing: error)
    }
  }
}

extension ArchiveLoading {
  /// Takes what was written down of the archive in place of reading it.
  ///
  /// - Throws: `FactsError` for facts that are damaged.
  func restore(from reader: FactsReader) throws {
    for map in idMaps { map.load() }
    let tables = loader.tables
    do {
      let (kind, contents) = try reader.next()
      guard kind == .header else { throw FactsDamage() }
      let facts = try JSONDecoder().decode(StoredArchive.self, from: Data(contents))
      try facts.restore(tables)
      var columns = ArchiveColumnReader(reader)
      try tables.visitColumns(&columns, rows: facts.rows)
      guard try reader.next().kind == .end, tables.records.map(\.count) == facts.rows else {
        throw FactsDamage()
      }
      try tables.prove()
      trouble = facts.trouble
    } catch let error where error is FactsDamage || error is DecodingError {
      throw reader.damage
    }
    loader.order()
  }
}

/// The digest file beside the archive: a claim to check, never a fact to trust.
enum ClaimedDigest: Sendable, Equatable {
  case none
  case claims(String)
  case unreadable(String)
  /// It is there, and the system does not let it be read.
  case trouble(String)

  /// Reads `<archive>.sha256`, as `sha256sum` writes it.
  init(beside archivePath: String) {
    let path = archivePath + ".sha256"
    let found: String?
    do throws(SystemError) {
      found = try text(ofFile: path)
    } catch {
      self =
        switch error.code {
        case ENOENT, ENOTDIR: .none
        case EISDIR: .unreadable("it is not a text")
        default: .trouble("\(path): can't be read: \(error)")
        }
      return
    }
    guard let text = found else {
      self = .unreadable("it is not a text")
      return
    }
    let digest = text.prefix(64)
    self =
      digest.utf8.count == 64 && digest.allSatisfy(\.isHexDigit)
      ? .claims(digest.lowercased()) : .unreadable("it does not start with 64 hexadecimal digits")
  }
}

/// `path`, taken from `directory` unless it is absolute.
func resolve(_ path: String, in directory: String) -> String {
  path.hasPrefix("/") || directory.isEmpty ? path : directory + "/" + path
}

/// SHA-256 in hexadecimal digits.
package func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

/// The most memory that the process has held so far, in bytes.
///
/// Linux tells it for the program itself; `getrusage` counts what the process that started it held before.
func peakMemory() -> Int {
  let status = (try? text(ofFile: "/proc/self/status")).flatMap { $0 } ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  if let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) {
    return kilobytes * 1024
  }
  var usage = rusage()
  return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? Int(usage.ru_maxrss) * 1024 : 0
}
