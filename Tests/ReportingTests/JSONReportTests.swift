import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("audit.json")
struct JSONReportTests {
  @Test("an audit is read back exactly")
  func roundTrip() throws {
    let text = JSONReport.render(sampleAudit())
    let result = try JSONReport.read(Array(text.utf8))
    #expect(result == sampleAudit())
    #expect(Array(JSONReport.render(result).utf8) == Array(text.utf8))
  }

  @Test("hostile text is read back byte by byte")
  func hostile() throws {
    try expectRoundTrip(hostileStrings)
  }

  // Skipped where the corpora don't lie beside the package.
  @Test("naughty strings are read back byte by byte", .enabled(if: naughtyStrings != nil))
  func naughty() throws {
    try expectRoundTrip(try #require(naughtyStrings))
  }

  private func expectRoundTrip(_ strings: [String]) throws {
    let text = JSONReport.render(audit(filledWith: strings))
    let result = try JSONReport.read(Array(text.utf8))
    #expect(result.rules.map { Array($0.title.utf8) } == strings.map { Array($0.utf8) })
    #expect(Array(JSONReport.render(result).utf8) == Array(text.utf8))
  }

  @Test("the largest numbers and the smallest times are read back exactly")
  func numbers() throws {
    var result = sampleAudit()
    result.archive.bytes = Int.max
    result.rules[0].examined = 9_007_199_254_740_993
    result.timing.seconds = .leastNonzeroMagnitude
    #expect(try JSONReport.read(Array(JSONReport.render(result).utf8)) == result)
  }

  @Test("no control, format or line-separating character stands in the file")
  func escaped() {
    let text = JSONReport.render(audit(filledWith: hostileStrings))
    #expect(text.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
  }

  @Test(
    "a string is escaped as RFC 8259 demands, and a little more",
    arguments: [
      ("plain", #""plain""#), ("\"\\/", #""\"\\/""#), ("\n\t\u{1}", #""\n\u0009\u0001""#),
      ("\u{2028}", #""\u2028""#), ("é日", "\"é日\""), ("\u{E0001}", #""\udb40\udc01""#),
      ("\u{7F}", #""\u007f""#),
    ])
  func string(text: String, json: String) {
    var writer = JSONWriter()
    writer.string(text)
    #expect(writer.text == json)
  }

  @Test("the schema version stands first and the timing last")
  func order() throws {
    let lines = JSONReport.render(sampleAudit()).split(separator: "\n")
    let keys = lines.filter { $0.hasPrefix("  \"") }.map { $0.split(separator: "\"")[1] }
    #expect(
      keys == [
        "schema_version", "title", "tool", "verdict", "exit_code", "as_of", "archive", "sources", "rules",
        "balance", "mapping", "plan_path", "plan_sha256", "rules_sha256", "shows_values", "causes",
        "policy", "measured_plan_sha256", "periods", "batch_runs", "since", "samples", "timing",
      ])
  }

  // Skipped where Python's jsonschema is not installed.
  @Test("a report satisfies the schema that is shipped", .enabled(if: hasPython("jsonschema")))
  func schema() throws {
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)):
          print(error.json_path, error.message)
      print("checked")
      """
    let schema = packageRoot.appending(path: "Reports/audit.schema.json").path
    for result in [sampleAudit(), audit(filledWith: hostileStrings), audit(filledWith: [])] {
      let said = try output(of: "python3", ["-c", script, schema], input: JSONReport.render(result))
      #expect(said == "checked\n")
    }
    let wrong = JSONReport.render(sampleAudit()).replacing("\"exit_code\": 1", with: "\"exit_code\": 0")
    #expect(
      try output(of: "python3", ["-c", script, schema], input: wrong)
        == "$.exit_code 1 was expected\nchecked\n")
  }
}

@Suite("A file that is no audit.json")
struct JSONReadingTests {
  private func problem(_ text: String) -> String? {
    do {
      _ = try JSONReport.read(Array(text.utf8), path: "r/audit.json")
      return nil
    } catch {
      return error.description
    }
  }

  @Test(
    "a text that is not JSON, or is cut, is refused",
    arguments: ["", "nonsense", "{", "{\"a\": 1}}", "\u{0}", String(repeating: "[", count: 100_000)])
  func notJSON(text: String) {
    #expect(problem(text) == "r/audit.json: this is not JSON, or not complete; write the reports again")
  }

  @Test("a report cut anywhere is refused")
  func cut() {
    let bytes = Array(JSONReport.render(sampleAudit()).utf8)
    for length in stride(from: 0, to: bytes.count - 2, by: 37) {
      #expect(throws: ReportError.self) { try JSONReport.read(Array(bytes[..<length])) }
    }
  }

  @Test("JSON of another kind is refused", arguments: ["[]", "1", "null", "\"x\""])
  func otherJSON(text: String) {
    #expect(problem(text)?.hasPrefix("r/audit.json: expected an object; is this an audit.json?") == true)
  }

  @Test(
    "one wrong value is refused with its place",
    arguments: [
      (
        "\"schema_version\": 6", "\"schema_version\": 5",
        "this version reads schema version 6, found 5 for 'schema_version'"
      ),
      ("\"exit_code\": 1", "\"exit_code\": 0", "expected 1, as the verdict says, for 'exit_code'"),
      ("\"verdict\": \"fail\"", "\"verdict\": \"maybe\"", "unknown word 'maybe' for 'verdict'"),
      ("\"outcome\": \"failed\"", "\"outcome\": \"fine\"", "unknown word 'fine' for 'rules[1].outcome'"),
      (
        "\"violations\": 120", "\"violations\": -1",
        "expected a number from 0 on, found -1 for 'rules[1].violations'"
      ),
      ("\"violations\": 120", "\"violations\": \"120\"", "expected a whole number for 'rules[1].violations'"),
      ("\"violations\": 120", "\"violations\": null", "expected a whole number for 'rules[1].violations'"),
      ("\"title\": \"Chat", "\"titel\": \"Chat", "'title' is missing; is this an audit.json of this tool?"),
      ("\"seconds\": 2.5", "\"seconds\": null", "expected a number for 'timing.seconds'"),
      ("\"is_complete\": true", "\"is_complete\": 1", "expected true or false for 'archive.is_complete'"),
      ("\"kind\": \"longest\"", "\"kind\": \"best\"", "unknown word 'best' for 'samples[0].reasons[1].kind'"),
      (
        "\"from\": 20", "\"from\": 30",
        "expected a part of the text for 'samples[1].rows[0].body.marked'"
      ),
      ("\"line\": 17", "\"line\": {}", "expected a whole number for 'rules[1].evidence[1].export.line'"),
    ])
  func wrongValue(old: String, new: String, message: String) {
    let text = JSONReport.render(sampleAudit())
    #expect(text.contains(old))
    #expect(problem(text.replacing(old, with: new, maxReplacements: 1)) == "r/audit.json: \(message)")
  }

  @Test("members that this version doesn't know are ignored")
  func unknownMember() throws {
    let text = JSONReport.render(sampleAudit()).replacing("\"tool\":", with: "\"colour\": [1], \"tool\":")
    #expect(try JSONReport.read(Array(text.utf8)) == sampleAudit())
  }
}
