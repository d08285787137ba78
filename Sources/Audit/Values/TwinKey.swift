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

  private let text: String
  /// What was done to the address.
  private let local: String
  private let domain: String

  static func == (one: TwinKey, other: TwinKey) -> Bool { one.text == other.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Nil for what is not an address, even without characters that can't be seen.
  ///
  /// - Complexity: O(length).
  init?(_ email: Bytes) {
    let visible = withoutUnseenCharacters(email)
    guard let key = visible.withUnsafeBufferPointer({ addressKey($0) }) else { return nil }
    let address = composed(String(decoding: key, as: UTF8.self))
    guard let at = address.lastIndex(of: "@") else { return nil }
    local = String(address[..<at])
    domain = String(address[address.index(after: at)...])
    let spelled = domain.split(separator: ".", omittingEmptySubsequences: false)
      .map { Punycode.unicode(ofLabel: $0) }.joined(separator: ".").lowercased()
    let provider = spelled == "googlemail.com" ? "gmail.com" : spelled
    var mailbox = Self.withoutTag(local)
    if provider == "gmail.com" { mailbox.removeAll { $0 == "." } }
    text = composed("\(mailbox)@\(provider)")
  }

  /// In what the addresses of two equal keys differ.
  func differences(from other: TwinKey, _ email: Bytes, _ otherEmail: Bytes) -> Differences {
    var differences: Differences = []
    if unseenCharacter(in: email) != nil || unseenCharacter(in: otherEmail) != nil {
      differences.insert(.invisible)
    }
    let isGoogle = [domain, other.domain].contains("googlemail.com")
    if domain != other.domain { differences.insert(isGoogle ? .provider : .domain) }
    let (one, two) = (Self.withoutTag(local), Self.withoutTag(other.local))
    if local.count != one.count || other.local.count != two.count, local != other.local {
      differences.insert(.tag)
    }
    if one != two { differences.insert(.dots) }
    return differences
  }

  private static func withoutTag(_ local: String) -> String {
    guard let plus = local.firstIndex(of: "+"), plus != local.startIndex, !local.hasPrefix("\"") else {
      return local
    }
    return String(local[..<plus])
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
