import ArgumentParser
import Audit
import Plan

/// The gate of the plan that decides in place of the verdict.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Decide by this gate of the plan ('gates'): the exit code is 0 for GO, 1 for NO-GO or ROLL BACK, 2 for NO DECISION.",
      valueName: "name"))
  var gate: String?

  /// - Throws: `PlanError` where the plan has no such gate.
  func require(in plan: Plan) throws(PlanError) {
    if let gate { _ = try plan.gate(gate) }
  }
}
