import Foundation
@testable import Archive

/// Addresses: the keys of both sides are equal, and those of a simple folding; both take the same keys for addresses, and
/// those that a simple reader of RFC 5321 takes for one.
enum EmailTarget {
  static func run(_ input: [UInt8]) {
    guard input.count < 600, let text = String(validating: input, as: UTF8.self) else { return }
    let (written, verified) = (WriterSide.emailKey(input), VerifierSide.emailKey(input))
    require(written == verified, "keys of \(shown(input)): \(shown(written)) and \(shown(verified))")
    var scalars = Array(text.unicodeScalars)
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    scalars = Array(scalars.drop { $0.properties.isWhitespace })
    let folded = scalars.flatMap { Array($0.properties.lowercaseMapping.utf8) }
    require(written == folded, "the key of \(shown(input)) is \(shown(written)), expected \(shown(folded))")
    require(WriterSide.emailKey(written) == written, "the key \(shown(written)) has another key")
    let (isWritten, isVerified) = (WriterSide.isAddress(key: written), VerifierSide.addressKey(input) != nil)
    require(
      isWritten == isVerified,
      "\(shown(written)) is an address for one side: writer \(isWritten), verifier \(isVerified)")
    let isSimple = SimpleAddress.isOne(String(decoding: written, as: UTF8.self))
    require(
      isWritten == isSimple,
      "\(shown(written)) is an address: both sides \(isWritten), simple reader \(isSimple)")
  }
}

/// A Mailbox of RFC 5321 (4.1.2) with the characters of RFC 6531 and the lengths of 4.5.3.1, as Sources/README.md has it.
private enum SimpleAddress {
  static func isOne(_ key: String) -> Bool {
    let scalars = Array(key.unicodeScalars)
    guard key.utf8.count <= 254, let at = scalars.lastIndex(of: "@"), scalars.allSatisfy(isSeen) else {
      return false
    }
    let (local, domain) = (Array(scalars[..<at]), Array(scalars[(at + 1)...]))
    guard String(String.UnicodeScalarView(local)).utf8.count <= 64 else { return false }
    return (isDotted(local, isAtomCharacter) || isQuoted(local)) && (isHost(domain) || isLiteral(domain))
  }

  private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return true }
    let unseen: [Unicode.GeneralCategory] = [
      .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
    ]
    return !scalar.properties.isDefaultIgnorableCodePoint
      && !unseen.contains(scalar.properties.generalCategory)
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
      || ("0"..."9").contains(scalar)
  }

  private static func isAtomCharacter(_ scalar: Unicode.Scalar) -> Bool {
    isLetterOrDigit(scalar) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
  }

  private static func isDotted(_ text: [Unicode.Scalar], _ isGood: (Unicode.Scalar) -> Bool) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0.allSatisfy(isGood)
    }
  }

  private static func isQuoted(_ text: [Unicode.Scalar]) -> Bool {
    guard text.count >= 2, text.first == "\"" else { return false }
    var rest = text.dropFirst()
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return rest.isEmpty }
      if scalar.value < 0x20 || scalar.value == 0x7F { return false }
      if scalar == "\\" {
        guard let next = rest.popFirst(), next.value >= 0x20, next.value != 0x7F else { return false }
      }
    }
    return false
  }

  private static func isHost(_ text: [Unicode.Scalar]) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && String(String.UnicodeScalarView(label)).utf8.count <= 63
        && label.first != "-" && label.last != "-" && label.allSatisfy { isLetterOrDigit($0) || $0 == "-" }
    }
  }

  private static func isLiteral(_ text: [Unicode.Scalar]) -> Bool {
    guard text.first == "[", text.last == "]", text.count > 2 else { return false }
    let inner = String(String.UnicodeScalarView(text.dropFirst().dropLast()))
    // No byte of it is beyond those of numbers, so that the system's reader sees all of it.
    var address = in6_addr()
    if inner.hasPrefix("ipv6:") || inner.hasPrefix("IPv6:") {
      let numbers = inner.dropFirst(5)
      return numbers.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
        && inet_pton(AF_INET6, String(numbers), &address) == 1
    }
    return inner.utf8.allSatisfy { "0123456789.".utf8.contains($0) }
      && inet_pton(AF_INET, inner, &address) == 1
  }
}

/// Values that both sides read for themselves: UTF-8, integers, flags, numbers and JSON, and the strings that the writer
/// writes for the verifier to read.
///
/// The first byte says where the rest is cut, for values that are compared with each other.
enum ValueTarget {
  static func run(_ input: [UInt8]) {
    guard input.count < 2000 else { return }
    var choices = Choices(input)
    let cut = choices.below(256)
    let text = Array(choices.rest)
    let isValid = String(validating: text, as: UTF8.self) != nil
    require(WriterSide.isUTF8(text) == isValid, "\(shown(text)) is UTF-8: \(isValid), not for the writer")
    require(VerifierSide.isUTF8(text) == isValid, "\(shown(text)) is UTF-8: \(isValid), not for the verifier")
    compareScalars(text)
    guard isValid else { return }
    compareJSON(text)
    readString(text)
    let (one, other) = (Array(text.prefix(cut)), Array(text.dropFirst(cut)))
    if String(validating: one, as: UTF8.self) == nil { return }
    let numbers = [WriterSide.number(one), WriterSide.number(other)]
    if numbers[0] != nil, numbers[1] != nil {
      let isEqual = VerifierSide.number(one) == VerifierSide.number(other)
      require(
        (numbers[0] == numbers[1]) == isEqual, "\(shown(one)) and \(shown(other)) are equal for one side")
    }
    let values = [WriterSide.json(one), WriterSide.json(other)]
    if values[0] != nil, values[1] != nil {
      let isEqual = VerifierSide.json(one) == VerifierSide.json(other)
      require(
        (values[0] == values[1]) == isEqual, "\(shown(one)) and \(shown(other)) are equal JSON for one side")
    }
  }

  private static func compareScalars(_ text: [UInt8]) {
    let string = String(decoding: text, as: UTF8.self)
    let isInteger = text == Array("0".utf8) || string.wholeMatch(of: #/-?[1-9][0-9]*/#) != nil
    let integer = isInteger ? Int64(string) : nil
    require(
      WriterSide.integer(text) == integer,
      "\(shown(text)) is the integer \(String(describing: integer)), not for the writer")
    require(
      VerifierSide.integer(text) == integer,
      "\(shown(text)) is the integer \(String(describing: integer)), not for the verifier")
    let flag: Bool? =
      ["true", "t", "1"].contains(string.lowercased())
      ? true : ["false", "f", "0"].contains(string.lowercased()) ? false : nil
    require(
      WriterSide.flag(text) == flag,
      "\(shown(text)) is the flag \(String(describing: flag)), not for the writer")
    require(
      VerifierSide.flag(text) == flag,
      "\(shown(text)) is the flag \(String(describing: flag)), not for the verifier")
    let isNumber = string.wholeMatch(of: #/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,6})?/#) != nil
    require(
      (WriterSide.number(text) != nil) == isNumber,
      "\(shown(text)) is a number: \(isNumber), not for the writer")
    require(
      (VerifierSide.number(text) != nil) == isNumber,
      "\(shown(text)) is a number: \(isNumber), not for the verifier")
  }

  private static func compareJSON(_ text: [UInt8]) {
    var reader = SimpleJSONReader(text)
    reader.skipSpace()
    var value = try? reader.value()
    reader.skipSpace()
    if reader.byte != nil || reader.hasLoneSurrogate || value?.tree.hasDuplicates == true { value = nil }
    let (written, verified) = (WriterSide.json(text) != nil, VerifierSide.json(text) != nil)
    let sentence =
      "\(shown(text)) is a JSON value: writer \(written), verifier \(verified), simple reader \(value != nil)"
    require(written == verified && written == (value != nil), sentence)
    guard let value else { return }
    compareWithFoundation(value, text)
  }

  /// Foundation takes what is JSON here, but for numbers that it can't hold; its strings are the same.
  private static func compareWithFoundation(_ value: SimpleJSON.Value, _ text: [UInt8]) {
    guard text.first != 0, text.count > 1 else { return }
    guard let found = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed) else {
      let hasLongNumber = text.contains { $0 | 0x20 == UInt8(ascii: "e") } || text.count > 300
      return require(hasLongNumber, "Foundation refuses \(shown(text))")
    }
    if case .text(let decoded) = value.tree {
      let string = found as? String
      require(
        string.map { Array($0.utf8) } == decoded,
        "Foundation reads \(shown(text)) as \(String(describing: string))")
    }
  }

  /// What the writer writes, the verifier reads.
  private static func readString(_ text: [UInt8]) {
    var bytes =
      Array(#"{"data":{"tickets":{"comments":[{"body":"#.utf8) + WriterSide.jsonString(text) + "}]}}}".utf8
    let batch = Batch()
    let limits = ArchiveLimits(
      memberBytes: 1 << 20, expansion: 1, freeExpansion: 1, extensionBytes: 1, depth: 64, keys: 64,
      records: 64)
    let schema = BatchSchema([.init("comments", [.init("body", .string)])])
    bytes.withUnsafeMutableBufferPointer { BatchReader(schema: schema, limits: limits).read($0, into: batch) }
    require(
      batch.problems.isEmpty, "the string \(shown(text)) is written so that it is not read: \(batch.problems)"
    )
    let range = batch.records[0][0, 0].text
    let read = Array(bytes[Int(range.start)..<Int(range.start) + Int(range.length)])
    require(read == text, "the string \(shown(text)) is read as \(shown(read))")
  }
}
