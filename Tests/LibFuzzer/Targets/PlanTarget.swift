import Plan

/// Plans: any text is a plan, or mistakes with their lines; read twice it is the same.
enum PlanTarget {
  static func run(_ input: [UInt8]) {
    let (one, other) = (outcome(input), outcome(input))
    require(one == other, "read twice: \(one), \(other)")
    // White space and comments after a plan are nothing that an audit rests on.
    guard case .plan(let measured) = one, input.last == 10 else { return }
    guard case .plan(let longer) = outcome(input + "# a comment\n".utf8) else { return }
    require(longer == measured, "a comment changes what is measured: \(longer), before: \(measured)")
  }

  private enum Outcome: Equatable {
    case plan(measured: String)
    case mistakes(String)
  }

  private static func outcome(_ input: [UInt8]) -> Outcome {
    do throws(PlanError) {
      return .plan(measured: try Plan(text: input, path: "plan.yml").measuredText)
    } catch {
      let lines =
        1 + input.count { $0 == 10 || $0 == 13 } + input.count { $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 }
      require(!error.problems.isEmpty, "refused without a mistake")
      for problem in error.problems {
        require(!problem.message.isEmpty, "a mistake without words")
        require(
          problem.line.map { (1...lines).contains($0) } ?? true,
          "line \(problem.line ?? 0) of \(lines): \(problem.message)")
      }
      return .mistakes(error.description)
    }
  }
}
