import Foundation

/// Finds e-mail addresses in a text as people write them: in HTML, in links, at the end of a sentence.
///
/// What is around an address may be a part of it (`to=ada@example.org`, `…まで`), so each `@` has several candidates, and the
/// one asked says which it knows. A text that has signs of an encoded address (`%40`, `&#64;`, `=40`) is searched once more as
/// `EncodedText` decodes it.
enum AddressSearch {
  private static let longestLocalPart = 64
  private static let longestDomain = 253

  /// The first thing that is known of a candidate.
  ///
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - known: is asked with the key of each candidate, in lower case.
  /// - Complexity: O(length), and a few questions for each `@`.
  static func first<Known>(in text: Bytes, _ known: ([UInt8]) -> Known?) -> Known? {
    if let match = firstAsWritten(in: text, known) { return match }
    guard EncodedText.mayHaveAddress(text) else { return nil }
    for isQuotedPrintable in [false, true] {
      let decoded = EncodedText.decoded(text, isQuotedPrintable: isQuotedPrintable)
      let match = decoded.withUnsafeBufferPointer { firstAsWritten(in: $0, known) }
      if let match { return match }
    }
    return nil
  }

  private static func firstAsWritten<Known>(in text: Bytes, _ known: ([UInt8]) -> Known?) -> Known? {
    guard let base = text.baseAddress else { return nil }
    var next = 0
    while next < text.count, let found = memchr(base + next, 0x40, text.count - next) {
      let at = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
      next = at + 1
      if let match = match(text, at: at, known) { return match }
    }
    return nil
  }

  private static func match<Known>(_ text: Bytes, at: Int, _ known: ([UInt8]) -> Known?) -> Known? {
    var (start, end) = (at, at + 1)
    while start > 0, at - start < longestLocalPart, isLocal(text[start - 1]) { start -= 1 }
    while end < text.count, end - at <= longestDomain, isDomain(text[end]) { end += 1 }
    guard start < at, end > at + 1 else { return nil }
    for end in ends(text, at: at, end) {
      for start in starts(text, start, at: at) {
        let candidate = emailKey(Bytes(rebasing: text[start..<end]))
        if let match = known(candidate) { return match }
      }
    }
    return nil
  }

  /// Where a domain may end: before dots and hyphens that end a sentence, and before letters beyond ASCII.
  private static func ends(_ text: Bytes, at: Int, _ end: Int) -> [Int] {
    let ascii = text[at + 1..<end].firstIndex { $0 >= 0x80 } ?? end
    let trimmed = [end, ascii].map { end in
      var end = end
      while end > at + 1, text[end - 1] == UInt8(ascii: ".") || text[end - 1] == UInt8(ascii: "-") {
        end -= 1
      }
      return end
    }
    return trimmed[0] == trimmed[1] ? [trimmed[0]] : trimmed
  }

  /// Where a local part may start: after what is seldom in one, and after letters beyond ASCII; never with a dot.
  private static func starts(_ text: Bytes, _ first: Int, at: Int) -> [Int] {
    var starts: [Int] = []
    for index in first..<at {
      let isStart =
        index == first || isSeldom(text[index - 1]) || text[index - 1] >= 0x80 && text[index] < 0x80
      guard isStart, let start = text[index..<at].firstIndex(where: { $0 != UInt8(ascii: ".") }) else {
        continue
      }
      if starts.last != start { starts.append(start) }
    }
    return starts
  }

  private static func isSeldom(_ byte: UInt8) -> Bool { byte < 0x80 && !isUsual(byte) }

  private static func isUsual(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+")
  }

  private static func isLocal(_ byte: UInt8) -> Bool {
    isUsual(byte) || byte >= 0x80 || "!#$%&'*/=?^`{|}~".utf8.contains(byte)
  }

  private static func isDomain(_ byte: UInt8) -> Bool {
    isWord(byte) || byte >= 0x80 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
  }
}
