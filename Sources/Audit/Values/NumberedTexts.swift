import Crypto
import Plan

/// The ids of the exports that are texts, each with the number that the archive must have for it.
///
/// As `Sources/README.md` defines it: the upper 53 bits of the first 64 of SHA-256 over the numbering's name, a NUL and the
/// id. The next 64 bits of the same digest tell two ids of one number apart.
///
/// `@unchecked Sendable`: the thread that reads the exports fills it; then it is only read.
final class NumberedTexts: @unchecked Sendable {
  private final class Numbering {
    var numbers = KeyMap()
    /// For each number, by its place in `numbers`.
    let others = Vector<UInt64>()
  }

  private var numberings: [String: Numbering] = [:]

  /// How many ids have a number.
  var count: Int { numberings.values.reduce(0) { $0 + $1.numbers.count } }

  /// The number of an id, which is noted; nil if another id has it already.
  ///
  /// - Complexity: O(length).
  func number(of text: Bytes, by name: String) -> Int64? {
    let (number, other) = Self.digest(of: text, by: name)
    if numberings[name] == nil { numberings[name] = Numbering() }
    guard let numbering = numberings[name] else { return nil }
    let (place, isNew) = numbering.numbers.number(number)
    if isNew { numbering.others.append(other) }
    return numbering.others[Int(place)] == other ? number : nil
  }

  /// The number that an id gets, which is not noted.
  static func likelyNumber(of text: Bytes, by name: String) -> Int64 { digest(of: text, by: name).number }

  /// What is wrong with a line of an id map; nil for one that gives an id of the exports its number.
  func mistake(in line: (numbering: String, number: Int64, text: Bytes)) -> Mistake? {
    let (number, other) = Self.digest(of: line.text, by: line.numbering)
    if number != line.number { return .otherNumber(number) }
    guard let numbering = numberings[line.numbering], let place = numbering.numbers.find(number),
      numbering.others[Int(place)] == other
    else { return .unknown }
    return nil
  }

  enum Mistake {
    /// The id gets this number.
    case otherNumber(Int64)
    /// No export has the id.
    case unknown
  }

  private static func digest(of text: Bytes, by name: String) -> (number: Int64, other: UInt64) {
    var hasher = SHA256()
    name.utf8.withContiguousStorageIfAvailable { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
      ?? hasher.update(data: Array(name.utf8))
    hasher.update(data: [0])
    hasher.update(bufferPointer: UnsafeRawBufferPointer(text))
    return hasher.finalize().withUnsafeBytes { digest in
      let words = (0..<2).map {
        UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
      }
      return (Int64(words[0] / 2048), words[1])
    }
  }
}
