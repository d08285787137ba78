import Exports
import Foundation
import Plan

/// Files of one folder with the same format and columns: the stages of one export.
struct FileGroup {
  /// Paths as the user gave them, in natural order.
  var files: [String]
  var shape: FileShape
  /// Each file as an export of its own.
  var exports: [Export]

  /// Groups the files that `arguments` name: files, folders and globs.
  ///
  /// - Throws: `ExportError` for a path that names nothing, or a file that is no export.
  static func groups(of arguments: [String]) throws(ExportError) -> [FileGroup] {
    var groups: [FileGroup] = []
    for argument in arguments {
      for path in try files(of: argument) where !groups.contains(where: { $0.files.contains(path) }) {
        let export = try Export(Source(name: path, paths: [Located(path, line: 0)]), relativeTo: "")
        let shape = try export.shape(ofFile: 0)
        if let index = groups.firstIndex(where: { $0.takes(path, shape) }) {
          groups[index].files.append(path)
          groups[index].exports.append(export)
        } else {
          groups.append(FileGroup(files: [path], shape: shape, exports: [export]))
        }
      }
    }
    return groups
  }

  private static func files(of argument: String) throws(ExportError) -> [String] {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder), isFolder.boolValue {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: argument)) ?? []
      let folder = argument.hasSuffix("/") ? argument : argument + "/"
      return names.filter { !$0.hasPrefix(".") }.map { folder + $0 }
        .filter { FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue }
        .sorted { precedesNaturally(Array($0.utf8), Array($1.utf8)) }
    }
    return try Export(Source(name: argument, paths: [Located(argument, line: 0)]), relativeTo: "").files.map(
      \.name)
  }

  private func takes(_ path: String, _ other: FileShape) -> Bool {
    Self.folder(path) == Self.folder(files[0]) && shape.format == other.format
      && shape.delimiter == other.delimiter && shape.encoding == other.encoding
      && shape.collection == other.collection && Set(shape.columns) == Set(other.columns)
  }

  static func folder(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  static func name(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The columns that stand once in the files.
  var columns: [String] {
    shape.columns.filter { name in shape.columns.count { $0.utf8.elementsEqual(name.utf8) } == 1 }
  }
}

/// The stages that the names of the files of a group count.
struct StageRun {
  var unit: StagePlan.Unit
  /// What is missing between the first and the last, as numbers of the unit; nil where nothing is.
  var gap: String?

  /// - Returns: nil where the names count nothing.
  init?(_ names: [String]) {
    guard names.count > 1 else { return nil }
    for unit in [StagePlan.Unit.day, .quarter, .month, .year, .number] {
      let ordinals = names.compactMap { Self.ordinal(of: Array($0.utf8), unit) }
      guard ordinals.count == names.count, Set(ordinals).count == names.count else { continue }
      self.unit = unit
      let sorted = ordinals.sorted()
      gap = zip(sorted, sorted.dropFirst()).first { $1 != $0 + 1 }.map { "between \($0) and \($1)" }
      return
    }
    return nil
  }

  /// The number of the stage in a name: `2021-Q3`, `2021Q3`, `2021-09`, `2021-09-30`, `2021`, or the last number.
  private static func ordinal(of name: [UInt8], _ unit: StagePlan.Unit) -> Int? {
    let runs = digitRuns(name)
    switch unit {
    case .number:
      return runs.last.flatMap { Int($0.text) }
    case .year:
      return runs.count == 1 ? year(runs[0].text) : nil
    case .quarter:
      return runs.indices.lazy.compactMap { index -> Int? in
        guard index + 1 < runs.count, let year = year(runs[index].text),
          let quarter = Int(runs[index + 1].text), (1...4).contains(quarter)
        else { return nil }
        let between = name[runs[index].end..<runs[index + 1].start].filter { $0 != UInt8(ascii: "-") }
        return between == [UInt8(ascii: "Q")] ? year * 4 + quarter - 1 : nil
      }.first
    case .month, .day:
      return dates(runs, in: name).first { ($0.day != nil) == (unit == .day) }.map { date in
        date.day.map { daysSince1970(date.year, date.month, $0) } ?? date.year * 12 + date.month - 1
      }
    }
  }

  private struct Run {
    var start: Int
    var end: Int
    var text: String
  }

  private static func digitRuns(_ name: [UInt8]) -> [Run] {
    var runs: [Run] = []
    var index = 0
    while index < name.count {
      let start = index
      while index < name.count, isDigit(name[index]) { index += 1 }
      if index > start {
        runs.append(Run(start: start, end: index, text: String(decoding: name[start..<index], as: UTF8.self)))
      } else {
        index += 1
      }
    }
    return runs
  }

  private static func year(_ text: String) -> Int? {
    text.utf8.count == 4 ? Int(text).flatMap { (1970...2100).contains($0) ? $0 : nil } : nil
  }

  private static func dates(_ runs: [Run], in name: [UInt8]) -> [(year: Int, month: Int, day: Int?)] {
    runs.indices.compactMap { index in
      guard let year = year(runs[index].text), index + 1 < runs.count,
        joins(runs[index], runs[index + 1], in: name), let month = Int(runs[index + 1].text),
        runs[index + 1].text.utf8.count == 2, (1...12).contains(month)
      else { return nil }
      guard index + 2 < runs.count, joins(runs[index + 1], runs[index + 2], in: name),
        runs[index + 2].text.utf8.count == 2, let day = Int(runs[index + 2].text), (1...31).contains(day)
      else { return (year, month, nil) }
      return (year, month, day)
    }
  }

  private static func joins(_ first: Run, _ second: Run, in name: [UInt8]) -> Bool {
    second.start == first.end + 1 && name[first.end] == UInt8(ascii: "-")
  }
}
