import Foundation
import Testing

@testable import Plan

@Suite("Texts and files that are no plan")
struct PlanFileTests {
  @Test(
    "a text that is not YAML is refused at its line, with what to do",
    arguments: [
      (
        "sources: {chat: {path: *.csv}}",
        "m.yml:1: not YAML: did not find expected alphabetic or numeric character while scanning an alias; "
          + "put a value that begins with * in quotes"
      ),
      (
        "sources: {chat: {path: *csv}}",
        "m.yml:1: not YAML: found undefined alias; put a value that begins with * in quotes"
      ),
      (
        "migration: a: b",
        "m.yml:1: not YAML: mapping values are not allowed in this context; check the indentation, and quote "
          + "values that contain ': '"
      ),
      (
        "sources:\n\tchat: {path: a.csv}",
        "m.yml:2: not YAML: found character that cannot start any token while scanning for the next token; "
          + "indent with spaces, and quote values that begin with @, ` or %"
      ),
      (
        "sources: {chat: {path: a.csv}\n",
        "m.yml:1: not YAML: did not find expected ',' or '}' while parsing a flow mapping; check the "
          + "indentation and the quotes here"
      ),
      (
        "migration: a\nmigration x\n",
        "m.yml:2: not YAML: could not find expected ':' while scanning a simple key; check the indentation, "
          + "and write 'key: value'"
      ),
      (
        "migration: a\nsources: \u{7}",
        "m.yml:2: not YAML: control characters are not allowed (U+0007); remove that character"
      ),
      (
        "migration: a\r\nsources: \u{0}",
        "m.yml:2: not YAML: control characters are not allowed (U+0000); remove that character"
      ),
      (
        "migration: a\n---\nmigration: b\n",
        "m.yml:2: there is a second document here; a plan is one document: remove the '---'"
      ),
      (
        "sources: {chat: {path: a.csv}}\narchive: {}\narchive: {}",
        "m.yml:2: the key 'archive' is there twice in one mapping, here first; keep one"
      ),
      ("just words", "m.yml:1: expected keys such as 'sources:', found text 'just words'; is this a plan?"),
      ("\n- a\n", "m.yml:2: expected keys such as 'sources:', found a list; is this a plan?"),
      ("---\n", "m.yml:1: expected keys such as 'sources:', found nothing; is this a plan?"),
      ("", "m.yml: this plan is empty; it needs at least 'sources'"),
      ("# nothing yet\n", "m.yml: this plan is empty; it needs at least 'sources'"),
    ])
  func notYAML(text: String, problem: String) {
    #expect(problems(of: text) == [problem])
  }

  @Test("a byte that is not UTF-8 is refused at its line")
  func notUTF8() {
    let error = #expect(throws: PlanError.self) {
      try Plan(text: Array("migration: a\nsources: ".utf8) + [0xE9, 0x0A], path: "m.yml")
    }
    #expect(error?.description == "m.yml:2: this is not UTF-8; save the plan as UTF-8")
  }

  @Test("a text in UTF-16 is refused")
  func utf16() {
    let error = #expect(throws: PlanError.self) {
      try Plan(text: [0xFF, 0xFE, 0x61, 0x00], path: "m.yml")
    }
    #expect(error?.description == "m.yml:1: this is not UTF-8; save the plan as UTF-8")
  }

  @Test(
    "nesting without end is refused with a sentence",
    arguments: [
      String(repeating: "[", count: 60_000), String(repeating: "{", count: 60_000),
      String(repeating: "- ", count: 30_000), String(repeating: "a: {", count: 15_000),
    ])
  func nesting(text: String) {
    #expect(
      problems(of: text) == ["m.yml:1: lists or mappings are nested too deep here; a plan has seven levels"])
  }

  @Test("aliases that multiply are refused before they are followed")
  func billionLaughs() {
    var text = "a: &a [lol]\n"
    for level in 1...30 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(
      problems(of: text.replacing("*a0", with: "*a")) == [
        "m.yml: this plan has more than 8 YAML aliases (*name) or keys that are lists or mappings; "
          + "write the values out"
      ])
  }

  @Test(
    "keys within keys are refused before they are compared",
    arguments: [
      String(repeating: "? ", count: 9) + "a",
      String(repeating: "{", count: 10) + "a" + String(repeating: "}  : 1", count: 10),
      String(repeating: "[", count: 10) + "a" + String(repeating: "]: 1", count: 10),
    ])
  func keysWithinKeys(text: String) {
    #expect(
      problems(of: text) == [
        "m.yml: this plan has more than 8 YAML aliases (*name) or keys that are lists or mappings; "
          + "write the values out"
      ])
  }

  @Test("many globs, emphases and questions are no aliases")
  func manyStars() {
    let paths = (1...20).map { "exports/chat_\($0)_*.csv, \"*_\($0).csv\"" }.joined(separator: ", ")
    #expect(problems(of: "migration: really? now * then\nsources: {chat: {path: [\(paths)]}}") == [])
  }

  @Test("a plan of 64 KiB is read, a byte more is refused")
  func largest() {
    let plan = "sources: {chat: {path: a.csv}}\n#"
    let padding = String(repeating: "x", count: 64 * 1024 - plan.utf8.count)
    #expect(problems(of: plan + padding) == [])
    #expect(
      problems(of: plan + padding + "x") == [
        "m.yml: this file is larger than a plan can be (64 KiB); is it an export?"
      ])
  }

  @Test("a plan cut at any byte is a plan or a sentence")
  func cut() {
    let text = Array("sources: {chat: {path: \"a\\u00e9é.csv\"}}\nidentity: {match: email}\n".utf8)
    for length in text.indices {
      do {
        _ = try Plan(text: Array(text[..<length]), path: "m.yml")
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
  }
}

@Suite("Reading a plan's file")
struct PlanContentsTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID().uuidString)")
    .path

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func problem(at path: String) -> String? {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      _ = try Plan(contentsOf: path)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("a plan is read from its file")
  func read() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = "sources: {chat: {path: a.csv}}\n"
    try Data(text.utf8).write(to: URL(filePath: folder + "/migration.yml"))

    let plan = try Plan(contentsOf: folder + "/migration.yml")

    #expect(plan == (try Plan(text: text, path: folder + "/migration.yml")))
    #expect(plan.directory == folder)
  }

  @Test("a missing file is a sentence")
  func missing() {
    #expect(
      problem(at: folder + "/none.yml")
        == "\(folder)/none.yml: there is no such file; name the plan, or run this in its folder")
  }

  @Test("a folder is a sentence")
  func directory() {
    #expect(problem(at: folder) == "\(folder): this is a folder; name the plan in it, such as migration.yml")
  }

  @Test("an empty file is a sentence")
  func empty() throws {
    try Data().write(to: URL(filePath: folder + "/m.yml"))
    #expect(
      problem(at: folder + "/m.yml") == "\(folder)/m.yml: this plan is empty; it needs at least 'sources'")
  }

  @Test("a file that goes on and on is refused after the largest plan")
  func endless() {
    #expect(
      problem(at: "/dev/zero")
        == "/dev/zero: this file is larger than a plan can be (64 KiB); is it an export?")
  }
}
