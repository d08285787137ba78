import Exports
import Plan

/// The stages that the names of the files of a group count.
struct StageRun {
  var unit: StagePlan.Unit
  /// `2021-Q2 is missing between chat_2021-Q1.csv and chat_2021-Q3.csv`; nil where none is.
  var gap: String?

  /// - Returns: nil where the names count nothing.
  init?(_ files: [String]) {
    let units: [StagePlan.Unit] = [.day, .quarter, .month, .year, .number]
    let counted = files.count > 1 ? units.first { Self.tellApart(files, $0) } : nil
    guard let counted else { return nil }
    unit = counted
    var source = Source(name: "", paths: files.map { Located($0, line: 0) })
    source.stages = StagePlan(unit: unit, line: 0)
    gap = (try? Export(source, relativeTo: ""))?.stageProblems().first?.message
  }

  /// Whether every name has a stage of its own.
  private static func tellApart(_ files: [String], _ unit: StagePlan.Unit) -> Bool {
    let stages = files.compactMap { Stage.Unit(unit).stages(inName: FileGroup.name($0)) }
    return stages.count == files.count && Set(stages).count == files.count
  }
}
