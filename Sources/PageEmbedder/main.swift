import Foundation

// Writes one Swift file that holds every rule page, so that the binary carries its rule book with it, and the list of the
// checks that pages can name.
//
// Arguments: the file to write, the folder of the pages, then each page, and each file of a check. They come as arguments,
// and not from a look into the folders, because the build system reruns this tool for exactly these inputs.

/// Quotes `text` as a raw string literal whose delimiter occurs nowhere in it.
func literal(_ text: String) -> String {
  var fence = "#"
  while text.contains("\"\"\"" + fence) || text.contains("\\" + fence) { fence += "#" }
  return "\(fence)\"\"\"\n\(text)\n\"\"\"\(fence)"
}

let arguments = CommandLine.arguments.dropFirst()
guard let output = arguments.first, let folder = arguments.dropFirst().first else {
  FileHandle.standardError.write(Data("usage: PageEmbedder OUTPUT FOLDER PAGE…\n".utf8))
  exit(64)
}

var source = "/// The rule pages, by their path inside the rule book.\n"
source += "package enum EmbeddedPages {\n"
source += "package static let all: [(path: String, text: String)] = [\n"
let files = arguments.dropFirst(2).sorted()
for page in files where page.hasSuffix(".md") {
  let text = try String(contentsOfFile: page, encoding: .utf8)
  source += "(path: \(literal(String(page.dropFirst(folder.count + 1)))), text: \(literal(text))),\n"
}
source += "]\n}\n"
source +=
  "extension RuleBook {\n/// Every check that a page can name.\nstatic let checks: [any Check.Type] = [\n"
for check in files where check.hasSuffix(".swift") {
  source += URL(filePath: check).deletingPathExtension().lastPathComponent + ".self,\n"
}
source += "]\n}\n"
try source.write(toFile: output, atomically: true, encoding: .utf8)
