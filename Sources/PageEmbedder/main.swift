import Foundation

// Writes one Swift file that holds every rule page, so that the binary carries its rule book with it, and the list of the
// checks that pages can name; or one that holds every JSON Schema.
//
// Arguments: the file to write, the folder of the pages, then each page and the README, and each file of a check, or each schema. They come as arguments,
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

let files = arguments.dropFirst(2).sorted()
let schemas = files.filter { $0.hasSuffix(".schema.json") }
let source = try schemas.isEmpty ? ruleBook(files, in: folder) : list(schemas)
try source.write(toFile: output, atomically: true, encoding: .utf8)

func list(_ schemas: [String]) throws -> String {
  var source = "/// The JSON Schemas, by their names.\npackage enum EmbeddedSchemas {\n"
  source += "package static let all: [(name: String, text: String)] = [\n"
  for schema in schemas {
    let name = URL(filePath: schema).lastPathComponent.dropLast(".schema.json".count)
    source += "(name: \(literal(String(name))), text: \(literal(try text(of: schema)))),\n"
  }
  return source + "]\n}\n"
}

func ruleBook(_ files: [String], in folder: String) throws -> String {
  let readme = files.first { $0 == "\(folder)/README.md" }
  var source = "/// The rule pages, by their path inside the rule book.\npackage enum EmbeddedPages {\n"
  source += "package static let all: [(path: String, text: String)] = [\n"
  for page in files where page.hasSuffix(".md") && page != readme {
    let path = String(page.dropFirst(folder.count + 1))
    source += "(path: \(literal(path)), text: \(literal(try text(of: page)))),\n"
  }
  source += "]\n/// How pages are written, with the standard example.\n"
  source += "package static let readme = \(literal(try readme.map(text(of:)) ?? ""))\n}\n"
  source +=
    "extension RuleBook {\n/// Every check that a page can name.\nstatic let checks: [any Check.Type] = [\n"
  for check in files where check.hasSuffix(".swift") {
    source += URL(filePath: check).deletingPathExtension().lastPathComponent + ".self,\n"
  }
  return source + "]\n}\n"
}

func text(of file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }
