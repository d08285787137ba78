import RuleExamples
import Testing

extension RuleExample: CustomTestStringConvertible {
  package var testDescription: String { "\(rule): \(title)" }

  /// The examples of all pages, in the order of the pages.
  static let all = Result {
    let rules = try RulePages.all.get()
    let standard = try ExampleInput(standardOf: rules.readme)
    return try rules.pages.flatMap { try examples(ofPage: $0.path, $0.text, standard: standard) }
  }
}
