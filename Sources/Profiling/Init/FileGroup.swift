import Exports
import Foundation
import Plan

/// Files of one folder with the same records: the stages of one export, or the pages of one collection.
struct FileGroup {
  /// Paths as the user gave them, in natural order.
  var files: [String]
  /// That of the first file, with the columns of all.
  var shape: FileShape
  /// Each file as an export of its own.
  var exports: [Export]
  /// The columns of each file.
  var fileColumns: [[String]]

  /// Groups the files that `arguments` name: files, folders and globs.
  ///
  /// - Parameter setAside: takes files of formats that are not read, and CSV without a header, with a sentence on what to
  ///   do; without it they are read like any other.
  /// - Throws: `ExportError` for a path that names nothing, or a file that is not an export.
  static func groups(
    of arguments: [String], setAside: ((_ file: String, _ sentence: String) -> Void)? = nil
  ) throws(ExportError) -> [FileGroup] {
    var groups: [FileGroup] = []
    var seen: Set<String> = []
    for argument in arguments {
      for path in try files(of: argument) where seen.insert(path).inserted {
        if let setAside, let sentence = ForeignFile.explain(path) {
          setAside(path, sentence)
          continue
        }
        let export = try Export(Source(name: path, paths: [Located(path, line: 0)]), relativeTo: "")
        let shape = try export.shape(ofFile: 0)
        if let setAside, shape.seemsWithoutHeader {
          setAside(
            path,
            "has no header: its first line looks like data (numbers, times, e-mail addresses); export it with one, or "
              + "name its columns, in order, under 'header' of its source")
          continue
        }
        if let index = groups.firstIndex(where: { $0.takes(path, shape) }) {
          groups[index].add(path, export, shape)
        } else {
          groups.append(
            FileGroup(files: [path], shape: shape, exports: [export], fileColumns: [shape.columns]))
        }
      }
    }
    return groups.map { $0.inNaturalOrder() }
  }

  private mutating func add(_ path: String, _ export: Export, _ other: FileShape) {
    files.append(path)
    exports.append(export)
    fileColumns.append(other.columns)
    shape.collection = shape.collection ?? other.collection
    if shape.format != .csv { addColumns(other.columns) }
  }

  /// Adds columns that are not there.
  mutating func addColumns(_ columns: [String]) {
    let known = Set(shape.columns.map { Array($0.utf8) })
    shape.columns += columns.filter { !known.contains(Array($0.utf8)) }
  }

  /// Leaves other columns unread.
  mutating func keepColumns(_ isKept: (String) -> Bool) {
    shape.columns = shape.columns.filter(isKept)
    fileColumns = fileColumns.map { $0.filter(isKept) }
  }

  /// The order in which a glob would give the files, whatever order a shell gave them in.
  private func inNaturalOrder() -> FileGroup {
    let order = files.indices.sorted { precedesNaturally(Array(files[$0].utf8), Array(files[$1].utf8)) }
    return FileGroup(
      files: order.map { files[$0] }, shape: shape, exports: order.map { exports[$0] },
      fileColumns: order.map { fileColumns[$0] })
  }

  private static func files(of argument: String) throws(ExportError) -> [String] {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder), isFolder.boolValue {
      return try Export.files(inFolder: argument)
    }
    return try Export(Source(name: argument, paths: [Located(argument, line: 0)]), relativeTo: "").files.map(
      \.name)
  }

  private func takes(_ path: String, _ other: FileShape) -> Bool {
    guard Self.folder(path) == Self.folder(files[0]), shape.format == other.format,
      shape.delimiter == other.delimiter, shape.encoding == other.encoding
    else { return false }
    if shape.collection == other.collection, Set(shape.columns) == Set(other.columns) { return true }
    // Records of JSON leave out keys; the names of the files then say what belongs together.
    return other.format != .csv
      && Self.withoutNumbers(Self.name(path)) == Self.withoutNumbers(Self.name(files[0]))
      && isOfSameRecords(other)
  }

  /// Whether another file can be a page of the same collection: by its key, or without one by keys that most records have.
  private func isOfSameRecords(_ other: FileShape) -> Bool {
    if shape.columns.isEmpty || other.columns.isEmpty { return true }
    guard shape.collection == other.collection else { return false }
    let (keys, others) = (Self.topKeys(shape.columns), Self.topKeys(other.columns))
    return shape.collection != nil || keys.intersection(others).count * 2 > min(keys.count, others.count)
  }

  private static func topKeys(_ columns: [String]) -> Set<Substring> {
    Set(columns.map { $0.prefix { $0 != "." } })
  }

  /// `page-#.json` of `page-000001.json`
  private static func withoutNumbers(_ name: String) -> String {
    name.replacing(/\d+/, with: "#")
  }

  static func folder(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  static func name(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The names of the file and of its collection, folded; of the folder, where the file's says nothing.
  var place: String {
    let folder = Self.folder(files[0]).split(separator: "/").last.map(String.init) ?? ""
    let name = Self.name(files[0])
    let isTelling = name.split(separator: ".").first.map { Self.sourceName(String($0)) != nil } ?? false
    return ColumnNames.folded((isTelling ? name : folder) + (shape.collection ?? ""))
  }

  /// The columns that are there once in the files.
  var columns: [String] { shape.distinctColumns }
}

extension FileShape {
  /// The columns whose names are there once: of others a name does not say which is meant.
  var distinctColumns: [String] {
    let counts = Dictionary(columns.map { (Array($0.utf8), 1) }, uniquingKeysWith: +)
    return columns.filter { counts[Array($0.utf8)] == 1 }
  }
}

/// Files of formats that hold exports and are not read, told by their names.
enum ForeignFile {
  /// A sentence on what to do with the file; nil for one that may be read.
  static func explain(_ path: String) -> String? {
    let name = FileGroup.name(path).lowercased()
    return endings.first { name.hasSuffix($0.ending) || name.hasSuffix($0.ending + ".gz") }?.sentence
  }

  private static let spreadsheet = "is a spreadsheet and is not read; save its sheets as CSV (UTF-8)"
  private static let archive = "is an archive and is not read; unpack it, and name its files"
  private static let database = "is a database and is not read; export its tables as CSV"
  private static let endings: [(ending: String, sentence: String)] = [
    (".zip", archive), (".7z", archive), (".rar", archive), (".tar", archive), (".tgz", archive),
    (".xlsx", spreadsheet), (".xls", spreadsheet), (".ods", spreadsheet),
    (".sql", "is a dump in SQL and is not read; load it into a database, and export its tables as CSV"),
    (".sqlite", database), (".db", database), (".parquet", "is Parquet and is not read; convert it to CSV"),
    (".xml", "is XML and is not read; export it as CSV or JSON"),
    (".pdf", "is a document and is not read; export the data themselves"),
  ]
}
