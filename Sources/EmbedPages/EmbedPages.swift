import Foundation
import PackagePlugin

/// Embeds the rule pages into the target that holds a link named `Pages` to the rule book.
///
/// Every page is listed as an input file: that is what makes the build notice a page that was added,
/// edited or deleted.
@main
struct EmbedPages: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = target.directoryURL.appending(path: "Pages").resolvingSymlinksInPath()
    let pages = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") && $0.contains("/") }
      .sorted()
      .map { folder.appending(path: $0) }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedPages.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(pages.count) rule pages",
        executable: try context.tool(named: "PageEmbedder").url,
        arguments: [output.path, folder.path] + pages.map(\.path),
        inputFiles: pages,
        outputFiles: [output])
    ]
  }
}
