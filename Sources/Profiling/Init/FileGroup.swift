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
  /// - Throws: `ExportError` for a path that names nothing, or a file that is not an export.
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
    return groups.map { $0.inNaturalOrder() }
  }

  /// The order in which a glob would give the files, whatever order a shell gave them in.
  private func inNaturalOrder() -> FileGroup {
    let order = files.indices.sorted { precedesNaturally(Array(files[$0].utf8), Array(files[$1].utf8)) }
    return FileGroup(files: order.map { files[$0] }, shape: shape, exports: order.map { exports[$0] })
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
