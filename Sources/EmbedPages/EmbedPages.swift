import Foundation
import PackagePlugin

/// Embeds what a target has a link to: `Pages` is the rule book, whose pages and README are embedded with the list of the
/// target's checks, each file `Checks/…Check.swift` having the check of that name; `Schemas` is the folder of the JSON
/// Schemas.
///
/// Everything is listed as an input file: that is what makes the build notice one that was added, edited or deleted.
@main
struct EmbedPages: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    func command(_ name: String, _ folder: URL, _ files: [URL], to output: String) throws -> Command {
      let output = context.pluginWorkDirectoryURL.appending(path: output)
      return .buildCommand(
        displayName: name, executable: try context.tool(named: "PageEmbedder").url,
        arguments: [output.path, folder.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
    }
    let directory = target.directoryURL
    if let schemas = try files(of: directory.appending(path: "Schemas"), ending: ".schema.json") {
      return [
        try command(
          "Embedding \(schemas.files.count) schemas", schemas.folder, schemas.files,
          to: "EmbeddedSchemas.swift")
      ]
    }
    guard let pages = try files(of: directory.appending(path: "Pages"), ending: ".md"),
      let checks = try files(of: directory.appending(path: "Checks"), ending: "Check.swift")
    else { return [] }
    let own = checks.files.filter { $0.lastPathComponent != "Check.swift" }
    return [
      try command(
        "Embedding \(pages.files.count) rule pages and \(own.count) checks", pages.folder, pages.files + own,
        to: "EmbeddedPages.swift")
    ]
  }

  /// The files below a folder whose names end so, in the order of their paths; nil without the folder.
  private func files(of link: URL, ending: String) throws -> (folder: URL, files: [URL])? {
    let folder = link.resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return (folder, paths.filter { $0.hasSuffix(ending) }.sorted().map { folder.appending(path: $0) })
  }
}
