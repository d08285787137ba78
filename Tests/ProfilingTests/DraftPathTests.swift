import Exports
import Foundation
import Plan
import Testing

@testable import Profiling

/// Whatever a file is called, the plan that is drafted for it can be read, and means the file.
@Suite("Names of files in a drafted plan")
struct DraftPathTests {
  static let names = [
    "a\nb", "a\r\nb", "a\tb", "a\u{1}b", "a\u{B}b", "a\u{1B}[31mb", "a\u{7F}b", "a\u{85}b", "a\u{2028}b",
    "a\u{FFFE}b",
    "a\u{E000}b", "a\u{1F600}b", "\u{FEFF}a", "a\u{FEFF}b", "e\u{301}", "\u{301}a", "日本", " a", "a ", "a\n",
    "a\"b", "a'b", "a\\b", "a\\nb", "a#b", "a #b", "#a", "##[error]a", "a: b", "a:", ": a", "- a", "-a",
    "---", "...",
    "? a", "a b?c", "a*b", "*a", "&a", "!a", "|a", ">a", "%a", "@a", "`a", "{a}", "[a]", "a,b", "=a", "<<",
    "~", "::a::",
    "null", "true", "yes", "1", "1e5", "0x1f", ".inf", "a%41b", "a *b *c *d *e *f *g *h *i *j *k",
    "a]: b]: c]: d]: e]: f]: g]: h]: i]: j", "? ? ? ? ? ? ? ? ? ?", "é*é é*é é*é é*é é*é é*é é*é é*é é*é",
  ]

  /// The paths of the chat of the drafted plan.
  private func paths(_ draft: PlanDraft) throws -> [String] {
    let plan = try Plan(text: draft.text, path: "migration.yml")
    return try #require(plan.chats.first).source.paths.map(\.value)
  }

  @Test("of a file", arguments: names)
  func file(_ name: String) throws {
    let exports = try Exports(["\(name).csv": Chat.header + Chat.zulu])
    let found = try paths(PlanDraft(files: ["\(exports.path)/\(name).csv"], planDirectory: exports.path))
    #expect(found.count == 1)
    #expect(
      found[0].utf8.elementsEqual("\(name).csv".utf8) || found[0].utf8.elementsEqual("./\(name).csv".utf8))
    let source = Source(name: "chat", paths: [Located(found[0], line: 1)])
    #expect(try Export(source, relativeTo: exports.path).files.count == 1)
  }

  @Test("of a folder", arguments: names)
  func folder(_ name: String) throws {
    let exports = try Exports([:])
    try FileManager.default.createDirectory(
      atPath: "\(exports.path)/\(name)", withIntermediateDirectories: true)
    try exports.write(Data((Chat.header + Chat.zulu).utf8), to: "\(name)/c.csv")
    let draft = try PlanDraft(files: ["\(exports.path)/\(name)"], planDirectory: exports.path)
    let found = try paths(draft)
    #expect(
      found[0].utf8.elementsEqual("\(name)/c.csv".utf8) || found[0].utf8.elementsEqual("./\(name)/c.csv".utf8)
    )
  }

  @Test("that are not UTF-8 are told, and their files not left out")
  func notUTF8() throws {
    let exports = try Exports(["chat_1.csv": Chat.header + Chat.zulu])
    let name = Array("\(exports.path)/chat_".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
    fclose(fopen(name, "w"))
    let error = #expect(throws: ExportError.self) {
      try PlanDraft(files: [exports.path], planDirectory: exports.path)
    }
    #expect(
      error?.description
        == "\(exports.path): has a file whose name is not UTF-8: 'chat_\u{FFFD}'; rename it")
  }

  @Test("of a folder that can't be read, and of one in it, hidden files and folders aside")
  func folders() throws {
    let exports = try Exports(["chat.csv": Chat.header + Chat.zulu, ".hidden.csv": "a\n1\n"])
    try FileManager.default.createDirectory(atPath: "\(exports.path)/more", withIntermediateDirectories: true)
    #expect(try Export.files(inFolder: exports.path) == ["\(exports.path)/chat.csv"])
    let error = #expect(throws: ExportError.self) { try Export.files(inFolder: "\(exports.path)/none") }
    #expect(
      error?.description
        == "\(exports.path)/none: can't be found: No such file or directory; check the path in the plan")
  }

  @Test("of files whose stages have a gap, in the sentence that says so")
  func gap() throws {
    let chat = Chat.header + Chat.zulu
    let draft = try Exports(["a\nb_2021-Q1.csv": chat, "a\nb_2021-Q3.csv": chat]).draft()
    #expect(try paths(draft) == ["a\nb_2021-Q*.csv"])
    #expect(draft.decisions.map(\.sentence).contains { $0.contains("a\\u{A}b_2021-Q1.csv") })
  }

  @Test("of more globs than a plan may have aliases")
  func globs() throws {
    let exports = try Exports(["chat.csv": Chat.header + Chat.zulu])
    for folder in 0..<12 {
      let path = "\(exports.path)/d\(folder)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for page in 1...2 {
        try exports.write(
          Data("score,rating,of\(folder)\n1,2,3\n".utf8), to: "d\(folder)/satisfaction-\(page).csv")
      }
    }
    let folders = (0..<12).map { "\(exports.path)/d\($0)" }
    let draft = try PlanDraft(files: [exports.path] + folders, planDirectory: exports.path)
    #expect(try paths(draft) == ["chat.csv"])
  }

  @Test("columns that are called like lines of YAML stay in their comment")
  func columns() throws {
    let names = ["x\ny: 1", "*a *b *c *d *e *f *g *h *i", "]: ]: ]: ]: ]: ]: ]: ]: ]: ]:"]
    let header = "\(Chat.header.dropLast())\(names.map { ",\"\($0)\"" }.joined())\n"
    let rows = Chat.zulu.split(separator: "\n").map { "\($0),1,2,3\n" }.joined()
    #expect(try paths(Exports(["a.csv": header + rows]).draft()) == ["a.csv"])
  }

  @Test("sixteen thousand columns are a plan that can be read: a hundred have a line, the others are counted")
  func manyColumns() throws {
    let more = (0..<16_000).map { ",extra_column_\($0)" }.joined()
    let values = String(repeating: ",1", count: 16_000)
    let rows = Chat.zulu.split(separator: "\n").map { "\($0)\(values)\n" }.joined()
    let draft = try Exports(["a.csv": "\(Chat.header.dropLast())\(more)\n\(rows)"]).draft()
    #expect(try paths(draft) == ["a.csv"])
    #expect(draft.text.contains("# not mapped: extra_column_99: "))
    #expect(!draft.text.contains("extra_column_100:"))
    #expect(draft.text.contains("# not mapped: 15,900 more columns; 'deskaudit profile' has all\n"))
  }
}
