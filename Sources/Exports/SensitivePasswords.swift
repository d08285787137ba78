/// A word for a password, then `:`, `=` or `is`, then something that no word of a sentence is.
enum Password {
  private static let words: [StaticString] = [
    "password", "passwort", "passwd", "passphrase", "pwd", "kennwort", "mot de passe", "contraseña",
    "contrasena", "senha",
    "palavra-passe", "wachtwoord", "hasło", "haslo", "heslo", "lösenord", "adgangskode", "salasana", "jelszó",
    "пароль",
    "Пароль",
  ]
  private static let verbs: [StaticString] = [
    "is", "ist", "lautet", "est", "es", "é", "è", "jest", "är", "er", "on",
  ]

  /// By two bytes in lower case, whether a word for a password begins with them: few words of a text do.
  static let beginnings: [Bool] = {
    var beginnings = [Bool](repeating: false, count: 1 << 16)
    for word in words {
      beginnings[Int(word.utf8Start[0] | 0x20) << 8 | Int(word.utf8Start[1] | 0x20)] = true
    }
    return beginnings
  }()

  /// The characters of the password that the word at an index is followed by; nil where there is none.
  static func length(_ text: TextReader, at start: Int) -> Int? {
    guard !TextReader.isWord(text[start - 1]),
      let word = words.first(where: { text.startsInAnyCase(start, with: $0) }),
      let value = value(text, after: start + word.utf8CodeUnitCount)
    else { return nil }
    return length(ofValue: text, at: value)
  }

  /// Where the value begins.
  private static func value(_ text: TextReader, after word: Int) -> Int? {
    if TextReader.isWord(text[word]) { return nil }
    var index = skipMarks(text, word)
    let isApart = index > word
    if let verb = verbs.first(where: { text.startsInAnyCase(index, with: $0) && isApart }),
      case let end = index + verb.utf8CodeUnitCount,
      case let next = skipMarks(text, end), next > end || text[end] == UInt8(ascii: ":")
    {
      return skipMarks(text, text[next] == UInt8(ascii: ":") ? next + 1 : next)
    }
    guard text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: "=") else { return nil }
    index += 1
    return skipMarks(text, index)
  }

  /// The index after spaces, tags and quotes.
  private static func skipMarks(_ text: TextReader, _ start: Int) -> Int {
    var index = start
    while index < text.count {
      if let next = text.endOfSpace(at: index) ?? text.endOfTag(at: index) {
        index = next
      } else if "\"'`*\t\r\n".utf8.contains(text[index]) {
        index += 1
      } else if text.starts(index, with: "&quot;") {
        index += 6
      } else if text.starts(index, with: "&#39;") {
        index += 5
      } else {
        break
      }
    }
    return index
  }

  /// The characters of a value that is at least four long, no address, link, placeholder or mask, and has a digit, a sign,
  /// or a capital after another letter.
  private static func length(ofValue text: TextReader, at start: Int) -> Int? {
    var end = start
    while end < text.count, end - start < 512, text[end] > 0x20, !"<\"`".utf8.contains(text[end]),
      text.endOfSpace(at: end) == nil, !text.starts(end, with: "&quot;")
    {
      end += 1
    }
    while end > start, ".,;:!?)'".utf8.contains(text[end - 1]) { end -= 1 }
    let value = text.text[start..<end]
    guard value.count >= 4, let first = value.first, !"{[%$(&".utf8.contains(first),
      value.contains(where: { $0 != first })
    else { return nil }
    if text.startsInAnyCase(start, with: "http://") || text.startsInAnyCase(start, with: "https://") {
      return nil
    }
    if let at = value.firstIndex(of: UInt8(ascii: "@")), value[at...].contains(UInt8(ascii: ".")) {
      return nil
    }
    var (isWritten, isStrong) = (false, false)
    for index in value.indices {
      let byte = value[index]
      if TextReader.isWord(byte) { isWritten = true }
      if TextReader.isDigit(byte) || "!$%&#@^~+=_\\|".utf8.contains(byte) {
        isStrong = true
      } else if TextReader.isCapital(byte), index > start, (value[index - 1] &- 0x61) < 26 {
        isStrong = true
      }
    }
    return isWritten && isStrong ? value.count { $0 & 0xC0 != 0x80 } : nil
  }
}
