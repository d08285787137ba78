import Exports
import Plan

/// The files of one source while they are profiled.
struct SourceReading {
  /// Sentences of one kind that are kept.
  private static let exampleLimit = 5

  let input: Profiler.Input
  let layout: SourceLayout
  private(set) var files: [FileReading]
  private var problems: [ExportProblem.Kind: ReaderProblem] = [:]

  /// One file, as an export of its own: so that files of different columns can be read beside each other.
  struct FileReading {
    var export: Export
    /// The columns that are there once in the file, and those that the plan puts together of them.
    var columns: [WantedColumn]
    var profile: FileProfile
    /// Whether the names of its columns may be values of its first row.
    var seemsWithoutHeader = false
    var isCSV = false

    var names: [String] { columns.map(\.name) }
  }

  init(_ input: Profiler.Input, relativeTo directory: String) throws(ExportError) {
    self.input = input
    var files: [FileReading] = []
    for file in try Export(input.source, relativeTo: directory).files {
      var single = input.source
      single.paths = [Located(file.name, line: 0)]
      files.append(
        FileReading(
          of: try Export(single, relativeTo: directory), name: file.name, composed: input.composed))
    }
    self.files = files
    var columns: [String] = []
    var seen: Set<[UInt8]> = []
    for name in files.flatMap(\.names) where seen.insert(Array(name.utf8)).inserted { columns.append(name) }
    layout = SourceLayout(
      columns: columns, chat: input.chat, users: input.users,
      time: input.time ?? ColumnNames.timeColumn(among: columns))
  }

  func fileLayouts(source: Int) -> [FileLayout] {
    files.enumerated().map { index, file in
      FileLayout(index: index, source: source, columns: file.names, of: layout)
    }
  }

  /// Reads a file to its end, or to what hinders it, which its profile then has.
  mutating func readFile(_ file: FileLayout, receive: (RecordBlock) -> Void) {
    let index = Int(file.index)
    guard files[index].profile.trouble == nil else { return }
    let reading = files[index]
    do {
      let summaries = try reading.export.read(
        columns: reading.columns,
        problem: { note($0, in: reading.export) },
        receive: { block in
          files[index].profile.records += block.count
          receive(block)
        })
      for summary in summaries {
        files[index].profile.bytes = summary.bytes
        files[index].profile.problems = summary.problems
      }
    } catch {
      files[index].profile.trouble = "\(error)"
    }
  }

  private mutating func note(_ problem: ExportProblem, in file: Export) {
    let sentence = "\(file.text(of: problem)): \(problem.message)"
    var known = problems[problem.kind] ?? ReaderProblem(kind: problem.kind.rawValue, count: 0, examples: [])
    known.count += 1
    if known.examples.count < Self.exampleLimit { known.examples.append(sentence) }
    problems[problem.kind] = known
  }

  /// The columns that what is said of a chat is counted by, where no file has all of them.
  var missingOfChat: [String] {
    guard let chat = layout.chat else { return [] }
    let known = files.map { file in Set(file.names.map { Array($0.utf8) }) }
    if known.contains(where: { names in chat.needed.allSatisfy { names.contains(Array($0.utf8)) } }) {
      return []
    }
    let missing = chat.needed.filter { name in !known.contains { $0.contains(Array(name.utf8)) } }
    return missing.isEmpty ? chat.needed : missing
  }

  /// What the source is, and why nothing more is said of a chat.
  private var role: String? {
    let missing = missingOfChat
    guard let role = input.role, !missing.isEmpty else { return input.role }
    return
      "\(role); its rows are not related to each other, because no file has \(shownList(missing, areColumns: false))"
  }

  private var timeIndex: Int? {
    layout.time.flatMap { time in layout.columns.firstIndex { $0.utf8.elementsEqual(time.utf8) } }
  }

  /// The finished profile of the source.
  func profile(_ tally: SourceTally, _ shown: ShownText) -> SourceProfile {
    let isLocal = timeIndex.map { tally.columns[$0].isLocalTime } ?? false
    let shownFiles = files.enumerated().map { index, file in
      var profile = file.profile
      profile.span = tally.spans[index].map {
        TimeSpan(
          first: rfc3339($0.lowerBound, isLocal: isLocal), last: rfc3339($0.upperBound, isLocal: isLocal))
      }
      return profile
    }
    let names = files.map { file in Set(file.names.map { Array($0.utf8) }) }
    let namesAreValues =
      files.contains(where: \.seemsWithoutHeader)
      || files.contains(where: \.isCSV)
        && areValues(layout.columns.indices.map { tally.columns[$0].timesOfName })
    let columns = layout.columns.enumerated().map { index, name in
      // Of a file without a header the names are values, too.
      var column = tally.columns[index].profile(name, shown) {
        files[Int($0.file)].export.text(of: $0.row)
      }
      // Of a file without a header the names are values, too.
      if namesAreValues { column.name = shown.text(Array(name.utf8)) }
      if !shown.showsValues { column.name = column.name.shownAsColumn }
      column.filesWithout = names.count { !$0.contains(Array(name.utf8)) }
      return column
    }
    let months = tally.months.keys.min().flatMap { first in tally.months.keys.max().map { first...$0 } }
    return SourceProfile(
      name: input.source.name, role: role, files: shownFiles, columns: columns,
      problems: ExportProblem.Kind.allCases.compactMap { problems[$0] },
      timeColumn: layout.time?.shownAsColumn, isLocalTime: isLocal,
      months: months.map { months in
        months.map { MonthCount(name: monthName($0), records: tally.months[$0, default: 0]) }
      } ?? [])
  }
}

/// Whether names of columns are values of a first row, by how often each column has its own name as a value.
///
/// A header that is there again, between files that were put together, is there again in every column.
func areValues(_ timesOfNames: [Int]) -> Bool {
  timesOfNames.contains { $0 > 0 } && timesOfNames.contains { $0 != timesOfNames[0] }
}

extension SourceReading.FileReading {
  init(of export: Export, name: String, composed: [WantedColumn]) {
    self.export = export
    columns = []
    profile = FileProfile(name: name, shape: "", bytes: 0, records: 0, problems: 0)
    do {
      let shape = try export.shape(ofFile: 0)
      profile.shape = shape.description + (shape.mayLackHeader ? ", the first line looks like data" : "")
      seemsWithoutHeader = shape.mayLackHeader
      isCSV = shape.format == .csv
      columns = shape.distinctColumns.map { WantedColumn($0, absence: .usual) }
      let known = Set(shape.distinctColumns.map { Array($0.utf8) })
      columns += composed.filter { $0.exportColumns.allSatisfy { known.contains(Array($0.utf8)) } }
    } catch {
      profile.trouble = "\(error)"
    }
  }
}
