import Exports
import Plan

/// The class of a change: what a tool did to a text, as far as both texts show it.
enum TextChangeKind: Hashable, Sendable {
  case null, missing, emptied
  /// Cut; with the known limit at which it was, where it was at one: `65,535 characters`.
  case cut(at: String?)
  case formulaGuard, prefixAdded, suffixAdded
  case lineEnds, whiteSpace, normalization, letterCase
  case escapedMore, escapedLess, tagsRemoved
  case mojibake, replaced
  case invisibleRemoved, removedBeyondASCII
  /// The text of another record.
  case otherRecord
  case other

  /// What many of them are: `400 cut at 65,535 characters`.
  var plural: String {
    switch self {
    case .null: "null"
    case .missing: "missing"
    case .emptied: "empty"
    case .cut(let limit): limit.map { "cut at \($0)" } ?? "cut"
    case .formulaGuard: "with an apostrophe before a formula sign"
    case .prefixAdded: "with a prefix"
    case .suffixAdded: "with a suffix"
    case .lineEnds: "with other line ends"
    case .whiteSpace: "with other white space"
    case .normalization: "in another normalization form"
    case .letterCase: "in another letter case"
    case .escapedMore: "escaped once more"
    case .escapedLess: "unescaped"
    case .tagsRemoved: "without their tags"
    case .mojibake: "with UTF-8 taken for Windows-1252"
    case .replaced: "with '?' or U+FFFD for characters"
    case .invisibleRemoved: "without their invisible characters"
    case .removedBeyondASCII: "without their characters beyond ASCII"
    case .otherRecord: "with another record's text"
    case .other: "changed in another way"
    }
  }

  /// What is said of one before its code points; nil where these say it all.
  var label: String? {
    switch self {
    case .null, .missing, .emptied, .prefixAdded, .suffixAdded, .other, .cut(nil): nil
    case .cut(let limit?): "cut at \(limit)"
    case .formulaGuard: "an apostrophe before a formula sign"
    case .lineEnds: "other line ends"
    case .whiteSpace: "other white space"
    case .normalization: "another normalization form"
    case .letterCase: "another letter case"
    case .escapedMore: "escaped once more"
    case .escapedLess: "unescaped"
    case .tagsRemoved: "tags removed"
    case .mojibake: "UTF-8 taken for Windows-1252"
    case .replaced: "'?' or U+FFFD for characters"
    case .invisibleRemoved: "invisible characters removed"
    case .removedBeyondASCII: "characters beyond ASCII removed"
    case .otherRecord: "another record's text"
    }
  }
}

extension TextChange {
  /// What kind of change it is: the first that explains the whole difference.
  ///
  /// - Complexity: O(length).
  var kind: TextChangeKind {
    if found.isEmpty { return .emptied }
    if expected.isEmpty { return .other }
    if oneLineEnd(expected) == oneLineEnd(found) { return .lineEnds }
    if visible(expected) == visible(found) { return .whiteSpace }
    if found.count > expected.count, found.suffix(expected.count).elementsEqual(expected) {
      let isGuard =
        found[0] == "'" && found.count == expected.count + 1 && "=+-@".unicodeScalars.contains(expected[0])
      return isGuard ? .formulaGuard : .prefixAdded
    }
    if found.starts(with: expected) { return .suffixAdded }
    if let kept = keptStart { return .cut(at: kept) }
    let (old, new) = (text(expected), text(found))
    // Strings are equal in Swift that are canonically equivalent.
    if old == new { return .normalization }
    if old.lowercased() == new.lowercased() { return .letterCase }
    return markup(old, new) ?? characters ?? .other
  }

  private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private func visible(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    scalars.filter { !$0.properties.isWhitespace }
  }

  private func oneLineEnd(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var (result, isAfterReturn) = ([Unicode.Scalar](), false)
    for scalar in scalars {
      if !(isAfterReturn && scalar == "\n") { result.append(scalar == "\r" ? "\n" : scalar) }
      isAfterReturn = scalar == "\r"
    }
    return result
  }

  /// Where the text was cut of which the start is left, perhaps with an ellipsis or half a character after it: a known
  /// limit, or nil inside for any other length. Nil where it was not cut.
  private var keptStart: String?? {
    var kept = found[...]
    if kept.suffix(3).elementsEqual(["." as Unicode.Scalar, ".", "."]) {
      kept = kept.dropLast(3)
    } else if kept.last == "…" {
      kept = kept.dropLast()
    } else {
      while kept.last == "\u{FFFD}" { kept = kept.dropLast() }
      // One mark for the last character is a character replaced.
      if kept.count < found.count, kept.count + 1 == expected.count { return nil }
    }
    guard !kept.isEmpty, kept.count < expected.count, expected.starts(with: kept) else { return nil }
    if TextLimit.all.contains(found.count) { return .some(counted(found.count, "character")) }
    let bytes = kept.reduce(0) { $0 + $1.utf8.count }
    let next = expected[kept.count].utf8.count
    // A character that would go beyond the limit is left out, or half of it is.
    if let limit = TextLimit.all.first(where: { bytes <= $0 && $0 < bytes + next }) {
      return .some(counted(limit, "byte"))
    }
    let units = found.reduce(0) { $0 + $1.utf16.count }
    return TextLimit.all.contains(units) ? .some("\(grouped(units)) characters") : .some(nil)
  }

  // MARK: Markup

  private func markup(_ old: String, _ new: String) -> TextChangeKind? {
    if unescaped(new) == old { return .escapedMore }
    if unescaped(old) == new { return .escapedLess }
    let bare = withoutTags(expected)
    if bare.count < expected.count {
      let left = visible(found)
      if visible(bare) == left || visible(Array(unescaped(text(bare)).unicodeScalars)) == left {
        return .tagsRemoved
      }
    }
    return nil
  }

  private func withoutTags(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var (result, isInTag) = ([Unicode.Scalar](), false)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "<", index + 1 < scalars.count,
        scalars[index + 1] == "/" || scalars[index + 1].properties.isAlphabetic
      {
        isInTag = true
      }
      if !isInTag { result.append(scalar) }
      if scalar == ">" { isInTag = false }
    }
    return result
  }

  /// With the references that tools escape by replaced, once.
  private func unescaped(_ text: String) -> String {
    text.replacing(#/&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6}));/#) { match in
      if let name = match.1 {
        return ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}"][String(name)]
          ?? ""
      }
      let number = match.2.flatMap { UInt32($0) } ?? match.3.flatMap { UInt32($0, radix: 16) }
      return number.flatMap { Unicode.Scalar($0) }.map { String(Character($0)) } ?? String(match.0)
    }
  }

  // MARK: Characters

  private var characters: TextChangeKind? {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: expected)
    let misread = Mojibake.misread(view)
    if misread.elementsEqual(found) || Mojibake.misread(misread).elementsEqual(found) { return .mojibake }
    for mark: Unicode.Scalar in ["?", "\u{FFFD}"] {
      // One mark for a character, for a unit of UTF-16, or for a byte.
      let widths: [(Unicode.Scalar) -> Int] = [{ _ in 1 }, { $0.utf16.count }, { $0.utf8.count }]
      if widths.contains(where: { isReplaced(by: mark, $0) }) { return .replaced }
    }
    if isSubset(where: { $0.properties.isDefaultIgnorableCodePoint || $0.value == 0x200B || $0.value < 0x20 })
    {
      return .invisibleRemoved
    }
    return isSubset { !$0.isASCII } ? .removedBeyondASCII : nil
  }

  /// Whether characters beyond ASCII became marks, and nothing else changed.
  private func isReplaced(by mark: Unicode.Scalar, _ width: (Unicode.Scalar) -> Int) -> Bool {
    var place = 0
    for scalar in expected {
      if place < found.count, found[place] == scalar {
        place += 1
        continue
      }
      let end = place + width(scalar)
      guard !scalar.isASCII, end <= found.count, found[place..<end].allSatisfy({ $0 == mark }) else {
        return false
      }
      place = end
    }
    return place == found.count
  }

  /// Whether nothing but such characters is missing.
  private func isSubset(where isRemoved: (Unicode.Scalar) -> Bool) -> Bool {
    var place = 0
    for scalar in expected {
      if place < found.count, found[place] == scalar {
        place += 1
      } else if !isRemoved(scalar) {
        return false
      }
    }
    return place == found.count
  }
}

/// How many changes are of each kind, for the one line of a rule.
struct TextChangeTally {
  private var counts: [TextChangeKind: Int] = [:]
  /// Of texts that were not cut at a known limit, how many have each length.
  private var lengths: [Int: Int] = [:]
  private(set) var total = 0

  mutating func add(_ kind: TextChangeKind, length: Int) {
    total += 1
    counts[kind, default: 0] += 1
    if kind == .cut(at: nil) { lengths[length, default: 0] += 1 }
  }

  /// `: 400 cut at 65,535 characters, 12 with other line ends`; most frequent kinds first.
  ///
  /// - Parameter violations: all of which these are the first.
  func words(of violations: Int) -> String {
    if counts.isEmpty { return "" }
    var parts = counts.map { (count: $0.value, words: $0.key.plural) }
    // A length that is no known limit is one all the same if several texts have it.
    if let (length, count) = lengths.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), count >= 3,
      let index = parts.firstIndex(where: { $0.words == TextChangeKind.cut(at: nil).plural })
    {
      parts[index].count -= count
      if parts[index].count == 0 { parts.remove(at: index) }
      parts.append((count, "cut at \(counted(length, "character"))"))
    }
    let list = parts.sorted { ($1.count, $0.words) < ($0.count, $1.words) }
      .map { "\(grouped($0.count)) \($0.words)" }.joined(separator: ", ")
    return (violations > total ? "; of the first \(grouped(total)): " : ": ") + list
  }
}
