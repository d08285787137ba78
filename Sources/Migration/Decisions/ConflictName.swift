import Crypto
import Plan

/// How a decision names its conflict: `RECORD:KEY:DIGEST`, as Sources/README.md defines it.
struct ConflictName: Sendable, Equatable {
  /// What the rows are about, and so which kind of conflict it is.
  enum Record {
    /// Kind 1: a chat id with several e-mails.
    static let email = "users.email"
    /// Kind 2: an e-mail with several ticketing ids.
    static let ticketingID = "users.id"
  }

  let record: String
  let key: Int64
  let text: String

  /// - Parameters:
  ///   - qualifier: the name of the chat whose ids are meant; of kind 2 the e-mail key; empty for all others.
  ///   - sides: the digests of all rows of the key.
  init(_ record: String, _ key: Int64, of qualifier: some Sequence<UInt8>, sides: [String]) {
    var hash = SHA256()
    hash.update(data: Array("\(record)\0\(key)\0".utf8) + Array(qualifier) + [0])
    for side in Set(sides).sorted() { hash.update(data: Array(side.utf8)) }
    self.record = record
    self.key = key
    text = "\(record):\(key):\(SideDigest.hexadecimal(hash.finalize()))"
  }

  /// Nil for a text that is no such name.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let key = Int64(parts[1]), String(key) == parts[1],
      SideDigest.isDigits(parts[2])
    else { return nil }
    (record, self.key, self.text) = (String(parts[0]), key, text)
  }

  /// As messages say it.
  var words: String {
    switch record {
    case Record.email: "chat id \(key)"
    case Record.ticketingID: "ticketing id \(key)"
    default: "\(singular(record)) \(key)"
    }
  }
}

/// What distinguishes one side of a conflict from the others, whichever lines it is in.
enum SideDigest {
  private static let prefix = "s"
  private static let digits = 16

  /// - Parameter fields: names and texts of the fields that are not null.
  static func make(source: String, _ fields: some Sequence<(name: String, text: Bytes)>) -> String {
    var hash = SHA256()
    hash.update(data: Array("\(source)\0".utf8))
    for (name, text) in fields where !text.isEmpty {
      hash.update(data: Array("\(name)\0\(text.count):".utf8))
      hash.update(bufferPointer: UnsafeRawBufferPointer(text))
    }
    return prefix + hexadecimal(hash.finalize())
  }

  /// The first eight bytes of a digest.
  static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    digest.prefix(digits / 2).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func isOne(_ text: String) -> Bool {
    text.hasPrefix(prefix) && isDigits(text.dropFirst(prefix.count))
  }

  static func isDigits(_ text: Substring) -> Bool {
    text.utf8.count == digits
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
