/// The header of one CSV file: how many fields its records have, and where the wanted columns are.
struct Header {
  /// For each wanted column its position among the fields, in the order wanted.
  let positions: [Int]
  /// The columns of the file, as messages show them.
  let names: [String]
  /// The names as the file has them, U+FFFD in the place of what is not UTF-8.
  let columns: [String]
  let delimiter: UInt8

  /// Finds `columns` among the fields of a header.
  ///
  /// A name matches when its bytes are equal: case and surrounding spaces count. A name that isn't wanted may
  /// be there twice; a wanted one may not.
  ///
  /// - Parameters:
  ///   - accident: what else may be wrong with the file, if no wanted column is there.
  ///   - below: what the next lines say, if a wanted column is missing.
  /// - Throws: `ExportError` for a column that is missing or is there twice.
  init(
    fields: [[UInt8]], columns: [WantedColumn], delimiter: UInt8, file: String, line: UInt64,
    accident: () -> String?, below: () -> String? = { nil }
  ) throws(ExportError) {
    self.delimiter = delimiter
    names = fields.map(Self.shown)
    self.columns = fields.map { String(decoding: $0, as: UTF8.self) }
    var positions: [Int] = []
    var missing: [WantedColumn] = []
    let indices = Dictionary(grouping: fields.indices) { fields[$0] }
    for column in columns {
      let found = indices[Array(column.name.utf8)] ?? []
      switch found.count {
      case 0: missing.append(column)
      case 1: positions.append(found[0])
      default:
        let places = found.prefix(5).map { String($0 + 1) }.joined(separator: " and ")
        throw ExportError(
          file: file, line: line,
          message: "the header has the column '\(column.name)' \(found.count) times, as fields \(places)"
            + (found.count > 5 ? " and so on" : "")
            + "; expected it once. Rename or remove the one that isn't meant")
      }
    }
    self.positions = positions
    guard missing.isEmpty else {
      let accident = missing.count == columns.count ? accident() : nil
      throw ExportError(
        file: file, line: line, message: accident ?? complaint(missing, among: fields, below: below()))
    }
  }

  /// `field 6 (BODY)`, for messages.
  func describe(field: Int) -> String {
    names.indices.contains(field) ? "field \(field + 1) (\(names[field]))" : "field \(field + 1)"
  }

  private func complaint(_ missing: [WantedColumn], among fields: [[UInt8]], below: String?) -> String {
    if fields.count == 1, let other = CSVOpening.delimiters.first(where: fields[0].contains) {
      return "the header's fields are separated by \(delimiterName(other))s, but the plan or a line "
        + "'sep=' says \(delimiterName(delimiter))s. Correct 'delimiter' in the plan"
    }
    let shownNames = isFirstRow(missing) ? names.map(Self.masked) : names
    let missing = MissingColumns(missing)
    return "the header does not have \(missing.named(among: below == nil ? names : [])) among its "
      + "\(names.count) \(names.count == 1 ? "column" : "columns") (\(shownList(shownNames, areColumns: false))); "
      + "names must match exactly. " + (below ?? envelope ?? missing.remedy)
  }

  /// Whether the first line may be a row of values, whatever it looks like: none of several wanted columns is there, and no
  /// name is like one of them.
  private func isFirstRow(_ missing: [WantedColumn]) -> Bool {
    positions.isEmpty && missing.count > 2 && names.count > 2 && envelope == nil
      && missing.allSatisfy { Self.nearest(to: $0.name, among: names).isEmpty }
  }

  private static func masked(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.map(\.masked)))
  }

  /// What to do where a loader has put each record as JSON into one column.
  private var envelope: String? {
    guard let name = names.first(where: { Self.envelopes.contains($0.lowercased()) }) else { return nil }
    return
      "The records seem to be JSON in the column '\(name)', as loaders write them, and a CSV is not read "
      + "inside its columns: write the values of '\(name)' into an .ndjson file, one on each line, and name "
      + "its keys in the plan under 'records' (from: …)"
  }

  /// Columns in which Airbyte, Singer and their like keep a whole record.
  private static let envelopes: Set<String> = [
    "_airbyte_data", "_airbyte_raw_data", "record", "raw_data", "_raw", "_data",
  ]

  /// Up to two names that `name` may have meant: those that differ least, case and surrounding spaces aside.
  static func nearest(to name: String, among names: [String]) -> [String] {
    let wanted = folded(Array(name.utf8))
    let near = names.prefix(1000).map { (name: $0, distance: editDistance(wanted, folded(Array($0.utf8)))) }
      .filter { $0.distance <= max(1, wanted.count / 3) }
    return near.enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
      .prefix(2).map(\.element.name)
  }

  /// A name without its spaces, in lower case where it is ASCII.
  static func folded(_ name: [UInt8]) -> [UInt8] {
    name.filter { $0 != UInt8(ascii: " ") }.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
  }

  /// Levenshtein's distance in bytes.
  ///
  /// - Complexity: O(a · b).
  private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, byte) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let substituted = diagonal + (byte == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }

  /// A name as messages may print it: short, without control characters, and masked where it may be a value.
  static func shown(_ bytes: [UInt8]) -> String {
    let isName = String(decoding: bytes.prefix(1000), as: UTF8.self).mayBeShownAsColumn
    return cut(bytes, masked: !isName)
  }

  /// A text as messages may print it: short, and without control characters.
  static func cut(_ bytes: [UInt8], masked: Bool = false) -> String {
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    let scalars = text.unicodeScalars.map { printable(masked ? $0.masked : $0) }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
    default: scalar
    }
  }
}
