import Testing

@testable import Audit

@Suite("Addresses in texts")
struct AddressSearchTests {
  private func finds(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      AddressSearch.first(in: bytes) { String(decoding: $0, as: UTF8.self) == "ada@example.org" ? true : nil }
        != nil
    }
  }

  @Test(
    "an address is found in whatever people write around it",
    arguments: [
      "ada@example.org", "Ask Ada@Example.ORG.", "<a href=\"mailto:ada@example.org?subject=x\">",
      "&lt;ada@example.org&gt;",
      "https://desk/?to=ada@example.org&x=1", "...ada@example.org...", "宛先ada@example.orgまで",
      "x@y.zz, ada@example.org",
      "ada@example.org-", "'ada@example.org'", "@ada@example.org",
    ])
  func found(text: String) { #expect(finds(text)) }

  @Test(
    "an address that is encoded is found",
    arguments: [
      "ada&#64;example.org", "ada&#064;example.org", "ada&#x40;example.org", "ada&#X40;Example.org",
      "ada&#64example.org", "ada&commat;example.org", "<a href=\"mailto:Ada%40Example.org?subject=x\">",
      "ada=40example.org", "ada@exam=\nple.org", "ada@exam=\r\nple.org", "ada@example&#46;org",
      "ada@example%2Eorg",
      "&#97;&#100;&#97;&#64;&#101;&#120;&#97;&#109;&#112;&#108;&#101;&#46;&#111;&#114;&#103;",
      "ada&amp;#64;example.org", "ada%2540example.org", "{\"by\":\"ada\\u0040example.org\"}",
      "https://desk/?u=ada%40example.org&x=1",
    ])
  func encoded(text: String) { #expect(finds(text)) }

  @Test(
    "another address, and what is none, is not taken for it",
    arguments: [
      "", "@", "ada@", "@example.org", "x.ada@example.org", "x-ada@example.org", "ada+x@example.org",
      "ada@example.org.uk",
      "ada@example.orgs", "ada @example.org", "ada@sub.example.org",
      "xada%40example.org", "ada&#64;example.orgs", "ada%41example.org", "ada&#65;example.org", "&#", "%4",
      "=", "&#x;",
      "&#4294967360;", "ada=40example.com", "ada%2540example.com",
    ])
  func notFound(text: String) { #expect(!finds(text)) }
}

@Suite("Spellings of one mailbox")
struct TwinKeyTests {
  private func differences(_ one: String, _ other: String) -> String? {
    Array(one.utf8).withUnsafeBufferPointer { one in
      Array(other.utf8).withUnsafeBufferPointer { other in
        guard let left = TwinKey(one), let right = TwinKey(other), left == right else { return nil }
        return TwinKey.differences(one, other).words
      }
    }
  }

  @Test(
    "spellings of one mailbox are twins, with what they differ in",
    arguments: [
      ("ada@example.org", "ada+chat@example.org", "a tag after '+'"),
      ("ada+a@example.org", "ada+b@example.org", "a tag after '+'"),
      ("ada.o@gmail.com", "adao@gmail.com", "dots, which gmail.com ignores"),
      ("ada@gmail.com", "ada@googlemail.com", "googlemail.com for gmail.com"),
      ("ada@example.org", "ada\u{200B}@example.org", "a character that can't be seen"),
      ("ada@bücher.example", "ada@xn--bcher-kva.example", "the spelling of an international domain"),
      ("ada@faß.example", "ada@xn--fa-hia.example", "the spelling of an international domain"),
      ("ada@例え.example", "ada@xn--r8jz45g.example", "the spelling of an international domain"),
    ])
  func twins(one: String, other: String, words: String) { #expect(differences(one, other) == words) }

  @Test(
    "other mailboxes are not",
    arguments: [
      ("ada@example.org", "adb@example.org"), ("ada.o@example.org", "adao@example.org"),
      ("ada@example.org", "ada@example.com"),
      ("+a@example.org", "+b@example.org"), ("ada@xn--99999999999.example", "ada@xn--99999999998.example"),
    ])
  func others(one: String, other: String) { #expect(differences(one, other) == nil) }
}
