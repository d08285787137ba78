import Plan

/// What happens to a field's bytes before they are read as its type: null words become null, of anything else `extract` takes
/// a part, `default` replaces null, then `map`; `cut` ends what is left.
///
/// Null is the empty text, before these steps and after them.
struct FieldWay: Sendable {
  private let defaultText: Int32
  /// What a value becomes that the map does not know: the number of a text, or one of these.
  private let otherwise: Int32
  private static let unreadable: Int32 = -1
  private static let unchanged: Int32 = -2
  private let nullWords = TextPool()
  private let hasNullWords: Bool
  /// What stands before and behind the part that is meant.
  private let frame: (prefix: [UInt8], suffix: [UInt8])?
  private let hasMap: Bool
  /// The texts that the map knows, and by their numbers what each becomes.
  private let known = TextPool()
  private var results: [Int32] = []
  /// What values become; numbered, -1 is none.
  private let texts = TextPool()
  /// How many characters (Unicode scalar values) are left of a text.
  private let cut: Int?
  /// For each of `texts`, whether further values become it.
  private var isOfSeveral: [Bool] = []

  /// Nil for a field that is read as it is.
  init?(_ plan: ColumnPlan) {
    if plan.isDirect { return nil }
    let (texts, nullWords) = (texts, nullWords)
    func number(_ text: String?) -> Int32 {
      text.map { Array($0.utf8).withUnsafeBufferPointer { texts.number($0).number } } ?? -1
    }
    defaultText = number(plan.defaultText)
    otherwise =
      switch plan.map?.otherwise {
      case nil, .refuse: Self.unreadable
      case .keep: Self.unchanged
      case .null: number("")
      case .text(let text): number(text)
      }
    hasNullWords = plan.nullWords?.isEmpty == false
    for word in plan.nullWords ?? [] {
      _ = Array(word.utf8).withUnsafeBufferPointer { nullWords.number($0) }
    }
    frame = plan.extract.map { (Array($0.prefix.utf8), Array($0.suffix.utf8)) }
    hasMap = plan.map != nil
    cut = plan.cut
    for entry in plan.map?.entries ?? [] {
      let isNew = Array(entry.from.utf8).withUnsafeBufferPointer { known.number($0).isNew }
      // Of two equal entries the first counts; a plan has none.
      if isNew { results.append(number(entry.to ?? "")) }
    }
    isOfSeveral = (0..<texts.count).map { text in
      if texts[Int32(text)].isEmpty { return false }
      let entries = results.count { $0 == text }
      if otherwise == text { return true }
      // A value that is left as it is may be this text, unless the map says otherwise of it.
      let isKept = otherwise == Self.unchanged && known.find(texts[Int32(text)]) == nil
      return entries + (isKept ? 1 : 0) > 1
    }
  }

  /// The bytes to be read in place of `text`; nil where they do not fit the pattern, or the map knows no such value.
  ///
  /// - Complexity: O(length).
  func result(of text: Bytes) -> Bytes? {
    guard let cut, let whole = mapped(text) else { return mapped(text) }
    return Bytes(rebasing: whole[..<Self.length(of: whole, characters: cut)])
  }

  /// Whether a value of the export loses something on its way: its end, or what tells it from others that become the same.
  func loses(_ text: Bytes) -> Bool {
    guard let given = part(of: text), !given.isEmpty, let whole = mapped(text), !whole.isEmpty else {
      return false
    }
    if let cut, Self.length(of: whole, characters: cut) < whole.count { return true }
    if !hasMap || haveEqualBytes(given, whole) { return false }
    let result = known.find(given).map { results[Int($0)] } ?? otherwise
    return result >= 0 && isOfSeveral[Int(result)]
  }

  /// The bytes of the first characters of a text.
  private static func length(of text: Bytes, characters: Int) -> Int {
    var (count, index) = (0, 0)
    while index < text.count {
      // Continuation bytes are 10xxxxxx.
      if text[index] >> 6 != 0b10 {
        if count == characters { return index }
        count += 1
      }
      index += 1
    }
    return text.count
  }

  private func mapped(_ text: Bytes) -> Bytes? {
    guard var text = part(of: text) else { return nil }
    if text.isEmpty, defaultText >= 0 { text = texts[defaultText] }
    if text.isEmpty || !hasMap { return text }
    switch known.find(text).map({ results[Int($0)] }) ?? otherwise {
    case Self.unreadable: return nil
    case Self.unchanged: return text
    case let result: return texts[result]
    }
  }

  /// Whether a value is null, or fits the pattern of `extract`, if there is one.
  func fits(_ text: Bytes) -> Bool { part(of: text) != nil }

  /// Whether each byte is that of the frame, or has a `?` there.
  private static func agree(_ bytes: Slice<Bytes>, _ frame: [UInt8]) -> Bool {
    zip(bytes, frame).allSatisfy { byte, wanted in byte == wanted || wanted == 0x3F }
  }

  /// What `extract` leaves of a text; nil where it does not fit. Null stays null.
  private func part(of text: Bytes) -> Bytes? {
    if text.isEmpty || hasNullWords && nullWords.find(text) != nil { return Bytes(rebasing: text[..<0]) }
    guard let (prefix, suffix) = frame else { return text }
    let length = text.count - prefix.count - suffix.count
    guard length >= 0, Self.agree(text.prefix(prefix.count), prefix),
      Self.agree(text.suffix(suffix.count), suffix)
    else { return nil }
    return Bytes(rebasing: text[prefix.count..<prefix.count + length])
  }
}
