import Glibc

/// What is reported, and where. Nothing here runs for a batch that matches the schema.
extension BatchParser {
  /// Bytes of a key that a message or a pointer shows; what is longer is cut.
  private static let shownKeyBytes = 60

  // MARK: Reports

  @inline(never)
  mutating func reportUnknown(_ key: TextRange) {
    add(.unknownKey, key, at: Self.offset(of: key)) { "the key \"\($0)\" is not a key of the schema here" }
  }

  @inline(never)
  mutating func reportDuplicate(_ key: TextRange) {
    add(.duplicateKey, key, at: Self.offset(of: key)) { "the key \"\($0)\" is there twice in one object" }
  }

  @inline(never)
  mutating func reportWrongType(key: TextRange?, expected: StaticString) {
    let found = valueInWords
    add(.wrongType, key, at: cursor.position) { _ in "expected \(expected), found \(found)" }
  }

  @inline(never)
  mutating func reportMissing(_ kind: BatchProblem.Kind, _ name: String, at offset: Int) {
    guard batch.count(kind) else { return }
    let name = Self.shortened(name.utf8)
    batch.append(
      BatchProblem(
        kind: kind, pointer: "\(pointer(to: nil))/\(Self.token(name))", offset: offset,
        message: "the key \"\(Self.shown(name))\" is missing"))
  }

  /// Reports the required fields that are missing in `row`, a record of `array`.
  @inline(never)
  mutating func reportMissingFields(
    of array: Int, in row: UnsafePointer<BatchValue>, at offset: Int
  ) {
    for (index, field) in (layout.schema.arrays[array].fields ?? []).enumerated()
    where field.isRequired && row[index].kind == .missing {
      reportMissing(.missingField, field.name, at: offset)
    }
  }

  /// Reports the keys from `keys[first]` on that are there twice, the later of two, and lets all of them go.
  /// O(n log n): equal keys of one object are found by sorting, so that no choice of keys makes it slow.
  @inline(never)
  mutating func reportDuplicateKeys(from first: Int) {
    defer { keys.removeSubrange(first...) }
    guard keys.count - first > 1 else { return }
    let cursor = cursor
    let sorted = keys[first...].sorted {
      let order = Self.compare(cursor.text($0), cursor.text($1))
      return order == 0 ? $0.start < $1.start : order < 0
    }
    let duplicates = zip(sorted, sorted.dropFirst()).lazy
      .filter { Self.compare(cursor.text($0), cursor.text($1)) == 0 }
      .map { $1 }
      .sorted { $0.start < $1.start }
    for key in duplicates { reportDuplicate(key) }
  }

  private static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return 0 }
    let order = memcmp(leftStart, rightStart, min(left.count, right.count))
    return order == 0 ? left.count - right.count : Int(order)
  }

  private mutating func add(
    _ kind: BatchProblem.Kind, _ key: TextRange?, at offset: Int, message: (String) -> String
  ) {
    guard batch.count(kind) else { return }
    let message = message(key.map { shownKey($0) } ?? "")
    batch.append(BatchProblem(kind: kind, pointer: pointer(to: key), offset: offset, message: message))
  }

  // MARK: Places

  /// A key's opening quote.
  private static func offset(of key: TextRange) -> Int { Int(key.start) - 1 }

  /// RFC 6901: the place of the parser, and below it `key`.
  func pointer(to key: TextRange?) -> String {
    var pointer = container
    if let index { pointer += "/\(index)" }
    if let skippedKey { pointer += "/" + token(skippedKey) }
    for frame in frames.dropLast() {
      pointer += "/" + (frame.isObject ? token(frame.key) : "\(frame.index)")
    }
    if let key { pointer += "/" + token(key) }
    return pointer
  }

  private func token(_ key: TextRange) -> String {
    Self.token(Self.withoutAddress(Self.shortened(cursor.text(key))))
  }

  /// A key by which objects are kept can be somebody's e-mail address, or telephone number: `*` stands for it.
  static func withoutAddress(_ key: String) -> String {
    let digits = key.utf8.count { $0 &- UInt8(ascii: "0") <= 9 }
    let isNumber =
      digits >= 6 && key.utf8.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 || "+-()/ ".utf8.contains($0) }
    return isNumber || key.utf8.contains(UInt8(ascii: "@")) ? "*" : key
  }

  /// A key as a part of a pointer.
  static func token(_ key: String) -> String {
    var token = ""
    for scalar in key.unicodeScalars {
      switch scalar {
      case "~": token += "~0"
      case "/": token += "~1"
      default: token.unicodeScalars.append(scalar)
      }
    }
    return token
  }

  // MARK: Words

  private func shownKey(_ key: TextRange) -> String {
    Self.shown(Self.withoutAddress(Self.shortened(cursor.text(key))))
  }

  /// A key as a message may show it: without what could steer a terminal.
  private static func shown(_ key: String) -> String {
    var shown = ""
    for scalar in key.unicodeScalars { shown += scalar.escaped(asASCII: true) }
    return shown
  }

  private static func shortened(_ key: some Collection<UInt8>) -> String {
    guard key.count > shownKeyBytes else { return String(decoding: key, as: UTF8.self) }
    var end = key.index(key.startIndex, offsetBy: shownKeyBytes)
    var length = shownKeyBytes
    while length > 0, key[end] & 0xc0 == 0x80 {
      length -= 1
      end = key.index(key.startIndex, offsetBy: length)
    }
    return String(decoding: key[..<end], as: UTF8.self) + "…"
  }

  /// The value at the cursor, by its type; a number by what keeps it from being an integer of 64 bits.
  private var valueInWords: String {
    switch cursor.current {
    case UInt8(ascii: "{"): return "an object"
    case UInt8(ascii: "["): return "an array"
    case UInt8(ascii: "\""): return "a string"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return "a boolean"
    case UInt8(ascii: "n"): return "null"
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return numberInWords
    default: return "something that is not a value"
    }
  }

  private var numberInWords: String {
    var lookahead = cursor
    if lookahead.readInteger() != nil { return "a number" }
    let start = cursor.position
    guard (try? lookahead.skipNumber()) != nil else { return "a number" }
    let text = UnsafeRawBufferPointer(start: cursor.base + start, count: lookahead.position - start)
    if text.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }) {
      return "a number with a fraction or an exponent"
    }
    return text.count == 2 ? "minus zero" : "a number beyond 64 bits"
  }
}
