import Plan

/// A stage that is missing among the files of a source, or a file whose name has none.
package struct StageProblem: Sendable, Equatable, CustomStringConvertible {
  /// Where the plan declares the stages.
  package var planLine: Int
  /// A sentence: what is missing, and between which files.
  package var message: String

  package var description: String { message }
}

extension Export {
  /// What the plan's `stages` asks for and the files' names don't give, in the order of the stages.
  ///
  /// The names decide, and nothing else: an empty file still counts as its stage. A name with two dates covers
  /// the run from one to the other; stages that overlap are not a problem, because repeated records are found by
  /// their ids.
  ///
  /// - Complexity: O(n log n) in files.
  package func stageProblems() -> [StageProblem] {
    guard let plan = source.stages else { return [] }
    let unit = Stage.Unit(plan.unit)
    func problem(_ message: String) -> StageProblem {
      StageProblem(planLine: plan.line, message: message)
    }
    var problems: [StageProblem] = []
    var spans: [(stages: ClosedRange<Int>, file: String)] = []
    for file in files {
      if let stages = unit.stages(inName: Self.baseName(of: file.name)) {
        spans.append((stages, file.name))
      } else {
        problems.append(
          problem(
            "the name of \(file.name) has no \(plan.unit.rawValue); expected a name such as \(unit.example). "
              + "Rename it, or remove 'stages' from the plan"))
      }
    }
    spans.sort { ($0.stages.lowerBound, $0.stages.upperBound) < ($1.stages.lowerBound, $1.stages.upperBound) }
    guard let earliest = spans.first else { return problems }
    // The plan has checked that these fit the unit.
    let first = plan.first.flatMap { unit.stages(inName: $0.value) }?.lowerBound
    let last = plan.last.flatMap { unit.stages(inName: $0.value) }?.upperBound

    if let first, first < earliest.stages.lowerBound {
      let missing = unit.text(first...(earliest.stages.lowerBound - 1))
      problems.append(problem("\(missing) before \(earliest.file)"))
    }
    var latest = earliest
    for span in spans {
      if span.stages.lowerBound > latest.stages.upperBound + 1 {
        let missing = unit.text((latest.stages.upperBound + 1)...(span.stages.lowerBound - 1))
        problems.append(problem("\(missing) between \(latest.file) and \(span.file)"))
      }
      if span.stages.upperBound > latest.stages.upperBound { latest = span }
    }
    if let last, last > latest.stages.upperBound {
      problems.append(
        problem("\(unit.text((latest.stages.upperBound + 1)...last)) after \(latest.file)"))
    }
    return problems
  }

  private static func baseName(of name: String) -> Substring {
    name.lastIndex(of: "/").map { name[name.index(after: $0)...] } ?? name[...]
  }
}

/// The arithmetic of stages: each unit counts them in whole numbers, so that neighbours differ by one.
package enum Stage {
  package struct Unit {
    private let unit: StagePlan.Unit

    package init(_ unit: StagePlan.Unit) {
      self.unit = unit
    }

    /// The stages in a name: one, or from the first date in it to the second. Nil where there is none.
    package func stages(inName name: some StringProtocol) -> ClosedRange<Int>? {
      let name = Substring(name)
      guard unit != .number else { return number(in: name).map { $0...$0 } }
      let found = dates(in: name)
      guard let first = found.first else { return nil }
      guard found.count > 1, found[1] >= first else { return first...first }
      return first...found[1]
    }

    private func dates(in name: Substring) -> [Int] {
      switch unit {
      case .year:
        name.matches(of: /(?:^|\D)((?:19|20|21)\d\d)(?!\d)/).compactMap { Int($0.1) }
      case .quarter:
        name.matches(of: /(?:^|\D)(\d{4})[-_.]?[Qq]([1-4])(?!\d)/).compactMap { match in
          Int(match.1).flatMap { year in Int(match.2).map { year * 4 + $0 - 1 } }
        }
      case .month:
        name.matches(of: /(?:^|\D)(\d{4})[-_.]?(0[1-9]|1[0-2])(?!\d)/).compactMap { match in
          Int(match.1).flatMap { year in Int(match.2).map { year * 12 + $0 - 1 } }
        }
      case .day:
        name.matches(of: /(?:^|\D)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)/).compactMap { match in
          day(year: Int(match.1), month: Int(match.2), day: Int(match.3))
        }
      case .number: []
      }
    }

    /// The last number of a name, without its extensions. One of more than 18 digits, for which 64 bits could be
    /// too few, is not the number of a stage.
    private func number(in name: Substring) -> Int? {
      let stem = name.prefixMatch(of: /(.*?)(?:\.[A-Za-z][A-Za-z0-9]*)*$/)?.1 ?? name
      return stem.firstMatch(of: /(\d+)\D*$/).flatMap { $0.1.utf8.count > 18 ? nil : Int($0.1) }
    }

    /// `2021-Q3 is missing`, `2021-Q3 to 2022-Q1 (3 stages) are missing`
    func text(_ stages: ClosedRange<Int>) -> String {
      if stages.count == 1 { return "\(name(of: stages.lowerBound)) is missing" }
      return "\(name(of: stages.lowerBound)) to \(name(of: stages.upperBound)) "
        + "(\(stages.count) stages) are missing"
    }

    private func name(of stage: Int) -> String {
      switch unit {
      case .year, .number: "\(unit.rawValue) \(stage)"
      case .quarter, .month, .day: planName(of: stage)
      }
    }

    /// `2021-Q3`: a stage as `first` and `last` of a plan name it.
    package func planName(of stage: Int) -> String {
      switch unit {
      case .year, .number: return "\(stage)"
      case .quarter: return "\(stage / 4)-Q\(stage % 4 + 1)"
      case .month: return "\(stage / 12)-\(padded(stage % 12 + 1))"
      case .day:
        let (year, month, day) = calendarDate(ofDay: stage)
        return "\(year)-\(padded(month))-\(padded(day))"
      }
    }

    var example: String {
      switch unit {
      case .year: "chat_2021.csv"
      case .quarter: "chat_2021-Q3.csv"
      case .month: "chat_2021-09.csv"
      case .day: "chat_2021-09-30.csv"
      case .number: "chat_12.csv"
      }
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Days since 1970-01-01; nil for a day that no calendar has.
    private func day(year: Int?, month: Int?, day: Int?) -> Int? {
      guard let year, let month, let day, (1...12).contains(month), day >= 1 else { return nil }
      let number = daysSince1970(year, month, day)
      return calendarDate(ofDay: number) == (year, month, day) ? number : nil
    }
  }
}
