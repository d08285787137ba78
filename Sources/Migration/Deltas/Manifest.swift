import Foundation
import Plan

/// What the new platform has been given: for each record type the ids of its records, and a digest of each as it was
/// written last.
///
/// A build writes it beside its archive (`--manifest`), and a later build of newer exports reads it (`--since`). The digest of
/// a record is the first eight bytes, big-endian, of SHA-256 over its object in the canonical form: as `build` writes it,
/// without white space between the tokens, the core keys in the order of the schema, the custom ones in that of the plan.
struct Manifest: Sendable, Equatable {
  /// The records of one type, by ascending id.
  struct Records: Sendable, Equatable {
    var ids: [Int64] = []
    var digests: [UInt64] = []

    /// The place of an id; nil of one that is not there.
    ///
    /// - Complexity: O(log records).
    func find(_ id: Int64) -> Int? {
      var (low, high) = (0, ids.count)
      while low < high {
        let middle = (low + high) / 2
        if ids[middle] < id { low = middle + 1 } else { high = middle }
      }
      return low < ids.count && ids[low] == id ? low : nil
    }
  }

  /// What it is of.
  struct Origin: Sendable, Equatable, Codable {
    var tool = ""
    /// SHA-256 of the plan, and of what it says of how records are made.
    var plan = ""
    var mapping = ""
    /// The archive that was written with it: its name, SHA-256 and bytes.
    var archive = ""
    var sha256 = ""
    var bytes = 0
    /// SHA-256 of the manifest that this one goes on from; nil for a whole archive.
    var base: String?
  }

  var origin = Origin()
  /// By the names of the record types, in the order of the schema.
  var records: [(type: String, records: Records)] = []

  subscript(type: String) -> Records { records.first { $0.type == type }?.records ?? Records() }

  static func == (left: Self, right: Self) -> Bool {
    left.origin == right.origin && left.records.map(\.type) == right.records.map(\.type)
      && left.records.map(\.records) == right.records.map(\.records)
  }

  static func path(of archive: String) -> String { archive + ".manifest.json" }
}

extension Plan {
  /// What the plan says of how records are made of rows: under another text the JSON of a record may be another.
  var mappingText: String {
    let fields = matrix.map { row in
      [
        row.record, row.field, row.source, row.from, row.type, row.defaultValue, row.transformation,
        row.validation,
      ].joined(separator: "\t")
    }
    let policies = [
      conflicts.rawValue, unresolvedRequester.rawValue, alreadyImported.rawValue,
      ticketing?.source.name ?? "", aliases?.source.name ?? "", nullWords.joined(separator: "\t"),
    ]
    return (fields + policies).joined(separator: "\n")
  }
}

// MARK: As a file

extension Manifest {
  /// One line of JSON: the version first, the SHA-256 of all that is before it last. Ids are differences, digests their
  /// bytes, both in base64 (RFC 4648).
  private struct Form: Codable {
    var origin: Origin
    var records: [Part]

    struct Part: Codable {
      var record: String
      var count: Int
      var ids: String
      var digests: String
    }
  }

  private static let version = 1
  private static let opening = #"{"deskaudit_manifest":"#
  private static let seal = #","sha256":""#
  private static let end = "\"}\n"

  /// The bytes of the file.
  ///
  /// - Throws: `BuildError`; there is nothing in it that JSON can't hold.
  func bytes() throws(BuildError) -> [UInt8] {
    let form = Form(
      origin: origin,
      records: records.map { type, records in
        Form.Part(
          record: type, count: records.ids.count,
          ids: Data(PackedIDs.pack(records.ids)).base64EncodedString(),
          digests: Data(
            records.digests.flatMap { digest in
              (0..<8).map { UInt8(truncatingIfNeeded: digest >> (56 - 8 * $0)) }
            }
          )
          .base64EncodedString())
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(form) else {
      throw .trouble("internal error: the manifest can't be written as JSON")
    }
    var bytes = Array("\(Self.opening)\(Self.version),".utf8) + json.dropFirst().dropLast()
    bytes += Array("\(Self.seal)\(sha256(bytes))\(Self.end)".utf8)
    return bytes
  }

  /// Reads what `bytes` wrote.
  ///
  /// - Parameter path: as messages name it.
  /// - Throws: `BuildError` for what is damaged, cut, or no manifest.
  init(_ bytes: [UInt8], path: String) throws(BuildError) {
    guard bytes.starts(with: Self.opening.utf8) else {
      throw .trouble(
        "\(path): is not a manifest; name the .manifest.json that 'build --manifest' wrote beside the archive"
      )
    }
    let damage = BuildError.trouble(
      "\(path): is damaged, or cut off: its digest is not that of its contents; take a whole copy, or build the base once "
        + "more with --manifest from the exports that it was built from")
    let sealBytes = Self.seal.utf8.count + 64 + Self.end.utf8.count
    guard bytes.count > sealBytes else { throw damage }
    let contents = Array(bytes.dropLast(sealBytes))
    guard bytes.suffix(sealBytes).elementsEqual("\(Self.seal)\(sha256(contents))\(Self.end)".utf8) else {
      throw damage
    }
    let body = contents.dropFirst(Self.opening.utf8.count)
    guard let comma = body.firstIndex(of: UInt8(ascii: ",")),
      String(decoding: body[..<comma], as: UTF8.self) == "\(Self.version)"
    else {
      throw .trouble("\(path): is a manifest of another version of deskaudit; build with that version")
    }
    let json = [UInt8(ascii: "{")] + body[(comma + 1)...] + [UInt8(ascii: "}")]
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(json)) else { throw damage }
    origin = form.origin
    for part in form.records {
      guard let ids = Data(base64Encoded: part.ids).flatMap({ PackedIDs.unpack(Array($0)) }),
        let digests = Data(base64Encoded: part.digests), ids.count == part.count,
        digests.count == 8 * part.count
      else { throw damage }
      let packed = Array(digests)
      let values = ids.indices.map { place in
        packed[8 * place..<8 * place + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      }
      records.append((part.record, Records(ids: ids, digests: values)))
    }
  }
}

/// Ascending ids: the first as it is, of the others how much greater each is than the one before; in groups of seven bits, the
/// lowest first, the high bit set in all but the last.
private enum PackedIDs {
  static func pack(_ ids: [Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    var last: UInt64 = 0
    for id in ids {
      var rest = UInt64(bitPattern: id) &- last
      last = UInt64(bitPattern: id)
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    return bytes
  }

  /// Nil for what is not packed so, or not in ascending order.
  static func unpack(_ bytes: [UInt8]) -> [Int64]? {
    var ids: [Int64] = []
    var (last, group, shift) = (UInt64(0), UInt64(0), UInt64(0))
    for byte in bytes {
      guard shift < 64 else { return nil }
      group |= UInt64(byte & 0x7F) << shift
      shift += 7
      if byte & 0x80 != 0 { continue }
      let id = Int64(bitPattern: last &+ group)
      if let before = ids.last, before >= id { return nil }
      ids.append(id)
      (last, group, shift) = (UInt64(bitPattern: id), 0, 0)
    }
    return shift == 0 ? ids : nil
  }
}
