import Exports

/// How the texts of the exports are looked through: for damage always, for sensitive content where a rule asks for it.
struct TextInspection: Sendable {
  let scanner: TextScanner
  let findsContent: Bool
  /// Whether records come from facts files, which have of long texts no more than what is known of them.
  var isReplayed = false
  /// The columns whose texts themselves are needed, though an audit knows them by digests; nil where all are.
  var keptColumns: Set<String>? = []

  /// Whether no more of the texts of a column is needed than what is known of them.
  func knowsAll(ofColumn name: String) -> Bool { keptColumns.map { !$0.contains(name) } ?? false }

  /// What is known of a text; nil of one that is not UTF-8.
  ///
  /// - Parameter isReplayed: whether `text` is what a facts file has in its place.
  /// - Complexity: O(length).
  @inline(__always)
  func look(at text: Bytes, isReplayed: Bool) -> KnownText? {
    if isReplayed { return KnownText(replayed: text) }
    let scan = scanner.scan(text)
    guard scan.isASCII || isUTF8(text) else { return nil }
    var known = KnownText(text)
    known.health = scan.health.rawValue
    known.content = content(of: text).rawValue
    return known
  }

  /// What a text has in it; nothing where no rule asks.
  ///
  /// - Complexity: O(length), or O(1).
  func content(of text: Bytes) -> SensitiveContent {
    findsContent ? SensitiveContent(in: text) : SensitiveContent()
  }
}
