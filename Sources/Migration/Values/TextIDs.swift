import Crypto
import Plan
import Synchronization

/// The ids that are texts, each with the number that it gets in the archive.
///
/// The number is that of the first eight bytes, big-endian, of SHA-256 over the name of the numbering, a NUL and the bytes
/// of the id, without its last eleven bits: 53 bits, which every reader of JSON keeps exactly (RFC 8259, section 6). So it
/// depends on nothing but the id, and a later export has the same.
final class TextIDs: Sendable {
  struct Entry: Hashable, Sendable {
    let numbering: String
    let number: Int64
  }

  private struct State: Sendable {
    var texts: [Entry: [UInt8]] = [:]
    var isComplete = false
  }

  private let state = Mutex(State())

  /// The number of an id; nil if another id has it already.
  ///
  /// - Complexity: O(length).
  func number(of text: Bytes, by numbering: String) -> Int64? {
    let entry = Entry(numbering: numbering, number: Self.number(of: text, by: numbering))
    let isOwn = state.withLock { state in
      if let known = state.texts[entry] { return known.elementsEqual(text) }
      if !state.isComplete { state.texts[entry] = Array(text) }
      return true
    }
    return isOwn ? entry.number : nil
  }

  /// The number that an id gets, which is not noted.
  static func likelyNumber(of text: Bytes, by numbering: String) -> Int64 {
    number(of: text, by: numbering)
  }

  /// To be called when all exports were read once: what is read again is known.
  func complete() { state.withLock { $0.isComplete = true } }

  var isEmpty: Bool { state.withLock { $0.texts.isEmpty } }

  /// All of them, by numbering and number.
  var sorted: [(entry: Entry, text: [UInt8])] {
    state.withLock { $0.texts }.map { ($0.key, $0.value) }
      .sorted { ($0.entry.numbering, $0.entry.number) < ($1.entry.numbering, $1.entry.number) }
  }

  private static func number(of text: Bytes, by numbering: String) -> Int64 {
    var hash = SHA256()
    hash.update(data: Array(numbering.utf8) + [0])
    hash.update(bufferPointer: UnsafeRawBufferPointer(text))
    let bits = hash.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int64(bits >> 11)
  }
}

/// The numbering of the ids of one kind of record.
struct TextNumbering: Sendable {
  private let name: String
  private let ids: TextIDs

  /// Nil for ids that are numbers.
  init?(_ rule: IDRule, _ ids: TextIDs) {
    guard case .text(let name) = rule else { return nil }
    (self.name, self.ids) = (name, ids)
  }

  func number(of text: Bytes) -> Int64? { ids.number(of: text, by: name) }

  /// The same without noting the id.
  func likelyNumber(of text: Bytes) -> Int64 { TextIDs.likelyNumber(of: text, by: name) }
}

extension TextIDs {
  /// The id map that is written beside the archive: CSV (RFC 4180) with the numbering, the number and the text of each id.
  var map: [UInt8] {
    var lines = Array("numbering,id,text\r\n".utf8)
    for (entry, text) in sorted {
      lines += Self.quoted(Array(entry.numbering.utf8)) + Array(",\(entry.number),".utf8) + Self.quoted(text)
      lines += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }
    return lines
  }

  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    return [quote] + text.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}
