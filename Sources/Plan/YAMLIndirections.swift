/// Aliases and keys that are not text, counted together. Both multiply the nodes that the parser looks at, aliases by up to
/// 3^(k/3), and those that whoever reads them looks at even more; neither a plan nor a rule page needs them.
package enum YAMLIndirections {
  /// The most that a text may have.
  package static let most = 8

  /// What is said of a text that has more.
  package static let mistake =
    "has more than \(most) YAML aliases (*name) or keys that are lists or mappings; write the values out"

  /// Counts what may be an alias (`*` before a word) or the sign of a complex key (`?` before a space, `:`
  /// after a closing bracket). Comments and text can be counted in error, never the other way round. O(n).
  package static func count(in bytes: [UInt8]) -> Int {
    var count = 0
    var last = UInt8(ascii: "\n")
    for (index, byte) in bytes.enumerated() {
      let isFollowedByWord = index + 1 < bytes.count && bytes[index + 1] > UInt8(ascii: " ")
      switch byte {
      // An item of a list has a space after its `-`: `page-*.json` is text.
      case UInt8(ascii: "*")
      where isFollowedByWord && canOpenToken(after: bytes[max(0, index - 1)])
        && bytes[max(0, index - 1)] != UInt8(ascii: "-"),
        UInt8(ascii: "?") where !isFollowedByWord && canOpenToken(after: bytes[max(0, index - 1)]),
        UInt8(ascii: ":") where last == UInt8(ascii: "]") || last == UInt8(ascii: "}"):
        count += 1
      default: break
      }
      if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { last = byte }
    }
    return count
  }

  /// Whether a YAML token can begin after this byte; at the start of the text it is the token's own.
  private static func canOpenToken(after byte: UInt8) -> Bool {
    byte <= UInt8(ascii: " ") || byte >= 0x80 || "[{,:?-*".utf8.contains(byte)
  }
}
