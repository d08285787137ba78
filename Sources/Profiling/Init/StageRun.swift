import Exports
import Plan

/// The stages that the names of the files of a group count.
struct StageRun {
  var unit: StagePlan.Unit
  /// The first and the last that are there, as a plan names them.
  var first: String
  var last: String
  /// `2021-Q2 is missing between chat_2021-Q1.csv and chat_2021-Q3.csv`; nil where none is.
  var gap: String?
  /// Whether the names have dates of several kinds, one of which may be that of the export.
  var isAmbiguous: Bool

  /// - Returns: nil where the names count nothing.
  init?(_ files: [String]) {
    let units: [StagePlan.Unit] = [.day, .quarter, .month, .year, .number]
    let names = files.map(FileGroup.name)
    let counted = files.count > 1 ? units.lazy.compactMap { Self.run(of: names, $0) }.first : nil
    guard let counted else { return nil }
    unit = counted.unit
    first = Stage.Unit(unit).planName(of: counted.stages.lowerBound)
    last = Stage.Unit(unit).planName(of: counted.stages.upperBound)
    isAmbiguous = Self.hasOtherDates(names)
    var source = Source(name: "", paths: files.map { Located($0, line: 0) })
    source.stages = StagePlan(unit: unit, line: 0)
    gap = (try? Export(source, relativeTo: ""))?.stageProblems().first?.message
  }

  /// What the names count in a unit: every name has a stage of its own.
  ///
  /// A second date that is the same in all names is that of the export, and not the end of a span.
  private static func run(
    of names: [String], _ unit: StagePlan.Unit
  ) -> (unit: StagePlan.Unit, stages: ClosedRange<Int>)? {
    let stages = names.compactMap { Stage.Unit(unit).stages(inName: $0) }
    guard stages.count == names.count, Set(stages).count == names.count,
      let first = stages.map(\.lowerBound).min(), let last = stages.map(\.upperBound).max()
    else { return nil }
    // Six digits may be the number of a page, and not a month of the year 0.
    let year = unit == .number ? nil : Int(Stage.Unit(unit).planName(of: first).prefix { $0 != "-" })
    if let year, year < 1900 { return nil }
    let areSpans = stages.contains { $0.count > 1 }
    let hasOneEnd = Set(stages.map(\.upperBound)).count == 1 || Set(stages.map(\.lowerBound)).count == 1
    return areSpans && hasOneEnd ? nil : (unit, first...last)
  }

  /// Whether dates of two kinds, such as a quarter and a day, change from name to name.
  private static func hasOtherDates(_ names: [String]) -> Bool {
    let dates = names.map { name in
      name.matches(of: /(?:19|20|21)\d\d(?:[-_.]?[Qq][1-4]|[-_.]?\d\d(?:[-_.]?\d\d)?)?(?!\d)/).map {
        String($0.0)
      }
    }
    guard let count = dates.map(\.count).min(), count > 1 else { return false }
    let changing = (0..<count).filter { position in Set(dates.map { $0[position] }).count > 1 }
    return Set(changing.map { dates[0][$0].filter(\.isNumber).count }).count > 1
  }
}
