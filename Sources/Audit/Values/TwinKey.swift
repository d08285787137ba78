/// What two spellings of one mailbox have in common, where mail systems and people write it in several ways.
///
/// Nobody is merged by it: it is for the question whether two people are one.
struct TwinKey: Hashable {
  /// In what an address differs from another of the same key; several may apply.
  struct Differences: OptionSet {
    let rawValue: UInt8
    static let invisible = Differences(rawValue: 1)
    static let domain = Differences(rawValue: 2)
    static let tag = Differences(rawValue: 4)
    static let provider = Differences(rawValue: 8)
    static let dots = Differences(rawValue: 16)

    /// `a tag after '+' and dots`
    var words: String {
      let all: [(Differences, String)] = [
        (.invisible, "a character that can't be seen"), (.domain, "the spelling of an international domain"),
        (.tag, "a tag after '+'"), (.provider, "googlemail.com for gmail.com"),
        (.dots, "dots, which gmail.com ignores"),
      ]
      return all.filter { contains($0.0) }.map(\.1).joined(separator: " and ")
    }
  }

  private let mailbox: [UInt8]

  /// Nil for what is not an address, even without characters that can't be seen.
  ///
  /// - Complexity: O(length).
  init?(_ email: Bytes) {
    guard let parts = Self.parts(of: email) else { return nil }
    let domain = Self.spelled(parts.domain)
    let isGoogle = domain == Self.gmail || domain == Self.googlemail
    var mailbox = Self.withoutTag(parts.local)
    if isGoogle { mailbox.removeAll { $0 == UInt8(ascii: ".") } }
    mailbox.append(UInt8(ascii: "@"))
    mailbox.append(contentsOf: isGoogle ? Self.gmail : domain)
    self.mailbox = mailbox
  }

  /// In what two addresses of equal keys differ.
  static func differences(_ one: Bytes, _ other: Bytes) -> Differences {
    guard let (oneLocal, oneDomain) = parts(of: one), let (otherLocal, otherDomain) = parts(of: other) else {
      return []
    }
    var differences: Differences = []
    if unseenCharacter(in: one) != nil || unseenCharacter(in: other) != nil {
      differences.insert(.invisible)
    }
    if oneDomain != otherDomain {
      differences.insert([oneDomain, otherDomain].contains(googlemail) ? .provider : .domain)
    }
    let (oneBox, otherBox) = (withoutTag(oneLocal), withoutTag(otherLocal))
    if oneBox != oneLocal || otherBox != otherLocal, oneLocal != otherLocal { differences.insert(.tag) }
    if oneBox != otherBox { differences.insert(.dots) }
    return differences
  }

  private static let gmail = Array("gmail.com".utf8)
  private static let googlemail = Array("googlemail.com".utf8)

  /// What is before and after the `@` of an address in lower case, composed, without characters that can't be seen.
  private static func parts(of email: Bytes) -> (local: [UInt8], domain: [UInt8])? {
    let visible = withoutUnseenCharacters(email)
    guard var key = visible.withUnsafeBufferPointer({ addressKey($0) }) else { return nil }
    if !key.allSatisfy({ $0 < 0x80 }) { key = Array(composed(String(decoding: key, as: UTF8.self)).utf8) }
    guard let at = key.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    return (Array(key[..<at]), Array(key[(at + 1)...]))
  }

  /// A domain as people write it.
  private static func spelled(_ domain: [UInt8]) -> [UInt8] {
    // Only a label of an international domain has two hyphens (RFC 5891, section 4.2.3.1).
    if zip(domain, domain.dropFirst()).allSatisfy({ $0 < 0x80 && ($0, $1) != (0x2D, 0x2D) }) { return domain }
    let labels = String(decoding: domain, as: UTF8.self).split(
      separator: ".", omittingEmptySubsequences: false)
    return Array(
      composed(labels.map { Punycode.unicode(ofLabel: $0) }.joined(separator: ".").lowercased()).utf8)
  }

  private static func withoutTag(_ local: [UInt8]) -> [UInt8] {
    guard let plus = local.firstIndex(of: UInt8(ascii: "+")), plus > 0, local[0] != UInt8(ascii: "\"") else {
      return local
    }
    return Array(local[..<plus])
  }
}

/// Labels of international domains as people write them (RFC 3492, sections 5 and 6.2).
enum Punycode {
  /// The Unicode of a label that begins with `xn--`; any other label, and one that can't be decoded, as it is.
  static func unicode(ofLabel label: Substring) -> String {
    guard label.hasPrefix("xn--"), let scalars = decode(label.dropFirst(4)) else { return String(label) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private static func decode(_ input: Substring) -> [Unicode.Scalar]? {
    let bytes = Array(input.utf8)
    guard bytes.allSatisfy({ $0 < 0x80 }), bytes.count <= 63 else { return nil }
    let basic = bytes.lastIndex(of: UInt8(ascii: "-")) ?? 0
    var output = bytes[..<basic].map { UInt32($0) }
    var (n, index, bias) = (UInt32(128), UInt32(0), UInt32(72))
    var next = basic > 0 ? basic + 1 : 0
    while next < bytes.count {
      let old = index
      var weight: UInt32 = 1
      var k: UInt32 = 36
      while true {
        guard next < bytes.count, let digit = digit(bytes[next]) else { return nil }
        next += 1
        let (step, isTooLong) = digit.multipliedReportingOverflow(by: weight)
        let (sum, isBeyond) = index.addingReportingOverflow(step)
        if isTooLong || isBeyond { return nil }
        index = sum
        let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
        if digit < threshold { break }
        let (more, isTooMuch) = weight.multipliedReportingOverflow(by: 36 - threshold)
        if isTooMuch { return nil }
        weight = more
        k += 36
      }
      let length = UInt32(output.count) + 1
      bias = adapt(index - old, length, isFirst: old == 0)
      let (code, isBeyond) = n.addingReportingOverflow(index / length)
      if isBeyond { return nil }
      n = code
      index %= length
      output.insert(n, at: Int(index))
      index += 1
    }
    let scalars = output.compactMap(Unicode.Scalar.init)
    return scalars.count == output.count ? scalars : nil
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a"))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 26
    default: nil
    }
  }

  private static func adapt(_ delta: UInt32, _ count: UInt32, isFirst: Bool) -> UInt32 {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var k: UInt32 = 0
    while delta > 455 {
      delta /= 35
      k += 36
    }
    return k + 36 * delta / (delta + 38)
  }
}
