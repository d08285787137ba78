import Plan

/// What happens to a field's bytes before they are read as its type: null words become null, of anything else `extract` takes
/// a part, `default` replaces null, then `map`.
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
    for entry in plan.map?.entries ?? [] {
      let isNew = Array(entry.from.utf8).withUnsafeBufferPointer { known.number($0).isNew }
      // Of two equal entries the first counts; a plan has none.
      if isNew { results.append(number(entry.to ?? "")) }
    }
  }

  /// The bytes to be read in place of `text`; nil where they do not fit the pattern, or the map knows no such value.
  ///
  /// - Complexity: O(length).
  func result(of text: Bytes) -> Bytes? {
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
