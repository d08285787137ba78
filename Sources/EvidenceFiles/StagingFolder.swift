import Foundation
import Platform

/// A folder within the folder of the evidence, where files are until all of them are complete.
///
/// It goes with its owner, or with the process; of a process that was killed `FormerEvidence` removes it.
final class StagingFolder: Sendable {
  /// What the name of every such folder begins with; six characters follow.
  static let prefix = ".deskaudit-evidence-"

  private let folder: String
  private let own: String
  private let note: UnfinishedPath

  /// - Throws: a sentence where no folder can be made.
  init(in folder: String) throws(EvidenceError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw EvidenceError(
        path: folder, message: "this folder for evidence can't be created; name another with --evidence")
    }
    guard let made = UnfinishedPath.make({ "\(folder)/\(Self.prefix)\($0)" }, { mkdir($0, 0o700) }) else {
      throw EvidenceError(folder, "nothing can be written into this folder for evidence")
    }
    self.folder = folder
    (own, note) = (made.path, made.note)
  }

  deinit { try? FileManager.default.removeItem(atPath: own) }

  func file(_ name: String) -> StagedFile {
    StagedFile(path: "\(own)/\(name)", place: "\(folder)/\(name)")
  }

  /// Puts finished files into their place: all of them, or none.
  ///
  /// - Throws: a sentence that names the file, also where there is one of that name already.
  func publish(_ names: [String]) throws(EvidenceError) {
    let files = names.map(file)
    for file in files {
      // What was this tool's has gone.
      guard access(file.place, F_OK) != 0 else {
        throw EvidenceError(
          path: file.place,
          message:
            "there is a file of this name that is not evidence of this tool; name another folder with --evidence"
        )
      }
    }
    var published: [String] = []
    for file in files {
      guard retrying({ rename(file.path, file.place) }) == 0 else {
        let error = EvidenceError(file.place, "this evidence can't be written")
        for path in published { unlink(path) }
        throw error
      }
      published.append(file.place)
    }
  }
}

/// Where a file is while it is written, and where it will be: which is what messages name.
struct StagedFile {
  var path: String
  var place: String
}
