import Testing

@testable import Audit

@Suite("Spellings of a person's name")
struct PersonNameTests {
  private func areSpellings(_ one: String, _ other: String, _ email: String = "info@example.org") -> Bool {
    let names = [one, other].map { text in Array(text.utf8).withUnsafeBufferPointer { PersonName($0) } }
    let found = names[0].isSpelling(of: names[1], email: Array(email.utf8))
    #expect(names[1].isSpelling(of: names[0], email: Array(email.utf8)) == found, "\(other), \(one)")
    return found
  }

  @Test(
    "case, white space, accents, punctuation, order, initials, beginnings and parts are spellings of one name",
    arguments: [
      ("Ann Doe", "ANN  doe "), ("José Núñez", "Jose Nunez"), ("Jose\u{301}", "Jos\u{e9}"),
      ("Doe, Ann", "Ann Doe"), ("Đặng Tuấn", "dang tuan"), ("Strauß", "STRAUSS"),
      ("A. Doe", "Ann Doe"), ("A. D.", "Doe, Ann"), ("Ann", "Ann Doe"), ("Ann Doe", "Ann Maria Doe"),
      ("Ben Ruiz", "Benjamin Ruiz"), ("ann.doe", "Ann Doe"), ("ann.doe@example.org", "Ann Doe"),
      ("山田太郎", "山田 太郎"), ("A Ann", "Ann Abe"), ("O'Hara", "OHara"),
    ])
  func spellings(_ one: String, _ other: String) { #expect(areSpellings(one, other)) }

  @Test(
    "names of which a word is another are not, even in one family",
    arguments: [
      ("Ann Doe", "Bob Ray"), ("Ann Doe", "Bob Doe"), ("Ann Doe", "Ann Ray"), ("Ann Ann", "Ann Doe"),
      ("山田太郎", "佐藤花子"), ("Tom", "Thomas"),
    ])
  func others(_ one: String, _ other: String) {
    #expect(!areSpellings(one, other))
    // That the address is that of one of them says nothing about the other.
    #expect(!areSpellings(one, other, "ann.doe@example.org"))
  }

  @Test(
    "the address, and what a system calls somebody without a name, are no other name",
    arguments: ["adoe", "adoe@example.org", "Visitor", "Guest 191", "#12", "?"])
  func placeholders(_ name: String) { #expect(areSpellings(name, "Ann Doe", "adoe@example.org")) }

  @Test("the Latin spelling of a name is one of it where the address has its words")
  func scripts() {
    #expect(areSpellings("Анна Иванова", "Anna Ivanova", "anna.ivanova.7@example.org"))
    #expect(!areSpellings("Анна Иванова", "Bob Ray", "anna.ivanova.7@example.org"))
    #expect(!areSpellings("Анна Иванова", "Anna Ivanova"))
    #expect(!areSpellings("Анна Иванова", "Борис Ли", "anna.ivanova.7@example.org"))
  }
}
