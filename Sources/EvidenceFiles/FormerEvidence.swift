import Foundation

/// The evidence of an earlier run, which must not outlive the start of a new one.
package enum FormerEvidence {
  /// Removes it from a folder. A file that this tool did not write stays, whatever its name is.
  ///
  /// - Throws: a sentence with the name of what can't be removed.
  package static func remove(from folder: String) throws(EvidenceError) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? [] {
      let path = "\(folder)/\(name)"
      if isStaging(name) {
        try? FileManager.default.removeItem(atPath: path)
      } else if isEvidence(path, name), unlink(path) != 0, errno != ENOENT {
        throw EvidenceError(
          path: path,
          message:
            "this evidence of an earlier run can't be removed: \(String(cString: strerror(errno))); remove it, or name "
            + "another folder with --evidence")
      }
    }
  }

  /// What a process that was killed leaves.
  private static func isStaging(_ name: String) -> Bool {
    name.hasPrefix(StagingFolder.prefix) && name.utf8.count == StagingFolder.prefix.utf8.count + 6
  }

  private static func isEvidence(_ path: String, _ name: String) -> Bool {
    if name == EvidenceDatabase.fileName { return EvidenceDatabase.isOwn(start(of: path, 100)) }
    let header = Array("\(EvidenceTable.columns.joined(separator: ","))\r\n".utf8)
    return name.hasSuffix(".csv") && start(of: path, header.count) == header
  }

  /// The first bytes of a file; none of what is not a file.
  private static func start(of path: String, _ count: Int) -> [UInt8] {
    // A pipe of such a name does not block it, and a link is not followed.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    if descriptor < 0 { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let done = read(descriptor, &bytes, count)
    return done > 0 ? Array(bytes[..<done]) : []
  }
}
