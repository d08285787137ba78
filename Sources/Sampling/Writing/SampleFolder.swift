import Foundation
import Plan
import Platform

/// The folder of a sample, which has its name once it is whole.
struct SampleFolder {
  private let path: String

  /// - Throws: `Sampler.Failure` where there is something of this name that is not an empty folder.
  init(_ path: String) throws(Sampler.Failure) {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    let content = isFolder.boolValue ? try? FileManager.default.contentsOfDirectory(atPath: path) : nil
    guard content == [] else {
      throw Sampler.Failure(
        description:
          "\(path): \(isFolder.boolValue ? "this folder is not empty" : "this is not a folder"); a sample is "
          + "written into a new one, so name another with --into, or remove it")
    }
  }

  /// Writes a sample beside its place, and puts it there.
  ///
  /// - Returns: what to say of it.
  func write(_ sample: Sample, seed: String, progress: SamplingProgress) throws -> String {
    let parent = URL(filePath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw Sampler.Failure(
        description: "\(parent): this folder can't be created: \(error.localizedDescription)")
    }
    guard let made = UnfinishedPath.make({ "\(path).\($0).partial" }, { mkdir($0, 0o700) }) else {
      throw SampleFile.failure(path)
    }
    // Whatever ends the process, a folder goes with its files, and so those in it go before it does.
    let notes = (folders(of: sample).map { "\(made.path)/\($0)" } + [made.path]).map { UnfinishedPath($0) }
    defer { withExtendedLifetime((made.note, notes)) {} }
    do {
      let report = try write(sample, into: made.path, seed: seed, progress: progress)
      guard retrying({ rename(made.path, path) }) == 0 else { throw SampleFile.failure(path) }
      return report.summary(path)
    } catch {
      try? FileManager.default.removeItem(atPath: made.path)
      throw error
    }
  }

  /// The folders in the sample's, the innermost first.
  private func folders(of sample: Sample) -> [String] {
    var layout = SampleLayout(sample.plan)
    let exports = sample.sources.flatMap(\.export.files).map(\.name)
    let others =
      [sample.plan.decisions?.value, sample.plan.waivers].compactMap(\.self)
      + (sample.plan.erasureLedger?.source.paths.map(\.value) ?? [])
    var folders: Set<[Substring]> = []
    for path in exports + others {
      var parts = layout.place(of: path).split(separator: "/").dropLast()
      while !parts.isEmpty {
        folders.insert(Array(parts))
        parts = parts.dropLast()
      }
    }
    return folders.map { (count: $0.count, path: $0.joined(separator: "/")) }
      .sorted { ($1.count, $0.path) < ($0.count, $1.path) }.map(\.path)
  }

  private func write(
    _ sample: Sample, into folder: String, seed: String, progress: SamplingProgress
  ) throws -> SampleReport {
    var layout = SampleLayout(sample.plan)
    let copies = try FileCopies(sample, progress: progress).write(to: folder) { layout.place(of: $0) }
    let notes = try SideFiles(sample, folder: folder).write { layout.place(of: $0) }
    let report = SampleReport(sample, copies: copies, notes: notes, seed: seed)
    let plan = try SamplePlan(sample.plan).text(tickets: sample.choice.picks.count, &layout)
    try SampleFile.write(Array(plan.utf8), to: "\(folder)/migration.yml")
    try SampleFile.write(Array(report.markdown.utf8), to: "\(folder)/sample.md")
    try SampleFile.write(Array(try report.json().utf8), to: "\(folder)/sample.json")
    return report
  }
}
