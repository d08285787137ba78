import Plan

/// What the records of the JSON files of an export must have between them, which is known once all are read.
struct RequiredColumns {
  private let source: Source
  private let columns: [String]
  /// Which columns the records of each file have.
  private var presence: ColumnPresence

  init(_ source: Source, _ columns: [WantedColumn], _ summaries: [ExportFileSummary]) {
    self.source = source
    self.columns = columns.map(\.name)
    presence = ColumnPresence(columns)
    for (file, summary) in summaries.enumerated() where summary.shape.format != .csv {
      presence.add(
        file: file, rows: summary.records, hasProblems: summary.problems > 0, summary.tallies)
    }
  }

  /// Requires that every column was in some record, so that a name that is wrong is not read as null, that no file has
  /// one under another writing, and that none lacks one that it must have: see `ColumnPresence`.
  ///
  /// - Parameter shape: that of a file, with the keys that its records have.
  /// - Returns: sentences on what some records lack, by the index of their file.
  /// - Throws: `ExportError` for a column that is missing; whatever `shape` throws.
  func absences(
    in files: [ExportFile], shape: (_ file: Int) throws -> FileShape
  ) throws -> [Int: [String]] {
    if let missing = presence.missing, !files.isEmpty {
      let one = source.each.map { "elements of '\($0)' has" } ?? "JSON records has"
      let only = source.each.map { "element of '\($0)' has" } ?? "JSON record has"
      let first = try shape(0)
      let columns = MissingColumns(missing.columns)
      let names = missing.columns.map(\.name)
      let hint = nested(in: first, names) ?? Self.inside(first.columns, names).map { $0 + columns.remedy }
      throw ExportError(
        file: source.name,
        message: "none of its \(missing.rows) \(missing.rows == 1 ? only : one) the key "
          + "\(columns.named(among: hint == nil ? first.columns : [])); names must match exactly. "
          + (hint ?? columns.remedy))
    }
    let keys = { try shape($0).columns }
    try presence.requireOneWriting(files, keys: keys)
    return try presence.absences(files, keys: keys)
  }

  /// What to do where wanted columns go into the elements of an array, as if it were an object.
  private func nested(in shape: FileShape, _ wanted: [String]) -> String? {
    let inArray = { (name: String, array: String) in name.utf8.starts(with: "\(array).".utf8) }
    let array = shape.arrays.first { array in wanted.contains { inArray($0, array) } }
    guard let array, let each = EachPath((source.each.map { "\($0)." } ?? "") + "\(array)[]") else {
      return nil
    }
    let names = columns.prefix(Self.renamedColumns).map { name in
      "'\(Header.shown(Array(name.utf8)))' is then '"
        + (inArray(name, array) ? String(name.dropFirst(array.count + 1)) : "^.\(name)") + "'"
    }
    return
      "The records have '\(array)' as an array: let its elements be the rows, with 'each: \"\(each)\"' beside the "
      + "source's path in the plan, and name the columns as these have them (\(names.joined(separator: ", ")))"
  }

  private static let renamedColumns = 12

  /// Where a wanted key is not at the top but in an object, as in the envelopes of loaders (`_airbyte_data`, `record`), or
  /// its path goes into what is not an object.
  private static func inside(_ keys: [String], _ wanted: [String]) -> String? {
    for name in wanted {
      guard let path = keys.first(where: { $0.utf8.count > name.utf8.count && $0.hasSuffix(".\(name)") })
      else { continue }
      let shown = Header.shown(Array(path.utf8))
      return "The records have '\(shown)': name it with its path in the plan (from: \(shown)). "
    }
    for name in wanted {
      guard let key = keys.first(where: { name.utf8.starts(with: "\($0).".utf8) }) else { continue }
      return
        "The records have '\(Header.shown(Array(key.utf8)))', but not as an object with keys; a text that holds JSON is "
        + "not read as JSON: write the JSON itself in its place (jq: fromjson). "
    }
    return nil
  }
}
