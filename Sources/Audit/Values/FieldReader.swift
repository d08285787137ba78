import Exports
import Plan

/// Reads the fields of one column of the mapping matrix: way, then type. Made once for a column.
struct FieldReader: Sendable {
  let plan: ColumnPlan
  /// What becomes of an integer.
  private let ids: IDRule
  /// Numbers ids that are texts.
  private let texts: NumberedTexts
  /// Looks through texts; nil where nobody asks what they show.
  private let inspection: TextInspection?
  /// Whether blocks have what is known of the texts in their place.
  var isReplayed = false
  private let way: FieldWay?
  private let reading: Reading

  private enum Reading: Sendable {
    case integer, number, text, email, json
    case flag(BooleanReader?)
    case instant(InstantReader)
  }

  /// - Parameters:
  ///   - ids: how an id becomes one of the archive.
  ///   - inspection: how texts of types `text` and `html` are looked through.
  init(
    _ plan: ColumnPlan, ids: IDRule = .same, texts: NumberedTexts = NumberedTexts(),
    inspection: TextInspection? = nil
  ) {
    self.plan = plan
    self.inspection = inspection
    self.ids = ids
    self.texts = texts
    way = FieldWay(plan)
    reading =
      switch plan.type {
      case .integer, .reference: .integer
      case .number: .number
      case .text, .html: .text
      case .email: .email
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

  /// The bytes to be read as the type, empty for null; nil where they do not fit the pattern of `extract`, where the map
  /// knows no such value, or where the bytes before it are not UTF-8.
  ///
  /// - Complexity: O(length).
  func resolved(_ text: Bytes) -> Bytes? {
    if isReplayed { return replayed(text) }
    guard let way else { return text }
    return isUTF8(text) ? way.result(of: text) : nil
  }

  /// The same of a field of a facts file: what is known of a text has its way behind it already.
  private func replayed(_ cell: Bytes) -> Bytes? {
    guard let text = KnownText.unread(cell) else { return cell }
    guard let way else { return cell }
    return isUTF8(text) ? way.result(of: text) : nil
  }

  /// The bytes of a field as they are in the export, of one that can't be read as a text.
  func asExported(_ text: Bytes) -> Bytes { isReplayed ? KnownText.unread(text) ?? text : text }

  /// Whether a field's bytes lose something that the plan states as lost.
  func loses(_ text: Bytes) -> Bool { plan.loss != nil && way?.loses(text) == true }

  /// The value of a field's bytes; nil for what can't be read, or is not UTF-8.
  ///
  /// - Complexity: O(length).
  func value(_ text: Bytes) -> FieldValue? {
    guard let text = resolved(text) else { return nil }
    if text.isEmpty { return .null }
    switch reading {
    case .integer: return id(text).map { FieldValue.integer($0) }
    case .number: return numberDigest(text).map { .number(digest: $0) }
    case .text: return self.text(text)
    case .email: return isUTF8(text) && wordForNothing(text) == nil ? .text(text) : nil
    case .flag: return boolean(text).map { .boolean($0) }
    case .instant: return instant(text).map { .instant($0) }
    case .json: return JSONDigest.value(of: text)
    }
  }

  private func text(_ text: Bytes) -> FieldValue? {
    guard let inspection else { return isUTF8(text) ? .text(text) : nil }
    return inspection.look(at: text, isReplayed: isReplayed).map { .text($0) }
  }

  /// Whether an audit knows the texts of the column by their digests, and asks for nothing else of them.
  var isOfKnownTexts: Bool {
    guard case .text = reading, let inspection else { return false }
    return plan.loss == nil && inspection.knowsAll(ofColumn: plan.from)
  }

  /// What a facts file has of a field: what is known of its text; `.some(nil)` of a null, and nil of one that can't be read.
  func known(_ text: Bytes) -> KnownText?? {
    guard let text = resolved(text) else { return nil }
    if text.isEmpty { return .some(nil) }
    guard let known = inspection?.look(at: text, isReplayed: false) else { return nil }
    return .some(known)
  }

  /// The id that a field's bytes are, by the rule of its records; nil for what can't be read.
  func number(_ text: Bytes) -> Int64? { resolved(text).flatMap { id($0) } }

  /// The same without noting an id that is a text: for rows that bring none into the archive.
  func unnotedNumber(_ text: Bytes) -> Int64? {
    guard case .text(let name) = ids else { return number(text) }
    guard let text = resolved(text), !text.isEmpty, isUTF8(text) else { return nil }
    return NumberedTexts.likelyNumber(of: text, by: name)
  }

  /// The id in the archive that a resolved text is, or gets.
  private func id(_ text: Bytes) -> Int64? {
    if case .text(let name) = ids {
      return text.isEmpty || !isUTF8(text) ? nil : texts.number(of: text, by: name)
    }
    return integer(text).flatMap { ids.id($0) }
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
    if let extract = plan.extract, way?.fits(text) == false {
      return "\(found), which does not fit the pattern '\(extract)'"
    }
    guard let resolved = resolved(text) else { return "\(found), which the plan's 'map' does not have" }
    if ids.isOfTexts { return "\(found), and gets the number that another id has already" }
    if ids != .same, integer(resolved) != nil {
      return "\(found), and the plan's 'ids' would take it beyond 64 bits"
    }
    let looks = way == nil ? likeness(of: text) : nil
    return "\(found), which is not \(kind)\(looks.map { ": " + $0 } ?? "")"
  }

  private var kind: String {
    switch reading {
    case .integer: "a 64-bit integer"
    case .number: "a number"
    case .text: "a text"
    case .email: "an e-mail"
    case .json: "a JSON value"
    case .flag(nil): "true or false"
    case .flag: "one of the plan's words for true or false"
    case .instant(let reader): reader.kind
    }
  }

  private func likeness(of text: Bytes) -> String? {
    if let word = wordForNothing(text) {
      return "'\(word)' often means null; if it does, name it under 'null' in the plan"
    }
    switch reading {
    case .integer: return likenessOfID(text)
    case .instant(let reader): return reader.likeness(of: text)
    case .json:
      return JSONDigest.repeatsKey(text)
        ? "a key is there twice in one object, and readers disagree on which of the two counts" : nil
    case .number, .text, .email, .flag: return nil
    }
  }
}

extension FieldReader {
  /// What a text looks like where a number belongs, and what to do if it is an id that is a text: with letters, or of
  /// nothing but digits that are too many or begin with zero.
  private func likenessOfID(_ text: Bytes) -> String? {
    let likeness = likenessOfNumber(text)
    let isText =
      likeness == nil
      ? text.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercased($0)) || $0 >= 0x80 }
      : text.allSatisfy { $0 &- 48 <= 9 }
    guard let remedy = plan.remedies.textIDs, isText else { return likeness }
    return "\(likeness ?? "a text"); if the ids are texts, write \(remedy) in the plan"
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
