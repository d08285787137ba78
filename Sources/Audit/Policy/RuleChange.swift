import Plan

/// A key of a rule's front matter for which the plan gives a value of its own.
package struct RuleChange: Sendable, Equatable {
  package var key: String
  package var value: String
  /// The page's; nil where it has none.
  package var pageValue: String?

  package init(key: String, value: String, pageValue: String?) {
    self.key = key
    self.value = value
    self.pageValue = pageValue
  }

  init(key: String, value: RuleSetting.Value, pageValue: String?) {
    let text =
      switch value {
      case .text(let text): text
      case .list(let texts): "[\(texts.joined(separator: ", "))]"
      }
    self.init(key: key, value: text, pageValue: pageValue)
  }

  /// `tolerance 120s (page: 60s)`, `max-violations 3`
  package var words: String { "\(key) \(value)\(pageValue.map { " (page: \($0))" } ?? "")" }
}
