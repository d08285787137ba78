@testable import Audit

extension ExampleFolder {
  /// What an audit of the folder knows before it judges, with the facts of the chat's files changed: for checks
  /// that no input can make fail.
  func facts(changing change: (inout ExportFacts) -> Void) throws -> Facts {
    let plan = try plan()
    let exports = ExportSide(plan: plan, showsValues: false, reading: Reading())
    exports.load()
    let side = ArchiveSide(plan: plan, path: archivePath, reading: Reading())
    side.load(parsers: 0)
    var facts = Facts(
      exports, side, plan: plan, asOf: Instant(seconds: 0, nanoseconds: 0), showsValues: false,
      claimedDigest: .none, Parallelism(), isReference: false)
    change(&facts.files.chat)
    return facts
  }
}
