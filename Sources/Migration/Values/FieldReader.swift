import Exports
import Glibc
import Plan

/// A field's value, read. Texts are borrowed from the export or the plan.
enum FieldValue {
  case null
  case integer(Int64)
  /// The number of a person in the source's own system.
  case reference(Int64)
  case boolean(Bool)
  case instant(Instant)
  case text(Bytes)
  /// One JSON value as it is, with its digest: of a number that of its value.
  case json(Bytes, UInt64)

  /// The number of an id; nil for any other value.
  var number: Int64? {
    switch self {
    case .integer(let number), .reference(let number): number
    default: nil
    }
  }

  /// The bytes of a text; none for null.
  var text: Bytes {
    if case .text(let text) = self { return text }
    return Bytes(start: nil, count: 0)
  }
}

/// How the values of one column become the archive's: decided once for a column, used for each value.
///
/// A value passes through `extract`, `default` and `map` and is then read as its type; see `ColumnPlan`.
struct FieldReader: Sendable {
  let column: ColumnPlan
  /// A required field is never written as null.
  let isRequired: Bool
  private let isCustom: Bool
  /// The key in the archive's object with its quotes and the colon.
  let key: [UInt8]
  private let kind: Kind
  private let substitution: Substitution?
  private let ids: IDRule
  /// Where ids are texts, who numbers them.
  private let numbering: TextNumbering?
  private let digest: Digest

  private enum Kind {
    case integer, reference, number, text, email, json
    case boolean(BooleanReader)
    case timestamp(StampReader)
  }

  /// - Parameters:
  ///   - ids: what becomes of an id. A person's stays as it is, and is not read where the rule makes none of it.
  ///   - texts: numbers ids that are texts.
  init(
    _ column: ColumnPlan, isRequired: Bool = false, isCustom: Bool = false, ids: IDRule = .same,
    texts: TextIDs = TextIDs(),
    digest: Digest
  ) {
    self.column = column
    self.isRequired = isRequired
    self.isCustom = isCustom
    self.ids = ids
    self.digest = digest
    numbering = TextNumbering(ids, texts)
    key = JSONKey.bytes(of: column.field)
    substitution = Substitution(column, digest: digest)
    kind =
      switch column.type {
      case .integer: .integer
      case .reference: column.type == .user ? .reference : .integer
      case .number: .number
      case .text, .html: .text
      case .email: .email
      case .json: .json
      case .boolean: .boolean(BooleanReader(column.words))
      case .timestamp: .timestamp(StampReader(column))
      }
  }

  /// What is wanted of the export.
  var wanted: WantedColumn { WantedColumn(column, isCustom: isCustom) }

  /// How often a value can have all of its row.
  var columnCount: Int {
    guard let parts = column.template?.parts else { return 1 }
    return parts.count { if case .column = $0 { true } else { false } }
  }

  /// Bytes of the longest text that the plan, or the name of a file, has for a value.
  var longestPlanText: Int {
    let ofTemplate = (column.template?.parts ?? []).reduce(0) { sum, part in
      switch part {
      case .literal(let text): sum + text.utf8.count
      case .file, .parent: sum + Int(NAME_MAX)
      case .column: sum
      }
    }
    return max(ofTemplate, longestText)
  }

  /// Bytes of the longest text that the plan has in place of a value.
  private var longestText: Int {
    var texts = [column.defaultText] + (column.map?.entries.map(\.to) ?? [])
    if case .text(let text) = column.map?.otherwise { texts.append(text) }
    return texts.compactMap { $0?.utf8.count }.max() ?? 0
  }

  /// Whether a value is read as it is, and an instant in RFC 3339 with at most one zone for bare stamps.
  var isPlain: Bool {
    guard substitution == nil, column.words == nil, ids == .same else { return false }
    guard case .timestamp(let reader) = kind else { return true }
    guard case .fixed = reader else { return false }
    return true
  }

  /// Whether its values are numbers, times or flags, which nobody has to mask.
  var isShown: Bool {
    switch kind {
    case .integer, .reference: numbering == nil
    case .number, .boolean, .timestamp: true
    case .text, .email, .json: false
    }
  }

  /// Whether a value loses something that the plan states as lost.
  func loses(_ raw: Bytes) -> Bool { column.loss != nil && substitution?.loses(raw) == true }

  /// Whether it reads ids that are texts.
  var isOfTexts: Bool { numbering != nil }

  /// What is read instead of the export's bytes: empty for null, nil where they do not fit the pattern of `extract` or the
  /// map has no value for them.
  @inline(__always)
  func text(_ raw: Bytes) -> Bytes? {
    guard let substitution else { return raw }
    return substitution(raw)
  }

  /// The value of a field, which is valid UTF-8; nil if it can't be read.
  ///
  /// - Complexity: O(n).
  func value(_ raw: Bytes) -> FieldValue? {
    guard let text = text(raw) else { return nil }
    guard !text.isEmpty else { return .null }
    switch kind {
    case .integer: return number(text).flatMap { ids($0) }.map(FieldValue.integer)
    case .reference: return number(text).flatMap { ids($0) == nil ? nil : .reference($0) }
    case .text: return .text(text)
    case .email: return text.isMissingWord ? nil : .text(text)
    case .number: return Decimal(text).map { .json(text, $0.digest(by: digest)) }
    case .json: return JSONDigest.value(of: text, by: digest).map { .json(text, $0) }
    case .boolean(let reader): return reader.value(text).map(FieldValue.boolean)
    case .timestamp(let reader): return reader.instant(text).map(FieldValue.instant)
    }
  }

  /// The id that a field's bytes are, without noting one that is a text: for rows that bring none into the archive.
  func unnotedNumber(_ raw: Bytes) -> Int64? {
    guard let numbering else { return value(raw)?.number }
    guard raw.isValidUTF8, let text = text(raw), !text.isEmpty else { return nil }
    return numbering.likelyNumber(of: text)
  }

  /// The number that an id's text is, or gets.
  private func number(_ text: Bytes) -> Int64? {
    guard let numbering else { return Int64(decimal: text) }
    return numbering.number(of: text)
  }

  /// The id of the export that the archive has as `id`.
  func source(of id: Int64) -> Int64 { ids.source(of: id) ?? id }

  /// What a value that can't be read looks like, where it should have fit a pattern, or been a number or a stamp.
  func damage(_ raw: Bytes) -> ValueDamage? {
    if let extract = column.extract, substitution?.isMisfit(raw) == true {
      return .misfit(pattern: extract.description)
    }
    guard let text = text(raw) else { return nil }
    switch kind {
    case .integer, .reference:
      return numbering == nil ? damage(ofID: text) : .sharedNumber
    case .timestamp: return StampDamage(text, in: column).map(ValueDamage.stamp)
    case .email: return text.isMissingWord ? .word(String(decoding: text, as: UTF8.self)) : nil
    case .number, .text, .json, .boolean: return nil
    }
  }

  private func damage(ofID text: Bytes) -> ValueDamage? {
    if Int64(decimal: text) != nil { return .outOfRange }
    let damage = NumberDamage(text)
    if let remedy = column.remedies.textIDs, damage.map({ $0 == .leadingZeros }) ?? text.isTextID {
      return .textID(remedy: remedy, isPadded: damage != nil)
    }
    return damage.map(ValueDamage.number)
  }

  /// A digest in which equal values are equal; of a reference only that there is one, because who that is shows
  /// when people are merged.
  func digest(of value: FieldValue) -> UInt64 {
    switch value {
    case .null: digest(0)
    case .integer(let number): digest(digest(number), 1)
    case .reference: digest(1)
    case .boolean(let flag): digest(flag ? 3 : 2)
    case .instant(let instant): digest(digest(instant.seconds), UInt64(instant.nanoseconds))
    case .text(let text): digest(text)
    case .json(_, let digest): digest
    }
  }
}

/// A key of an object with its quotes and the colon.
enum JSONKey {
  static func bytes(of name: String) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 64)
    Array(name.utf8).withUnsafeBufferPointer { buffer.put(json: $0) }
    return Array(buffer.bytes) + [UInt8(ascii: ":")]
  }
}

/// The words of a boolean: the plan's, or those of the public flag.
struct BooleanReader: Sendable {
  private let words: [(word: [UInt8], value: Bool)]?

  init(_ words: BooleanWords?) {
    self.words = words.map { words in
      words.isTrue.map { (Array($0.utf8), true) } + words.isFalse.map { (Array($0.utf8), false) }
    }
  }

  func value(_ text: Bytes) -> Bool? {
    guard let words else { return Bool(flag: text) }
    return words.first { $0.word.withUnsafeBufferPointer { text.equalsIgnoringCase($0) } }?.value
  }
}
