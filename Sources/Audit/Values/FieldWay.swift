import Plan

/// What happens to a field's bytes before they are read as its type: `default` in place of null, then `map`.
///
/// Null is the empty text, before the way and after it.
struct FieldWay: Sendable {
  private let defaultText: Int32
  private let otherwise: Int32
  private let hasMap: Bool
  /// The texts that the map knows, and by their numbers what each becomes.
  private let known = TextPool()
  private var results: [Int32] = []
  /// What values become; numbered, -1 is none.
  private let texts = TextPool()

  /// Nil for a field that is read as it is.
  init?(_ plan: ColumnPlan) {
    if plan.isDirect { return nil }
    let texts = texts
    func number(_ text: String?) -> Int32 {
      text.map { Array($0.utf8).withUnsafeBufferPointer { texts.number($0).number } } ?? -1
    }
    defaultText = number(plan.defaultText)
    otherwise = number(plan.map?.otherwise)
    hasMap = plan.map != nil
    for entry in plan.map?.entries ?? [] {
      let isNew = Array(entry.from.utf8).withUnsafeBufferPointer { known.number($0).isNew }
      // Of two equal entries the first counts; a plan has none.
      if isNew { results.append(number(entry.to ?? "")) }
    }
  }

  /// The bytes to be read in place of `text`; nil where the map knows no such value.
  ///
  /// - Complexity: O(length).
  func result(of text: Bytes) -> Bytes? {
    var text = text
    if text.isEmpty, defaultText >= 0 { text = texts[defaultText] }
    if text.isEmpty || !hasMap { return text }
    let result = known.find(text).map { results[Int($0)] } ?? otherwise
    return result < 0 ? nil : texts[result]
  }
}
