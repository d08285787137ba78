import Foundation
import Platform

/// The evidence of an earlier run, which must not outlive the start of a new one.
package enum FormerEvidence {
  /// Removes it from a folder. A file that this tool did not write stays, whatever its name is.
  ///
  /// - Throws: a sentence with the name of what can't be removed.
  package static func remove(from folder: String) throws(EvidenceError) {
    for name in try names(in: folder) {
      let path = "\(folder)/\(name)"
      if isStaging(name) {
        try? FileManager.default.removeItem(atPath: path)
      } else if try isEvidence(path, name), retrying({ unlink(path) }) != 0, errno != ENOENT {
        throw EvidenceError(
          path: path,
          message:
            "this evidence of an earlier run can't be removed: \(String(cString: strerror(errno))); remove it, or name "
            + "another folder with --evidence")
      }
    }
  }

  /// The names of what is in a folder; none where it is not there.
  private static func names(in folder: String) throws(EvidenceError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      if access(folder, F_OK) != 0, SystemError().isAbsence { return [] }
      throw EvidenceError(
        path: folder, message: "this folder for evidence can't be read; name another with --evidence")
    }
  }

  /// What a process that was killed leaves.
  private static func isStaging(_ name: String) -> Bool {
    name.hasPrefix(StagingFolder.prefix) && name.utf8.count == StagingFolder.prefix.utf8.count + 6
  }

  private static func isEvidence(_ path: String, _ name: String) throws(EvidenceError) -> Bool {
    if name == EvidenceDatabase.fileName { return EvidenceDatabase.isOwn(try start(of: path, 100)) }
    let header = Array("\(EvidenceTable.columns.joined(separator: ","))\r\n".utf8)
    return name.hasSuffix(".csv") ? try start(of: path, header.count) == header : false
  }

  /// The first bytes of a file; none of what is not a file.
  private static func start(of path: String, _ count: Int) throws(EvidenceError) -> [UInt8] {
    // A pipe of such a name does not block it, and a link is not followed.
    let descriptor = retrying { open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC) }
    if descriptor < 0 {
      if [ENOENT, ELOOP, ENXIO].contains(errno) { return [] }
      throw unreadable(path)
    }
    defer { close(descriptor) }
    do throws(SystemError) {
      return try contents(of: descriptor, limit: count)
    } catch {
      if [EISDIR, EAGAIN].contains(error.code) { return [] }
      errno = error.code
      throw unreadable(path)
    }
  }

  private static func unreadable(_ path: String) -> EvidenceError {
    EvidenceError(path, "may be evidence of an earlier run, and can't be read")
  }
}
