import Plan

/// What makes one text of another: characters that were added, cut, or replaced in one place.
///
/// Characters are code points; positions count them from 1.
struct TextChange {
  /// What both texts begin with, and what each has between that and what both end with.
  let start: Int
  let cut: ArraySlice<Unicode.Scalar>
  let added: ArraySlice<Unicode.Scalar>
  let expected: [Unicode.Scalar]
  let found: [Unicode.Scalar]

  /// The most bytes of a text whose change is told: characters take several times as much.
  static let longestText = 1 << 20
  /// Code points of one side that are shown.
  private static let mostCodePoints = 4
  /// Characters of a text that are shown around what changed.
  private static let around = 30

  /// Nil where a text has more than `longestText` bytes.
  ///
  /// - Complexity: O(length).
  init?(from expected: Bytes, to found: Bytes) {
    guard max(expected.count, found.count) <= Self.longestText else { return nil }
    self.init(from: String(decoding: expected, as: UTF8.self), to: String(decoding: found, as: UTF8.self))
  }

  /// Nil where a text has more than `longestText` bytes.
  ///
  /// - Complexity: O(length).
  init?(from expected: String, to found: String) {
    guard max(expected.utf8.count, found.utf8.count) <= Self.longestText else { return nil }
    let (old, new) = (Array(expected.unicodeScalars), Array(found.unicodeScalars))
    let start = zip(old, new).prefix { $0 == $1 }.count
    let rest = min(old.count, new.count) - start
    let end = zip(old.reversed(), new.reversed()).prefix(rest).prefix { $0 == $1 }.count
    (self.expected, self.found, self.start) = (old, new, start)
    cut = old[start..<old.count - end]
    added = new[start..<new.count - end]
  }

  /// `1 character added at the start (U+0027)`
  ///
  /// - Parameter isMasked: whether ASCII letters and digits are told as such, because their code points are the text.
  func words(isMasked: Bool) -> String {
    func points(_ part: ArraySlice<Unicode.Scalar>) -> String { self.points(part, isMasked: isMasked) }

    if cut.isEmpty {
      return "\(counted(added.count, "character")) added \(place(of: added, in: found)) (\(points(added)))"
    }
    if added.isEmpty {
      return "\(counted(cut.count, "character")) cut \(place(of: cut, in: expected)) (\(points(cut)))"
    }
    return "from character \(grouped(start + 1)) on \(points(cut)) became \(points(added))"
  }

  /// `escaped once more: from character 1 on U+003C became …`
  func words(_ kind: TextChangeKind, isMasked: Bool) -> String {
    kind.label.map { "\($0): \(words(isMasked: isMasked))" } ?? words(isMasked: isMasked)
  }

  /// Both texts around what changed, in quotes.
  var excerpts: (expected: String, found: String) {
    (excerpt(expected, cut.endIndex), excerpt(found, added.endIndex))
  }

  private func place(of part: ArraySlice<Unicode.Scalar>, in text: [Unicode.Scalar]) -> String {
    if part.endIndex == text.count { return "at the end" }
    return part.startIndex == 0 ? "at the start" : "after character \(grouped(start))"
  }

  private func points(_ part: ArraySlice<Unicode.Scalar>, isMasked: Bool) -> String {
    let shown = part.prefix(Self.mostCodePoints).map { scalar -> String in
      if isMasked, scalar.isASCII, scalar.properties.isAlphabetic { return "letter" }
      if isMasked, ("0"..."9").contains(scalar) { return "digit" }
      return "U+\(hexadecimal(scalar.value))"
    }
    return shown.joined(separator: " ") + (part.count > shown.count ? " …" : "")
  }

  private func excerpt(_ text: [Unicode.Scalar], _ end: Int) -> String {
    let lower = max(0, start - Self.around)
    let upper = min(text.count, min(end, start + Self.around) + Self.around)
    var shown = String.UnicodeScalarView()
    shown.append(contentsOf: text[lower..<upper])
    return "'\(lower > 0 ? "…" : "")\(String(shown))\(upper < text.count ? "…" : "")'"
  }
}
