import Foundation
import Testing

/// Several JSON records on one line, and several rows in each of them: every place says which.
@Suite("Places of rows on one line")
struct RowPlaceTests {
  private static let plan = """
    records:
      comments:
        fields: {id: id, ticket_id: ^.id, author_id: by, public: public, created_at: at, html_body: text}
      tickets: {fields: {requester_id: ^.by, created_at: ^.at}}
      users: {fields: {name: name, email: {value: null}}}
    """

  /// Two conversations of two parts each, on one line.
  private static func conversations(_ last: String = "Good bye", lastID: String = "22") -> String {
    func part(_ id: String, _ text: String) -> String {
      #"{"id":\#(id),"by":1,"name":"Ann","public":true,"at":"2021-01-01T00:00:00Z","text":"\#(text)"}"#
    }
    func conversation(_ id: Int, _ parts: [String]) -> String {
      #"{"id":\#(id),"by":1,"at":"2021-01-01T00:00:00Z","parts":[\#(parts.joined(separator: ","))]}"#
    }
    return "[" + conversation(5, [part("11", "Hello"), part("12", "Hi")]) + ","
      + conversation(6, [part("21", "Hello"), part(lastID, last)]) + "]\n"
  }

  private static func folder() throws -> Folder {
    let folder = try Folder.migration(plan: plan)
    let text = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      text.replacing("{path: exports/chat.csv}", with: "{path: exports/chat.json, each: 'parts[]'}"),
      to: "migration.yml")
    try folder.write(conversations(), to: "exports/chat.json")
    return folder
  }

  @Test(
    "the row of an element is named by the record on the line and the element in it, by build and by verify")
  func element() throws {
    let folder = try Self.folder()
    try expectPass(folder)
    try folder.write(Self.conversations(lastID: "3.5"), to: "exports/chat.json")
    let build = try Tool.run("build", "--output", "other.tar.gz", in: folder)
    #expect(build.errors.hasPrefix("error: exports/chat.json:1[1] element 1: id can't be read"))
    let findings = try folder.audit().report.findings
    #expect(
      findings.contains(
        "no-rejected-rows: exports/chat.json:1[1] element 1: id is '3.5', which is not a 64-bit integer: a number with a "
          + "fraction | exports/chat.json:1 record 1 element 1"), "\(findings)")
  }

  @Test("a text that changed is read again from its own row, though others begin on the same line")
  func changedText() throws {
    let folder = try Self.folder()
    try expectPass(folder)
    try folder.write(Self.conversations("Good byte"), to: "exports/chat.json")
    let finding = try #require(try folder.audit().report.rule("bodies-are-unchanged").evidence.first)
    #expect(finding.message.hasSuffix("; 1 character cut after character 7 (letter)"), "\(finding.message)")
    #expect(finding.export?.text == "exports/chat.json:1 record 1 element 1")
  }

  @Test("a record that is refused counts among those of its line, and has its own place")
  func refusedRecord() throws {
    let folder = try Self.folder()
    try folder.write(
      Self.conversations().replacing(",{\"id\":6", with: ",7,{\"id\":6").replacing(
        "\"id\":22", with: "\"id\":2,\"id\":22"),
      to: "exports/chat.json")
    let errors = try Tool.run("build", in: folder).errors
    #expect(errors.contains("exports/chat.json:1[1]: an element of the array is not a JSON object"))
    #expect(errors.contains("exports/chat.json:1[2]: the key 'id' is there twice in one object"))
  }

  @Test("profile names the row of a damaged value in the same way")
  func profile() throws {
    let folder = try Self.folder()
    try folder.write(Self.conversations("Ã¼"), to: "exports/chat.json")
    let outcome = try Tool.run("profile", "--format", "json", in: folder)
    #expect(outcome.output.contains("exports/chat.json:1[1] element 1"), "\(outcome.output)")
  }
}

/// Compressed files are unpacked for reading them again; the number of open files does not grow with theirs.
@Suite("Many compressed files")
struct ManyFilesTests {
  @Test("a hundred compressed files are built and verified with 64 open files at most")
  func hundred() throws {
    let folder = try Folder.migration()
    for number in 0..<100 {
      try folder.write(
        Folder.header
          + "2021-01-01T00:00:00Z,1,\(1000 + number),\(number / 3),true,Hi,2021-01-01T00:00:00Z,1,Ann,ann@example.org\n",
        to: "exports/chat-\(number).csv")
    }
    _ = try Tool.shell("gzip exports/chat-*.csv", in: folder)
    try folder.changePlan("exports/chat.csv}", to: "exports/chat-*.csv.gz}")
    let build = try Tool.shell("ulimit -n 64; exec \"$0\" build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    let verify = try Tool.shell("ulimit -n 64; exec \"$0\" verify", in: folder)
    #expect(verify.exitCode == 0, "\(verify.errors)")
    #expect(try folder.members().values.joined().ranges(of: "\"html_body\":\"Hi\"").count == 100)
  }
}
