import Plan

/// The names of files that a source has which is fetched for each id of another: `17-page-000001.json`, `17,9-page-000001.json`.
enum ChainName {
  /// The id as the name of a file begins with it; nil for another name.
  static func ofFile(_ path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    guard let match = name.wholeMatch(of: /(.+)-page-[0-9]{6,}\.json/) else { return nil }
    return String(match.1)
  }

  /// How such names begin for an id.
  ///
  /// - Parameter parent: what that of the row's own file begins with, where the ids have two parts.
  static func of(_ id: Bytes, parent: String?) -> String {
    var name: [UInt8] = []
    for (index, byte) in id.enumerated() {
      let isEscaped = byte < 0x20 || [0x25, 0x2F, 0x7F].contains(byte) || index == 0 && byte == 0x2E
      name += isEscaped ? escape(byte) : [byte]
    }
    guard let parent else { return String(decoding: name, as: UTF8.self) }
    let comma = UInt8(ascii: ",")
    func encoded(_ bytes: [UInt8]) -> [UInt8] { bytes.flatMap { $0 == comma ? escape(comma) : [$0] } }
    return String(decoding: encoded(Array(parent.utf8)) + [comma] + encoded(name), as: UTF8.self)
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
