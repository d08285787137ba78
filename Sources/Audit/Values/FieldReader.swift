import Plan

/// Reads the fields of one column of the mapping matrix: way, then type. Made once for a column.
struct FieldReader: Sendable {
  let plan: ColumnPlan
  /// What becomes of an integer.
  private let ids: IDRule
  private let way: FieldWay?
  private let reading: Reading

  private enum Reading: Sendable {
    case integer, text, json
    case flag(BooleanReader?)
    case instant(InstantReader)
  }

  /// - Parameter ids: how an id becomes one of the archive.
  init(_ plan: ColumnPlan, ids: IDRule = .same) {
    self.plan = plan
    self.ids = ids
    way = FieldWay(plan)
    reading =
      switch plan.type {
      case .integer, .reference: .integer
      case .text, .html, .email: .text
      case .boolean: .flag(plan.words.map(BooleanReader.init))
      case .timestamp: .instant(InstantReader(plan))
      case .json: .json
      }
  }

  /// Whether the bytes of a field are read as they are.
  var isDirect: Bool { way == nil && ids == .same }

  /// How stamps are read, for a column of the type `timestamp`.
  var instants: InstantReader? {
    guard case .instant(let reader) = reading else { return nil }
    return reader
  }

  /// The bytes to be read as the type, empty for null; nil where the map knows no such value, or where the bytes
  /// in front of it are no UTF-8. Complexity: O(length).
  func resolved(_ text: Bytes) -> Bytes? {
    guard let way else { return text }
    return isUTF8(text) ? way.result(of: text) : nil
  }

  /// The value of a field's bytes; nil for what can't be read, or is no UTF-8. Complexity: O(length).
  func value(_ text: Bytes) -> FieldValue? {
    guard let text = resolved(text) else { return nil }
    if text.isEmpty { return .null }
    switch reading {
    case .integer: return integer(text).flatMap { ids.id($0) }.map { FieldValue.integer($0) }
    case .text: return isUTF8(text) ? .text(text) : nil
    case .flag: return boolean(text).map { .boolean($0) }
    case .instant: return instant(text).map { .instant($0) }
    case .json: return JSONDigest.value(of: text)
    }
  }

  /// The id that a field's bytes are, by the rule of its records; nil for what can't be read.
  func number(_ text: Bytes) -> Int64? {
    resolved(text).flatMap { integer($0) }.flatMap { ids.id($0) }
  }

  /// The boolean that a resolved text is.
  func boolean(_ text: Bytes) -> Bool? {
    guard case .flag(let words?) = reading else { return flag(text) }
    return words.value(text)
  }

  /// The instant that a resolved text is.
  func instant(_ text: Bytes) -> Instant? {
    guard case .instant(let reader) = reading else { return nil }
    return reader.instant(text)
  }

  /// What the bytes of a field should be and are not, with what they look like.
  func complaint(_ text: Bytes, showsValues: Bool) -> String {
    let found = shownScalar(text, showsValues: showsValues)
    guard let resolved = resolved(text) else { return "\(found), which the plan's map does not know" }
    if ids != .same, integer(resolved) != nil {
      return "\(found), of which the plan's 'ids' make no 64-bit integer"
    }
    let looks = way == nil ? likeness(of: text) : nil
    return "\(found), which is no \(kind)\(looks.map { ": " + $0 } ?? "")"
  }

  private var kind: String {
    switch reading {
    case .integer: "64-bit integer"
    case .text: "text"
    case .json: "JSON value"
    case .flag(nil): "true or false"
    case .flag: "word that the plan has for true or false"
    case .instant(let reader): reader.kind
    }
  }

  private func likeness(of text: Bytes) -> String? {
    if let word = wordForNothing(text) { return "'\(word)' is a word for nothing; an empty field is null" }
    switch reading {
    case .integer: return likenessOfNumber(text)
    case .instant(let reader): return reader.likeness(of: text)
    case .json:
      return JSONDigest.repeatsKey(text)
        ? "a key stands twice in one object, and readers disagree on which of the two counts" : nil
    case .text, .flag: return nil
    }
  }
}

/// The words that a plan has for true and false.
struct BooleanReader: Sendable {
  private let isTrue: [[UInt8]]
  private let isFalse: [[UInt8]]

  init(_ words: BooleanWords) {
    isTrue = words.isTrue.map { Array($0.utf8) }
    isFalse = words.isFalse.map { Array($0.utf8) }
  }

  func value(_ text: Bytes) -> Bool? {
    if isTrue.contains(where: { isEqualInAnyCase(text, $0) }) { return true }
    return isFalse.contains { isEqualInAnyCase(text, $0) } ? false : nil
  }
}

/// Whether two texts are the same but for the case of ASCII letters.
func isEqualInAnyCase(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
}

func lowercased(_ byte: UInt8) -> UInt8 {
  byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}
