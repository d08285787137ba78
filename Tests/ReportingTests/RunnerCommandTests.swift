import Testing

@testable import Reporting

@Suite("Lines that a runner of CI would take for commands")
struct RunnerCommandTests {
  @Test(
    "are written in another way",
    arguments: [
      ("::set-output name=a::b", "\\u{3A}:set-output name=a::b"),
      ("a\n::add-mask::b\n", "a\n\\u{3A}:add-mask::b\n"),
      ("a\r::error::b", "a\r\\u{3A}:error::b"), ("  \t::error::b", "  \t\\u{3A}:error::b"),
      ("\u{A0}\u{3000}::error::b", "\u{A0}\u{3000}\\u{3A}:error::b"),
      ("\u{1B}[31m::error::b", "\u{1B}[31m\\u{3A}:error::b"),
      ("##[error]b", "\\u{23}#[error]b"), ("a ##[add-mask]b", "a \\u{23}#[add-mask]b"),
      ("##vso[task.setvariable]b", "\\u{23}#vso[task.setvariable]b"),
      ("x ##VSO[a]##vso[b]", "x \\u{23}#VSO[a]\\u{23}#vso[b]"),
      ("##teamcity[a]", "\\u{23}#teamcity[a]"), ("###[a]", "#\\u{23}#[a]"), ("::", "\\u{3A}:"),
    ])
  func commands(_ text: String, _ inert: String) {
    #expect(text.withoutRunnerCommands.unicodeScalars.elementsEqual(inert.unicodeScalars))
  }

  @Test(
    "and everything else stays as it is",
    arguments: [
      "", "\n", "a::b", "a: ::b", ": :a", ":", "# # [", "## heading [1]", "a\r\nb\n\n", "┃ ::error::",
      "e\u{301}\n",
    ])
  func others(_ text: String) {
    #expect(text.withoutRunnerCommands.unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test("a word that wrapping puts at the start of a line is none, at every width")
  func wrapped() {
    let text = (0..<40).map { "word \($0) ::error::x" }.joined(separator: " ")
    var forged = 0
    for width in 20...120 {
      let lines = text.wrapped(to: width)
      forged += lines.count { $0.hasPrefix("::") }
      let printed = lines.joined(separator: "\n").withoutRunnerCommands
      #expect(!printed.split(separator: "\n").contains { $0.hasPrefix("::") }, "\(width) columns")
    }
    #expect(forged > 100)
  }
}
