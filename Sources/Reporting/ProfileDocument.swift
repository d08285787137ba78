import Profiling

/// A profile in words and tables: what its text, Markdown and HTML have in common.
struct ProfileDocument {
  struct Section {
    var heading: String
    /// Sentences before the table.
    var lines: [String] = []
    var tables: [Table] = []
  }

  struct Table {
    var header: [Cell]
    var rows: [[Cell]]

    /// - Parameter numbers: the columns that are aligned to the right.
    init(_ header: [String], numbers: Set<Int> = [], rows: [[String]]) {
      let cells: ([String]) -> [Cell] = { texts in
        texts.enumerated().map { Cell(text: $1, isNumber: numbers.contains($0)) }
      }
      self.header = cells(header)
      self.rows = rows.map(cells)
    }
  }

  struct Cell {
    var text: String
    var isNumber: Bool
  }

  var title: String
  var note: String
  var sections: [Section]

  init(_ profile: Profile) {
    title = "Profile: \(profile.title)"
    note =
      profile.showsValues
      ? "Values of the export are shown."
      : "Values are masked: letters as a and A, digits as 9. Columns of nothing but numbers, times or common words are not."
    sections = profile.sources.flatMap(Self.sections) + (profile.chat.map { [Self.section(of: $0)] } ?? [])
  }

  private static func sections(of source: SourceProfile) -> [Section] {
    let titled = { (what: String) in "\(source.name): \(what)" }
    var sections = [files(of: source), columns(of: source, titled("columns"))]
    sections.append(Section(heading: titled("forms of values"), tables: [forms(of: source)]))
    let damage = source.columns.flatMap { column in
      column.damage.map { [column.name, $0.kind, $0.count.grouped, $0.place, $0.example] }
    }
    var suspicion = Section(heading: titled("suspected damage"))
    if damage.isEmpty {
      suspicion.lines = ["None was found."]
    } else {
      suspicion.tables = [
        Table(["Column", "Suspicion", "Count", "First at", "Example"], numbers: [2], rows: damage)
      ]
    }
    sections.append(suspicion)
    let content = source.columns.flatMap { column in
      column.content.map { [column.name, $0.kind, $0.count.grouped, $0.place] }
    }
    var sensitive = Section(heading: titled("sensitive content"))
    if content.isEmpty {
      sensitive.lines = ["No text with a payment card number, a bank account number or a password was found."]
    } else {
      sensitive.lines = ["All values of these columns are masked."]
      sensitive.tables = [
        Table(["Column", "Texts with", "Count", "First at"], numbers: [2], rows: content)
      ]
    }
    sections.append(sensitive)
    let common = source.columns.flatMap { column in
      column.common.map { [column.name, $0.value, $0.count.grouped] }
    }
    if !common.isEmpty {
      sections.append(
        Section(
          heading: titled("columns of at most 20 different values"),
          tables: [Table(["Column", "Value", "Count"], numbers: [2], rows: withoutRepeats(common))]))
    }
    if !source.months.isEmpty { sections.append(months(of: source, titled("records by month"))) }
    return sections
  }

  private static func files(of source: SourceProfile) -> Section {
    let role = source.role.map { ", the \($0)" } ?? ""
    var section = Section(
      heading: "\(source.name)\(role)",
      lines: [
        "\(counting(source.records, "record")) and \(counting(source.columns.count, "column")) in "
          + "\(counting(source.files.count, "file")) of \(counting(Int(clamping: source.bytes), "byte"))."
      ])
    let rows = source.files.map { file in
      [
        file.name, file.shape, file.records.grouped, Int(clamping: file.bytes).grouped,
        file.span.map { "\($0.first.prefix(10)) to \($0.last.prefix(10))" } ?? "–",
      ]
    }
    section.tables = [
      Table(["File", "Format", "Records", "Bytes", "Time span"], numbers: [2, 3], rows: rows)
    ]
    section.lines += source.files.compactMap { $0.trouble.map { "Not read to its end: \($0)." } }
    section.lines += source.problems.flatMap { problem in
      ["\(counting(problem.count, "record")) can't be read as such: \(problem.kind)."]
        + problem.examples.map { "• \($0)" }
    }
    return section
  }

  private static func columns(of source: SourceProfile, _ heading: String) -> Section {
    let never = source.columns.filter { $0.values == 0 && source.records > 0 }.map(\.name)
    let partial = source.columns.filter { $0.filesWithout > 0 }
    var lines: [String] = []
    if !never.isEmpty { lines.append("Never filled: \(never.joined(separator: ", ")).") }
    lines += partial.map { "\($0.name) is missing in \(counting($0.filesWithout, "file"))." }
    if source.columns.contains(where: \.distinct.isEstimate) {
      lines.append("≈ is an estimate (HyperLogLog, ±1 %). Lengths are bytes: least, mean, greatest.")
    } else {
      lines.append("Lengths are bytes: least, mean, greatest.")
    }
    let rows = source.columns.map { column in
      [
        column.name, column.values.grouped, column.nulls.grouped,
        (column.distinct.isEstimate ? "≈ " : "") + column.distinct.value.grouped,
        column.least.map { "\($0) … \(column.greatest ?? "")" } ?? "–",
        column.lengths.map { "\($0.least), \($0.meanTenths / 10).\($0.meanTenths % 10), \($0.greatest)" }
          ?? "–",
      ]
    }
    return Section(
      heading: heading, lines: lines,
      tables: [
        Table(
          ["Column", "Filled", "Null", "Distinct", "Least … greatest", "Lengths"], numbers: [1, 2, 3],
          rows: rows)
      ])
  }

  private static func forms(of source: SourceProfile) -> Table {
    let rows = source.columns.flatMap { column in
      column.forms.map { [column.name, $0.form, $0.count.grouped, $0.example] }
    }
    return Table(["Column", "Form", "Count", "Example"], numbers: [2], rows: withoutRepeats(rows))
  }

  /// Half a year a row.
  private static func months(of source: SourceProfile, _ heading: String) -> Section {
    let counts = Dictionary(source.months.map { ($0.name, $0.records) }) { first, _ in first }
    let years = source.months.map { String($0.name.prefix(4)) }
    let halves = years.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
      .flatMap { year in [(year, 1), (year, 7)] }
    let rows = halves.compactMap { year, first -> [String]? in
      let cells = (first..<first + 6).map { counts["\(year)-\($0 < 10 ? "0" : "")\($0)"] }
      guard cells.contains(where: { $0 != nil }) else { return nil }
      return ["\(year), \(first == 1 ? "first" : "second") half"] + cells.map { $0?.grouped ?? "" }
    }
    var lines = [
      "By \(source.timeColumn ?? "time"), in \(source.isLocalTime ? "local time: no zone is named" : "UTC")."
    ]
    if !source.emptyMonths.isEmpty {
      lines.append("Months without a record: \(source.emptyMonths.joined(separator: ", ")).")
    }
    return Section(
      heading: heading, lines: lines,
      tables: [
        Table(
          ["Half-year", "Jan, Jul", "Feb, Aug", "Mar, Sep", "Apr, Oct", "May, Nov", "Jun, Dec"],
          numbers: [1, 2, 3, 4, 5, 6], rows: rows)
      ])
  }

  /// The first cell of a row is left empty where it is that of the row above.
  private static func withoutRepeats(_ rows: [[String]]) -> [[String]] {
    rows.enumerated().map { index, row in
      index > 0 && rows[index - 1][0] == row[0] ? [""] + row.dropFirst() : row
    }
  }
}
