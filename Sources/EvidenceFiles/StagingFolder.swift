import Foundation

/// A folder within the folder of the evidence, where files are until all of them are complete.
///
/// It goes with its owner; of a process that was killed `FormerEvidence` removes it.
final class StagingFolder: Sendable {
  /// What the name of every such folder begins with; six characters follow.
  static let prefix = ".deskaudit-evidence-"

  private let folder: String
  private let own: String

  /// - Throws: a sentence where no folder can be made.
  init(in folder: String) throws(EvidenceError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw EvidenceError(
        path: folder, message: "this folder for evidence can't be created; name another with --evidence")
    }
    // mkdtemp replaces the X, and makes the folder for its owner only.
    var name = Array("\(folder)/\(Self.prefix)XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else {
      throw EvidenceError(folder, "nothing can be written into this folder for evidence")
    }
    self.folder = folder
    own = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: own) }

  func path(of name: String) -> String { "\(own)/\(name)" }

  /// Puts finished files into their place: all of them, or none.
  ///
  /// - Throws: a sentence that names the file, also where there is one of that name already.
  func publish(_ names: [String]) throws(EvidenceError) {
    for name in names {
      let place = "\(folder)/\(name)"
      // What was this tool's has gone.
      guard access(place, F_OK) != 0 else {
        throw EvidenceError(
          path: place,
          message:
            "there is a file of this name that is not evidence of this tool; name another folder with --evidence"
        )
      }
    }
    var published: [String] = []
    for name in names {
      let place = "\(folder)/\(name)"
      guard rename(path(of: name), place) == 0 else {
        let error = EvidenceError(place, "this evidence can't be written")
        for path in published { unlink(path) }
        throw error
      }
      published.append(place)
    }
  }
}
