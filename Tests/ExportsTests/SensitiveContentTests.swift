import Testing

@testable import Exports

@Suite("Sensitive content of texts")
struct SensitiveContentTests {
  private func lengths(_ text: String) -> [SensitiveKind: Int] {
    let content = Array(text.utf8).withUnsafeBufferPointer { SensitiveContent(in: $0) }
    return Dictionary(
      uniqueKeysWithValues: SensitiveKind.allCases.compactMap { kind in
        content.length(of: kind).map { (kind, $0) }
      })
  }

  // The numbers are those that payment services publish for tests.
  @Test(
    "a payment card number is found as cards and people write it",
    arguments: [
      ("4111111111111111", 16), ("My card is 4111 1111 1111 1111, thanks", 16), ("5555-5555-5555-4444.", 16),
      ("2223003122003222", 16), ("378282246310005", 15), ("3782 822463 10005", 15), ("30569309025904", 14),
      ("3056 930902 5904", 14), ("6011111111111117", 16), ("3530111333300000", 16), ("4222 222 222 222", 13),
      ("6205500000000000004", 19), ("4111 1111 1111 1111 123", 16), ("4111 1111 1111 1111 12/27", 16),
      ("<td>4111&nbsp;1111&nbsp;1111&nbsp;1111</td>", 16), ("card:4111111111111111;", 16),
      ("4111\u{A0}1111\u{A0}1111\u{A0}1111\u{A0}", 16), ("(4111111111111111)", 16),
    ])
  func cards(text: String, digits: Int) { #expect(lengths(text) == [.cardNumber: digits]) }

  @Test(
    "another number is not taken for one",
    arguments: [
      // Luhn's digit, the issuer, the length.
      "4111111111111112", "9111111111111111", "411111111111111", "1234567812345670", "0000000000000000",
      // Thirteen digits in one are a telephone number.
      "4222222222222", "+4915112345678", "4915112345678",
      // Parts of longer numbers, names and paths.
      "41111111111111111", "14111111111111111", "A4111111111111111", "4111111111111111a",
      "ORD-4111111111111111",
      "#4111111111111111", "/orders/4111111111111111", "4111111111111111-2", "0.4111111111111111",
      "4111111111111111.50", "4111111111111111@example.org", "4111-1111-1111-1111-9",
      // Other groups.
      "41 11 11 11 11 11 11 11", "4111 1111-1111 1111", "4111  1111  1111  1111", "4111.1111.1111.1111",
      // What readers do not see.
      "<a href=\"https://shop/4111111111111111\" data-id=\"4111111111111111\">order</a>",
      // An IMEI, which has Luhn's digit.
      "352099001761481",
    ])
  func notCards(text: String) { #expect(lengths(text) == [:]) }

  // The examples of the IBAN Registry.
  @Test(
    "an IBAN is found in one, and in groups of four",
    arguments: [
      ("DE89370400440532013000", 22), ("IBAN: DE89 3704 0044 0532 0130 00 bei der Bank", 22),
      ("GB29NWBK60161331926819.", 22), ("NO9386011117947", 15), ("FR14 2004 1010 0505 0001 3M02 606", 27),
      ("MT84MALT011000012345MTLCAST001S", 31), ("<b>NL91&nbsp;ABNA&nbsp;0417&nbsp;1643&nbsp;00</b>", 18),
    ])
  func ibans(text: String, characters: Int) { #expect(lengths(text) == [.iban: characters]) }

  @Test(
    "another word is not taken for one",
    arguments: [
      "DE88370400440532013000", "DE8937040044053201300", "DE893704004405320130000", "XX89370400440532013000",
      "de89370400440532013000", "DE89 37040044 0532 0130 00", "ADE89370400440532013000",
      "DE89370400440532013000x",
    ])
  func notIBANs(text: String) { #expect(lengths(text) == [:]) }

  @Test(
    "a password is found after a word for it, in several languages",
    arguments: [
      ("password: hunter2", 7), ("Password = \"S3cret!x\"", 8), ("Das Passwort lautet Sommer2021.", 10),
      ("Passwort lautet: abc#def", 7), ("your password is hunter2!", 7), ("<b>Kennwort:</b> geHeim", 6),
      ("le mot de passe est Azerty12", 8), ("contraseña: Hola1234", 8), ("Senha=a1b2c3", 6),
      ("wachtwoord is Welkom01", 8), ("hasło: Zima2020", 8), ("пароль: qwerty123", 9),
      ("\"password\": \"p4ss\"", 4),
      ("pwd=a1b2", 4),
    ])
  func passwords(text: String, characters: Int) { #expect(lengths(text) == [.password: characters]) }

  @Test(
    "talk about passwords is none",
    arguments: [
      "I forgot my password.", "Password: please reset it", "Your password is incorrect!",
      "Das Passwort ist falsch",
      "password: ********", "Password: xxxxxxxx", "password: {{password}}", "Password: %s",
      "password: [hidden]",
      "Reset your password: https://example.org/reset?t=1a2b3c",
      "Password: https://example.org/1a2b3c", "password: ada1@example.org",
      "The passwords: abc123", "<input type=\"password\" value=\"a1b2c3\">", "password: abc",
      "mypassword: a1b2c3",
      "Password is 8 or more",
    ])
  func notPasswords(text: String) { #expect(lengths(text) == [:]) }

  @Test("no healthy text in 24 languages, with markup, mathematics, emoji and code, has any of it")
  func healthy() {
    for text in HealthyTexts.all where !lengths(text).isEmpty { Issue.record("\(lengths(text)) in \(text)") }
  }

  @Test("a text may have several kinds; the length is that of the first, of a password at most 255")
  func several() {
    #expect(
      lengths("4111111111111111, 378282246310005, DE89370400440532013000, pwd: a1b2c")
        == [.cardNumber: 16, .iban: 22, .password: 5])
    #expect(lengths("pwd: " + String(repeating: "a1", count: 200)) == [.password: 255])
  }

  @Test("bytes that are not UTF-8, and texts that end anywhere, are read safely")
  func cutOff() {
    let text = Array("<p>pwd: a1b2c3</p> 4111 1111 1111 1111 &nbsp; DE89 3704 0044 0532 0130 00 пароль".utf8)
    for end in 0...text.count {
      for damaged in [Array(text[..<end]), Array(text[..<end]) + [0xD0], Array(text[(text.count - end)...])] {
        let content = damaged.withUnsafeBufferPointer { SensitiveContent(in: $0) }
        #expect(content.length(of: .cardNumber).map { $0 <= 19 } ?? true)
      }
    }
  }
}
