import Foundation

/// A name of a person as two spellings of it are compared: by its words, in lower case and without accents.
struct PersonName: Equatable {
  /// What is between white space and punctuation.
  let words: [String]
  /// The text itself, in lower case and without white space around it.
  private let text: String

  /// - Complexity: O(length).
  init(_ name: Bytes) {
    let folded = String(decoding: name, as: UTF8.self).decomposedStringWithCanonicalMapping.lowercased()
    var letters = String.UnicodeScalarView()
    for scalar in folded.unicodeScalars where !(0x300...0x36F).contains(scalar.value) {
      letters.append(contentsOf: (Self.plain[scalar] ?? String(scalar)).unicodeScalars)
    }
    text = String(letters).trimmingCharacters(in: .whitespacesAndNewlines)
    words = text.split { !$0.isLetter && !$0.isNumber && $0 != "#" }.map(String.init)
  }

  /// Latin letters whose stroke or form is no accent that can be taken off.
  private static let plain: [Unicode.Scalar: String] = [
    "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe",
    "þ": "th",
  ]

  static func == (one: PersonName, other: PersonName) -> Bool { one.words == other.words }

  /// Whether it is what a system calls somebody without a name: nothing, a word with a number in its place, or `Visitor`.
  var isPlaceholder: Bool {
    words.contains { $0.allSatisfy { $0.isNumber || $0 == "#" } }
      || words.allSatisfy { Self.generic.contains($0) }
  }

  private static let generic: Set<String> = ["guest", "visitor", "anonymous", "unknown", "customer", "user"]

  func sharesWord(with other: PersonName) -> Bool { !Set(words).isDisjoint(with: other.words) }

  /// Whether both may well be spellings of one person's name: the words of one are among those of the other, in any order,
  /// in full or as their beginnings (`A. Doe` of `Doe, Ann`); or one of them is not a name of its own but a placeholder,
  /// the address, or the Latin spelling that the address has.
  ///
  /// - Parameter email: the key of the address that both go with.
  func isSpelling(of other: PersonName, email: [UInt8]) -> Bool {
    if isPlaceholder || other.isPlaceholder || words.joined() == other.words.joined() { return true }
    let isFewer = words.count <= other.words.count
    if (isFewer ? self : other).isWithin(isFewer ? other : self) { return true }
    return email.withUnsafeBufferPointer { PersonName($0) }.names(self, other)
  }

  /// Whether each word is one of the other's, or one of the two begins with the other.
  private func isWithin(_ other: PersonName) -> Bool {
    var left = other.words
    // The longest first, so that an initial takes no word that another one is equal to.
    return words.sorted { $0.count > $1.count }.allSatisfy { word in
      guard
        let match = left.firstIndex(of: word)
          ?? left.firstIndex(where: { $0.hasPrefix(word) || word.hasPrefix($0) })
      else { return false }
      left.remove(at: match)
      return true
    }
  }

  /// Whether this, an address, explains that two names have different words.
  private func names(_ one: PersonName, _ other: PersonName) -> Bool {
    let local = text.prefix { $0 != "@" }
    if [one.text, other.text].contains(where: { $0 == text || $0 == local }) { return true }
    guard one.isLatin != other.isLatin else { return false }
    let parts = local.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return Set((one.isLatin ? one : other).words).isSubset(of: parts)
  }

  /// Whether it has a letter of the Latin script.
  private var isLatin: Bool {
    text.unicodeScalars.contains { $0.properties.isAlphabetic && $0.value < 0x250 }
  }
}
