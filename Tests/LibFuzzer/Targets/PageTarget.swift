import Plan
import RuleExamples

@testable import Audit

/// Rule pages: any text is a page, or a mistake with words and a line that is there; the same when read twice.
///
/// A page of `--rules` is read as in `rules test`, but its examples are not audited: their files are made, and nothing more.
enum PageTarget {
  private static let path = "counts/my-rule.md"

  private static let (standard, plan): (ExampleInput, Plan) = {
    do {
      let standard = try ExampleInput.standard()
      return (standard, try Plan(text: standard.plan, path: "migration.yml"))
    } catch {
      broken("the standard example is not read: \(error)")
    }
  }()

  static func run(_ input: [UInt8]) {
    // What is not UTF-8 is refused before, and what other systems save is made this.
    guard let saved = String(validating: input, as: UTF8.self) else { return }
    let text = String(saved.replacing("\r\n", with: "\n").trimmingPrefix("\u{FEFF}"))
    let (page, again) = (Reading(text), Reading(text))
    require(page == again, "read twice: \(page), \(again)")
    guard let declared = page.declared, text.utf8.last != UInt8(ascii: "\r") else { return }
    // What is said after a page is nothing that the rule or an example rests on; that its text changed is known.
    let longer = Reading(text + "\n\nAnd so on.\n")
    require(longer.declared == declared, "prose changes the rule: \(longer), before: \(page)")
    require(longer.examples == page.examples, "prose changes examples: \(longer), before: \(page)")
    require(longer.sha256 != page.sha256, "another text has the digest \(page.sha256)")
    // Nor is a comment in the front matter, unless it is in the middle of something.
    let commented = Reading("---\n# a comment" + text.dropFirst(3))
    guard let alike = commented.declared else { return }
    require(alike == declared, "a comment changes the rule: \(commented), before: \(page)")
  }

  /// All that is made of a page.
  private struct Reading: Equatable {
    var declared: Declaration?
    var sha256 = ""
    /// Of the page, and of what it says of the standard plan.
    var mistakes: [RuleError] = []
    var rules: [String] = []
    var examples: [Example] = []

    init(_ text: String) {
      let lines = 1 + text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
      do {
        let book = try RuleBook(pages: [(PageTarget.path, text)])
        declared = Declaration(book.rules[0])
        sha256 = book.sha256
        rules = try book.rules(for: PageTarget.plan).map { rule in
          try rule.validate(PageTarget.plan)
          return "\(rule.path) \(rule.title) \(rule.severity) \(String(describing: rule.off))"
        }
      } catch {
        note(error, lines)
      }
      do {
        examples = try RuleExample.examples(
          ofPage: PageTarget.path, text, standard: PageTarget.standard
        ).map { Example($0, lines) }
      } catch {
        note(error, lines)
      }
    }

    private mutating func note(_ error: any Error, _ lines: Int) {
      guard let error = error as? RuleError else { broken("an error without a page: \(error)") }
      require(error.page.hasPrefix("counts/") && !error.message.isEmpty, "a mistake without words: \(error)")
      require(error.line.map { (1...lines).contains($0) } ?? true, "a line of \(lines): \(error)")
      mistakes.append(error)
    }
  }

  /// What decides what is measured, and how it is judged.
  private struct Declaration: Equatable {
    var title, check, allowance: String
    var criteria: String?
    var severity: Severity
    var parameters: [Measured.Parameter]
    var keys, needs: [String]
    var off: RuleOff?
    var isForEachType: Bool

    init(_ rule: Rule) {
      (title, check, allowance, criteria) = (rule.title, rule.checkName, rule.allowance, rule.criteria)
      (severity, parameters, keys, needs) = (rule.severity, rule.parameters, rule.keys, rule.needs)
      (off, isForEachType) = (rule.off, rule.isForEachType)
      require(!check.isEmpty && rule.id == "my-rule" && rule.area == "counts", "\(rule.path) of no check")
    }
  }

  /// The files of an example, and its archive where that can be made.
  private struct Example: Equatable {
    var title: String
    var texts: [String]
    var files: [String: String]
    var packed: [String: [UInt8]]
    var archive: [UInt8] = []
    var mistake = ""

    /// Bytes of zeros that an archive is made with.
    private static let mostPadding = 1 << 16

    init(_ example: RuleExample, _ lines: Int) {
      let input = example.input
      title = "\(example.isPassing ? "passes" : "fails"): \(example.title)"
      texts = [input.chat, input.ticketing, input.plan] + example.findings.map(\.text)
      (files, packed) = (input.files, input.packedFiles)
      require((1...lines).contains(example.line), "an example on line \(example.line) of \(lines)")
      require(example.isPassing == example.findings.isEmpty, "\(title) has \(example.findings)")
      let padding = input.damage.reduce(0) { sum, step in
        if case .pad(_, let count) = step { sum + count } else { sum }
      }
      if padding > Self.mostPadding { return }
      do {
        archive = try ExampleArchive(input).file
      } catch {
        mistake = error.message
        require(mistake.contains(" "), "a mistake without words: \(error)")
      }
    }
  }
}
