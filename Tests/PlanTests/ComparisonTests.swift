import Testing

@testable import Plan

@Suite("Conditions on one column")
struct ComparisonTests {
  @Test(
    "the sign is the first that is not in a column's brackets",
    arguments: [
      ("kind = note", "kind", true, ["note"]), ("kind != a | b", "kind", false, ["a", "b"]),
      ("f[id=5].value = x", "f[id=5].value", true, ["x"]),
      ("f[id=5].value != x=y", "f[id=5].value", false, ["x=y"]),
      ("a[b=1].c[d=2].e = [f]", "a[b=1].c[d=2].e", true, ["[f]"]), ("tags = [x]", "tags", true, ["[x]"]),
      ("a[b = c]", "a[b", true, ["c]"]),
    ])
  func parts(text: String, column: String, isEqual: Bool, words: [String]) throws {
    let comparison = try #require(Comparison(text))
    #expect((comparison.column, comparison.isEqual) == (column, isEqual))
    #expect(comparison.words == words)
  }

  @Test("a text without a sign, a column or a word is none", arguments: ["kind", "= x", "kind =", ""])
  func noComparison(text: String) {
    #expect(Comparison(text) == nil)
  }
}
