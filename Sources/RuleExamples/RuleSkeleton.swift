import Audit

/// A new rule page to be filled in: valid as it is, with an example that passes and one that fails.
///
/// Its parameters and examples are those of a page of the rule book with the same check; of `reconcile` it is a
/// comparison of two tables of the plan, which is what most rules of one's own are about.
package struct RuleSkeleton {
  package let id: String
  package let area: String
  package let check: String
  /// What each key of the front matter means, in a sentence.
  private let meanings: [String: String]

  /// - Parameter check: a word of the vocabulary.
  package init(id: String, area: String, check: String, meanings: [String: String]) {
    (self.id, self.area, self.check, self.meanings) = (id, area, check, meanings)
  }

  /// The page.
  ///
  /// - Throws: `RuleError` where the rule book has no page with the check, which its tests exclude.
  package func page() throws(RuleError) -> String {
    let model = try Model(check)
    return """
      ---
      \(frontMatter(model))
      ---

      # \(title)

      <!-- The title is a sentence that is true when the rule passes. -->

      ## What it checks

      What is compared with what, and what is left out.

      ## Why it matters

      What goes wrong for people when it fails.

      ## When it fails

      1. What to look at first, and what it means.
      2. How to correct it.

      ## Passes

      \(model.example(true))

      ## Fails

      \(model.example(false))

      """
  }

  private var title: String {
    let words = id.replacing("-", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private func frontMatter(_ model: Model) -> String {
    let lines = model.parameters.map { key, value in
      switch key {
      case "area": ("area: \(area)", key)
      case "check": ("check: \(check)", key)
      default: ("\(key): \(value)", key)
      }
    }
    let width = (lines.map(\.0.count).max() ?? 0) + 2
    return lines.map { line, key in
      meanings[key].map { line + String(repeating: " ", count: max(1, width - line.count)) + "# \($0)" }
        ?? line
    }.joined(separator: "\n")
  }
}

extension RuleSkeleton {
  /// A page of the rule book whose parameters and examples a skeleton begins with.
  private struct Model {
    private let text: String
    /// What is said above an example, where it is that of another rule.
    private let origin: String
    /// The keys of the front matter and what follows them, in its order.
    let parameters: [(key: String, value: String)]

    init(_ check: String) throws(RuleError) {
      if check == "reconcile" {
        (text, origin) = (RuleSkeleton.tables, "")
      } else {
        let rules = try RuleBook.embedded().rules.filter { $0.checkName == check }
        let best = rules.first { !$0.text.contains("\neach:") && $0.text.contains("```text findings") }
        guard let rule = best ?? rules.first else {
          throw RuleError(page: "the rule book", message: "no page has the check '\(check)'")
        }
        (text, origin) = (rule.text, "<!-- This example is that of \(rule.id); replace it by yours. -->\n\n")
      }
      let all = text.split(separator: "\n").dropFirst().prefix { $0 != "---" }.compactMap { line in
        line.firstIndex(of: ":").map { colon in
          (key: String(line[..<colon]), value: String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
      }
      // Who writes a page wants it judged.
      parameters = all.filter { $0.key != "default" }
    }

    /// The first example of the section, as it is in the page.
    func example(_ isPassing: Bool) -> String {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      guard let section = lines.firstIndex(of: isPassing ? "## Passes" : "## Fails"),
        let start = lines[section...].firstIndex(where: { $0.hasPrefix("### ") })
      else { return "<!-- No page of this check has such an example. -->" }
      let end =
        lines[(start + 1)...].firstIndex { $0.hasPrefix("## ") || $0.hasPrefix("### ") } ?? lines.endIndex
      var example = Array(lines[start..<end])
      while example.last?.isEmpty == true { example.removeLast() }
      return origin + example.joined(separator: "\n")
    }
  }
}
