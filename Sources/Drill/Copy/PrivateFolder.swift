import Foundation
import Plan

/// A folder of its own for one run: the plan, the exports and the archive at the paths that they have, below another root.
///
/// So the plan says of the copy what it says of the original, `../` and globs included. What is not damaged is a link to
/// the original; nothing there is ever written to.
struct PrivateFolder {
  let root: String
  let original: Original

  /// The plan's path in the folder.
  var plan: String {
    root + Original.absolute(original.plan.path, from: FileManager.default.currentDirectoryPath)
  }
  /// Where the damaged archive is.
  var archive: String { root + original.archivePath }
  var reports: String { root + "/reports" }

  /// Writes a copy of a migration.
  ///
  /// - Throws: `DrillError` where that is not possible.
  func write(_ copy: MigrationCopy) throws {
    try remove()
    try Files.write(try planText(), to: plan)
    for path in original.linkedFiles where copy.files[path] == nil { try link(path) }
    for (path, file) in copy.files {
      if case .bytes(let bytes) = file { try Files.write(bytes, to: root + path) }
    }
    guard !copy.isBuiltAnew else { return }
    let idMap = original.archivePath + ".ids.csv"
    if FileManager.default.fileExists(atPath: idMap) { try link(idMap) }
    try Files.write(try copy.packed ?? copy.archive.packed(), to: archive)
  }

  func remove() throws {
    guard FileManager.default.fileExists(atPath: root) else { return }
    do {
      try FileManager.default.removeItem(atPath: root)
    } catch {
      throw DrillError("\(root) can't be removed: \(error.localizedDescription)")
    }
  }

  private func link(_ path: String) throws {
    let folder = URL(filePath: root + path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: root + path) {
        try FileManager.default.createSymbolicLink(atPath: root + path, withDestinationPath: path)
      }
    } catch {
      throw DrillError("\(root + path) can't be linked: \(error.localizedDescription)")
    }
  }

  /// The plan, whose absolute paths are put below the root.
  private func planText() throws -> [UInt8] {
    let plan = original.plan
    var lines = String(decoding: plan.text, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map(String.init)
    for path in plan.sources.flatMap(\.paths) where path.value.hasPrefix("/") {
      let line = lines[path.line - 1]
      guard let range = line.firstRange(of: path.value) else {
        throw DrillError(
          "\(plan.path):\(path.line): the drill works on copies, and can't find the absolute path \(path.value) on this "
            + "line to give it another root; write the path relative to the plan, or plainly on one line")
      }
      lines[path.line - 1] = line.replacingCharacters(in: range, with: root + path.value)
    }
    return Array(lines.joined(separator: "\n").utf8)
  }
}
