import Exports

/// Hides what a text says, and keeps its form: lines, words, punctuation, and the number of its characters.
///
/// Letters become `a` and `A`, digits `9`, as in a profile. What has an `@` or `://` in it, up to the next space, quote or
/// bracket, becomes `•` throughout, because the form of an address can tell whose it is. Of what is beyond ASCII only
/// letters and digits keep that much; everything else is `•`, too.
enum TextMask {
  private static let hidden: Unicode.Scalar = "•"

  /// - Complexity: O(length).
  static func masked(_ text: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var word: [Unicode.Scalar] = []
    for scalar in text {
      if endsWord(scalar) {
        result += maskedWord(word)
        result.append(maskedCharacter(scalar))
        word.removeAll(keepingCapacity: true)
      } else {
        word.append(scalar)
      }
    }
    return result + maskedWord(word)
  }

  private static func maskedWord(_ word: [Unicode.Scalar]) -> [Unicode.Scalar] {
    word.map(isAddress(word) ? { _ in hidden } : maskedCharacter)
  }

  private static func maskedCharacter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let masked = scalar.masked
    return masked.isASCII ? masked : hidden
  }

  /// Whether a word is an e-mail address, has one in it, or is a link.
  private static func isAddress(_ word: [Unicode.Scalar]) -> Bool {
    if word.contains(where: { $0 == "@" || $0 == "\u{FF20}" || $0 == "\u{FE6B}" }) { return true }
    return word.indices.dropLast(2).contains {
      word[$0] == ":" && word[$0 + 1] == "/" && word[$0 + 2] == "/"
    }
  }

  private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "<", ">", "\"", "'", "(", ")", "[", "]", "{", "}", ",", ";", "|": true
    default: scalar.properties.isWhitespace
    }
  }
}
