import Foundation

// Writes one Swift file that holds every rule page, so that the binary carries its rule book with it.
//
// Arguments: the file to write, the folder of the pages, then each page. The pages come as arguments, and
// not from a look into the folder, because the build system reruns this tool for exactly these inputs.

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
for page in arguments.dropFirst(2).sorted() {
  let text = try String(contentsOfFile: page, encoding: .utf8)
  source += "(path: \(literal(String(page.dropFirst(folder.count + 1)))), text: \(literal(text))),\n"
}
source += "]\n}\n"
try source.write(toFile: output, atomically: true, encoding: .utf8)
