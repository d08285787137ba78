import Exports
import Plan

/// The first records of some files of one source: what their columns look like, and which depends on which.
final class Sample {
  /// Records of one file that are looked at.
  private static let recordsPerFile = 20_000
  /// Files that are looked at, spread evenly over those of the source.
  private static let mostFiles = 40

  let names: [String]
  let statistics: UnsafeMutablePointer<ColumnStatistics>
  private(set) var records = 0
  let isCSV: Bool
  /// For each column the digests of its values; 0 is null.
  private var digests: [[UInt64]]

  /// Why reading ends early.
  private struct Enough: Error {}

  /// - Throws: `ExportError` when a file can't be read.
  init(_ group: FileGroup) throws {
    names = group.columns
    statistics = .allocate(capacity: names.count)
    for column in names.indices {
      (statistics + column).initialize(to: ColumnStatistics(named: names[column]))
    }
    isCSV = group.shape.format == .csv
    digests = Array(repeating: [], count: names.count)
    let files = group.exports
    let step = max(1, (files.count + Self.mostFiles - 1) / Self.mostFiles)
    for index in stride(from: 0, to: files.count, by: step) {
      try read(files[index], index: index, group.fileColumns[index])
    }
  }

  deinit { statistics.deinitialize(count: names.count).deallocate() }

  /// - Parameter columns: those of the file, which may lack some that others have.
  private func read(_ file: Export, index: Int, _ columns: [String]) throws {
    let known = Set(columns.map { Array($0.utf8) })
    let there = names.indices.filter { known.contains(Array(names[$0].utf8)) }
    let lacking = names.indices.filter { !known.contains(Array(names[$0].utf8)) }
    guard !there.isEmpty else { return }
    var count = 0
    do {
      _ = try file.read(columns: there.map { names[$0] }, problem: { _ in }) { block in
        for record in 0..<block.count {
          let place = ValuePlace(file: Int32(truncatingIfNeeded: index), row: block.places[record])
          for (position, column) in there.enumerated() { add(block[record, position], to: column, place) }
          for column in lacking { add(Bytes(start: nil, count: 0), to: column, place) }
        }
        records += block.count
        count += block.count
        if count >= Self.recordsPerFile { throw Enough() }
      }
    } catch is Enough {}
  }

  private func add(_ value: Bytes, to column: Int, _ place: ValuePlace) {
    digests[column].append(statistics[column].add(value, at: place).digest)
  }

  /// How many of the groups of records with one value of `key`, and at least two values of `column`, have
  /// only one distinct of these. Nulls say nothing.
  func groups(of key: Int, constantIn column: Int) -> (constant: Int, all: Int) {
    var values: [UInt64: (first: UInt64, count: Int, isConstant: Bool)] = [:]
    for (group, value) in zip(digests[key], digests[column]) where group != 0 && value != 0 {
      let known = values[group] ?? (value, 0, true)
      values[group] = (known.first, known.count + 1, known.isConstant && known.first == value)
    }
    let repeated = values.values.filter { $0.count > 1 }
    return (repeated.count(where: \.isConstant), repeated.count)
  }

  /// Whether a column nearly always has one value within a group of `key`, and groups are there to show it.
  func isConstant(_ column: Int, within key: Int) -> Bool {
    let (constant, all) = groups(of: key, constantIn: column)
    return all > 0 && constant * 100 >= all * 98
  }

  /// How many of the distinct values of a column are in a column of another sample.
  func shared(_ column: Int, with other: Sample, _ otherColumn: Int) -> Int {
    Set(digests[column]).subtracting([0]).intersection(other.digests[otherColumn]).count
  }

  func distinct(_ column: Int) -> Int { Set(digests[column]).subtracting([0]).count }
}

extension Sample {
  /// The name of a column as a comment of a plan or a message shows it, masked where it may be a value.
  func shownName(_ name: String) -> String {
    let areNamesValues = isCSV && areValues(names.indices.map { statistics[$0].timesOfName })
    guard areNamesValues else { return shownColumn(name) }
    return shownColumn(String(String.UnicodeScalarView(name.unicodeScalars.map(\.masked))))
  }

  /// How many values of a column have one of the forms.
  func count(_ column: Int, _ isWanted: (ValueForm) -> Bool) -> Int {
    ValueForm.allCases.filter(isWanted).reduce(0) { $0 + statistics[column][$1].count }
  }

  /// Whether nearly all values of a column have one of the forms.
  func isMostly(_ column: Int, _ isWanted: (ValueForm) -> Bool) -> Bool {
    let values = statistics[column].values
    return values > 0 && count(column, isWanted) * 100 >= values * 95
  }

  /// Whether all values of a column are arrays of JSON, whatever texts these have in them.
  func isArray(_ column: Int) -> Bool {
    let texts = statistics[column].texts
    return [texts.least ?? [], texts.greatest].allSatisfy { $0.first == UInt8(ascii: "[") }
  }

  /// Bytes of the average value.
  func meanLength(_ column: Int) -> Int {
    let values = statistics[column].values
    return values == 0 ? 0 : Int(clamping: statistics[column].bytes) / values
  }

  /// The unit of what can be an epoch: integers whose number of digits is that of the years 1990 to 2100.
  func epochFormat(_ column: Int) -> String? {
    guard isMostly(column, { $0 == .integer }), let range = statistics[column].integers else { return nil }
    let units: [(name: String, perSecond: Int64)] = [
      ("epoch-seconds", 1), ("epoch-milliseconds", 1000), ("epoch-microseconds", 1_000_000),
    ]
    return units.first { unit in
      range.lowerBound >= 631_152_000 * unit.perSecond && range.upperBound < 4_102_444_800 * unit.perSecond
    }?.name
  }

  func isTime(_ column: Int) -> Bool { isMostly(column, \.isStamp) || epochFormat(column) != nil }
}
