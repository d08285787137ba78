import Exports

/// How the texts of the exports are looked through: for damage always, for sensitive content where a rule asks for it.
struct TextInspection: Sendable {
  let scanner: TextScanner
  let findsContent: Bool

  /// What a text has in it; nothing where no rule asks.
  ///
  /// - Complexity: O(length), or O(1).
  func content(of text: Bytes) -> SensitiveContent {
    findsContent ? SensitiveContent(in: text) : SensitiveContent()
  }
}
