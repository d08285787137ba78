import ArgumentParser
import Audit

/// What shells offer for the arguments of several commands.
extension CompletionKind {
  /// Plans and waivers.
  static var yaml: CompletionKind { .file(extensions: ["yml", "yaml"]) }

  /// Looked up when a shell asks: to read the rule book for every command line would cost time.
  static var ruleIDs: CompletionKind {
    .custom { (_: [String], _: Int, _: String) in
      (try? RuleBook.embedded().rules.map(\.id)) ?? []
    }
  }
}
