extension PlanReader {
  /// `stages: quarter`, or `{by: quarter, first: 2016-Q1, last: 2021-Q4}`.
  mutating func stages(_ value: PlanValue?) -> StagePlan? {
    guard let value else { return nil }
    if case .scalar = value.node {
      return choice(value, among: StagePlan.Unit.allCases).map { StagePlan(unit: $0, line: value.keyLine) }
    }
    guard let section = section(value, keys: .stages) else { return nil }
    guard let by = section["by"] else {
      report("'\(section.path(of: "by"))' is missing; say what the files are stages of", line: section.line)
      return nil
    }
    guard let unit = choice(by, among: StagePlan.Unit.allCases) else { return nil }
    let first = stage(section["first"], of: unit)
    let last = stage(section["last"], of: unit)
    if let first, let last, last.position.lexicographicallyPrecedes(first.position) {
      report(
        "'\(section.path(of: "last"))' is before 'first': \(last.name.value) before \(first.name.value)",
        line: last.name.line)
    }
    return StagePlan(unit: unit, first: first?.name, last: last?.name, line: value.keyLine)
  }

  private mutating func stage(
    _ value: PlanValue?, of unit: StagePlan.Unit
  ) -> (name: Located<String>, position: [Int])? {
    guard let text = text(value), let value else { return nil }
    guard let position = unit.position(of: text.value) else {
      report(
        "expected a \(unit.rawValue) such as \(unit.example) for '\(value.name)', found \(value.kind)",
        line: text.line)
      return nil
    }
    return (text, position)
  }
}

extension StagePlan {
  /// Whether a name is that of one stage, as `first` and `last` have them.
  func names(oneStage name: String) -> Bool { unit.position(of: name) != nil }
}

extension StagePlan.Unit {
  var example: String {
    switch self {
    case .year: "2021"
    case .quarter: "2021-Q3"
    case .month: "2021-09"
    case .day: "2021-09-30"
    case .number: "12"
    }
  }

  /// The numbers of a stage's name, by which stages are ordered; nil for a name of another kind.
  fileprivate func position(of name: String) -> [Int]? {
    let parts: Substring.SubSequence = name[...]
    switch self {
    case .year: return Self.numbers(parts, digits: [4])
    case .quarter:
      guard let separator = parts.firstIndex(of: "Q") else { return nil }
      let year = parts[..<separator]
      let numbers = Self.numbers(
        "\(year.hasSuffix("-") ? year.dropLast() : year)-\(parts[separator...].dropFirst())", digits: [4, 1])
      return numbers.flatMap { (1...4).contains($0[1]) ? $0 : nil }
    case .month: return Self.numbers(parts, digits: [4, 2]).flatMap { (1...12).contains($0[1]) ? $0 : nil }
    case .day:
      return Self.numbers(parts, digits: [4, 2, 2]).flatMap {
        (1...12).contains($0[1]) && (1...Self.days(ofMonth: $0[1], $0[0])).contains($0[2]) ? $0 : nil
      }
    case .number:
      guard (1...18).contains(name.utf8.count) else { return nil }
      return Self.numbers(parts, digits: [name.utf8.count])
    }
  }

  /// Runs of so many digits each, with a hyphen between any two.
  private static func numbers(_ text: some StringProtocol, digits: [Int]) -> [Int]? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == digits.count, zip(parts, digits).allSatisfy({ $0.utf8.count == $1 }) else {
      return nil
    }
    let isDigits = text.utf8.allSatisfy {
      $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    let numbers = parts.compactMap { Int($0) }
    return isDigits && numbers.count == digits.count ? numbers : nil
  }

  private static func days(ofMonth month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
