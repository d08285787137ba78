import Foundation
import Plan

/// Where the files of a plan are in a sample: under the names that the plan has for them, below the sample's folder.
///
/// A folder that is elsewhere (`/data/exports`, `../exports`) has the parts of its name there that are names.
struct SampleLayout {
  private let directory: String
  /// By absolute paths, the folders of the sample, in the order in which they were met.
  private var folders: [(absolute: String, own: String)] = []

  init(_ plan: Plan) {
    directory = URL(filePath: plan.directory, directoryHint: .isDirectory).standardizedFileURL.path
    // Paths of the plan that are plain stay so, whatever other paths make of their folders.
    for path in Self.paths(of: plan) where Self.isPlain(path) { _ = place(of: path) }
  }

  /// The path in the sample of one that the plan names, or that a glob of it matches.
  mutating func place(of path: String) -> String {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let folder = String(path[..<slash])
    let name = String(path[slash...])
    let absolute = URL(
      filePath: folder.isEmpty ? "." : folder, directoryHint: .isDirectory,
      relativeTo: URL(filePath: directory, directoryHint: .isDirectory)
    ).standardizedFileURL.path
    if let known = folders.first(where: { $0.absolute == absolute }) { return known.own + name }
    let wanted =
      Self.isPlain(path)
      ? folder : folder.split(separator: "/").filter { $0 != "." && $0 != ".." }.map { "\($0)/" }.joined()
    var own = wanted
    var number = 2
    while folders.contains(where: { $0.own == own }) {
      own = wanted.isEmpty ? "exports-\(number)/" : "\(wanted.dropLast())-\(number)/"
      number += 1
    }
    folders.append((absolute, own))
    return own + name
  }

  private static func paths(of plan: Plan) -> [String] {
    (plan.sources + [plan.erasureLedger?.source].compactMap(\.self)).flatMap(\.paths).map(\.value)
      + [plan.decisions?.value, plan.waivers].compactMap(\.self)
  }

  private static func isPlain(_ path: String) -> Bool {
    !path.hasPrefix("/")
      && path.split(separator: "/", omittingEmptySubsequences: false).dropLast().allSatisfy {
        !["", ".", ".."].contains($0)
      }
  }

  /// The archive must not be that of the whole.
  static func archive(_ path: String) -> String {
    isPlain(path) ? path : path.split(separator: "/").last.map(String.init) ?? path
  }
}
