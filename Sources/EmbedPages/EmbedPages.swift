import Foundation
import PackagePlugin

/// Embeds the rule pages into the target that holds a link named `Pages` to the rule book, and lists its checks: each file
/// `Checks/…Check.swift` has the check of that name.
///
/// Every page and check is listed as an input file: that is what makes the build notice one that was added, edited or
/// deleted.
@main
struct EmbedPages: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = target.directoryURL.appending(path: "Pages").resolvingSymlinksInPath()
    let pages = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") && $0.contains("/") }
      .sorted()
      .map { folder.appending(path: $0) }
    let checks = try FileManager.default
      .contentsOfDirectory(atPath: target.directoryURL.appending(path: "Checks").path)
      .filter { $0.hasSuffix("Check.swift") && $0 != "Check.swift" }
      .sorted()
      .map { target.directoryURL.appending(path: "Checks/\($0)") }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedPages.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(pages.count) rule pages and \(checks.count) checks",
        executable: try context.tool(named: "PageEmbedder").url,
        arguments: [output.path, folder.path] + (pages + checks).map(\.path),
        inputFiles: pages + checks,
        outputFiles: [output])
    ]
  }
}
