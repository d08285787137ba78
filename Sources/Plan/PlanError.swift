/// Everything that is wrong with a plan, in the order of its lines. Exit 64.
package struct PlanError: Error, Equatable, CustomStringConvertible {
  package var problems: [PlanProblem]
  /// Whether the system refused to read the file, which is there and may be right.
  package var isTrouble: Bool

  package init(_ problems: [PlanProblem], isTrouble: Bool = false) {
    self.problems = problems
    self.isTrouble = isTrouble
  }

  /// 64 for a mistake; 2 where nothing is known of the plan.
  package var exitCode: Int32 { isTrouble ? 2 : 64 }

  package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One mistake in a plan: `migration.yml:12: unknown key 'sorces'; did you mean 'sources'?`
package struct PlanProblem: Equatable, Sendable, CustomStringConvertible {
  package var path: String
  /// Counted from 1; nil when the file as a whole is meant.
  package var line: Int?
  package var message: String

  package init(path: String, line: Int?, message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  package var description: String {
    line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)"
  }
}
