import Foundation
import Testing

@Suite("deskaudit diff")
struct DiffCommandTests {
  private func folder(_ files: [String: String]) throws -> Folder {
    let folder = try Folder()
    for (name, text) in files { try folder.write(text, to: name) }
    return folder
  }

  private func findings(_ folder: Folder) throws -> [String] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(AuditReport.self, from: folder.bytes(of: "out/audit.json")).findings
  }

  @Test(
    "two files with the same rows in another order, in other formats and with columns in another order are equal"
  )
  func equal() throws {
    let folder = try folder([
      "a.csv": "id,name,at\n7,Ada,x\n8,\"Ben, B\",\n",
      "b.json": #"[{"at": null, "id": 8, "name": "Ben, B"}, {"id": 7, "name": "Ada", "at": "x"}]"#,
      "c.csv": "at;name;id\nx;Ada;7\n;Ben, B;8\n",
    ])
    for other in ["b.json", "c.csv"] {
      let outcome = try Tool.run("diff", "a.csv", other, "--key", "id", in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.errors.hasSuffix("failed=0 warnings=0 unchecked=0 waived=0\n"))
    }
    #expect(!folder.contains("Reports"), "reports are written where they are asked for")
  }

  @Test(
    "what is missing, unexpected, different, and a column of one file alone are found at their places: exit 1"
  )
  func different() throws {
    let folder = try folder([
      "a.csv":
        "id,name,at\n1,Ada,2021-01-01T00:00:00Z\n2,Ben,2021-01-01T00:00:00Z\n4,Cy,2021-01-01T00:00:00Z\n",
      "b.csv":
        "id,name,at,tag\n2,Bea,2021-01-01T01:00:00+01:00,\n1,Ada,2021-01-01T00:00:09Z,x\n9,Dan,2021-01-01T00:00:00Z,\n",
    ])
    let outcome = try Tool.run(
      "diff", "a.csv", "b.csv", "--key", "id", "--type", "at=timestamp", "--reports", "out", "--show-values",
      in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      try findings(folder) == [
        "columns-are-the-same: new_rows has the column tag, and old_rows has not",
        "no-rows-are-missing: row 4 is missing | a.csv:4",
        "no-rows-are-unexpected: row 9 is unexpected: old_rows has no row of this key | b.csv:4",
        "values-are-equal: row 2: name must be 'Ben' and is 'Bea' | a.csv:3 | b.csv:2",
        "values-are-equal: row 1: at must be 2021-01-01T00:00:00Z and is 2021-01-01T00:00:09Z, 9 seconds later | a.csv:2 | b.csv:3",
      ])
  }

  @Test("values are masked unless they are asked for, and so are keys that are texts")
  func masked() throws {
    let folder = try folder([
      "a.csv": "mail,name\nada@example.org,Ada\n", "b.csv": "mail,name\nada@example.org,Eva\n",
    ])
    let masked = try Tool.run("diff", "a.csv", "b.csv", "--key", "mail", in: folder)
    #expect(masked.exitCode == 1)
    #expect(
      masked.output.contains(
        "row with a key of 15 bytes (masked): name must be (3 bytes, masked) and is another text of the same length"
      ))
    #expect(!masked.output.contains("ada@"))
    let shown = try Tool.run("diff", "a.csv", "b.csv", "--key", "mail", "--show-values", in: folder)
    #expect(shown.output.contains("row 'ada@example.org': name must be 'Ada' and is 'Eva'"))
  }

  @Test("columns are chosen, left out, and may differ in time by as much as is said")
  func options() throws {
    let folder = try folder([
      "a.csv": "id,name,at\n1,Ada,2021-01-01T00:00:00Z\n",
      "b.csv": "id,name,at\n1,Bob,2021-01-01T00:01:00Z\n",
    ])
    func code(_ arguments: String...) throws -> Int32 {
      try Tool.run(["diff", "a.csv", "b.csv", "--key", "id"] + arguments, in: folder).exitCode
    }
    #expect(try code("--ignore", "name,at") == 0)
    #expect(try code("--columns", "at", "--type", "at=timestamp", "--tolerance", "60s") == 0)
    #expect(try code("--columns", "at", "--type", "at=timestamp", "--tolerance", "59s") == 1)
    #expect(try code("--columns", "name") == 1)
  }

  @Test(
    "numbers, and JSON but for white space and the order of keys, are equal by what they say, if they are called so"
  )
  func types() throws {
    let folder = try folder([
      "a.csv": "id,n,j\n1,1.50,\"{\"\"a\"\": 1, \"\"b\"\": [2]}\"\n",
      "b.csv": "id,n,j\n1,1.5,\"{\"\"b\"\":[2],\"\"a\"\":1}\"\n",
    ])
    let plain = try Tool.run("diff", "a.csv", "b.csv", "--key", "id", in: folder)
    #expect(plain.exitCode == 1)
    #expect(plain.output.contains("2 of 2 values of n, j differ"))
    #expect(
      try Tool.run(
        "diff", "a.csv", "b.csv", "--key", "id", "--type", "n=number", "--type", "j=json", in: folder
      ).exitCode == 0)
  }

  @Test("rows of one key that differ within a file, and malformed ones, fail")
  func conflicts() throws {
    let folder = try folder(["a.csv": "id,name\n1,Ada\n1,Bob\n", "b.csv": "id,name\n1,Ada\n\"2,x\n"])
    let outcome = try Tool.run("diff", "a.csv", "b.csv", "--key", "id", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("FAIL exports-have-no-conflict"))
    #expect(outcome.output.contains("FAIL no-rejected-rows"))
  }

  @Test("a column that is not there, one file twice, a type that is none: exit 64 with the nearest word")
  func usage() throws {
    let folder = try folder(["a.csv": "id,name\n1,Ada\n", "b.csv": "id,name\n1,Ada\n"])
    let cases: [([String], String)] = [
      (["a.csv", "b.csv", "--key", "idd"], "a.csv: has no column 'idd'; did you mean 'id'?"),
      (["a.csv", "a.csv", "--key", "id"], "both are the same file, 'a.csv'"),
      (
        ["a.csv", "b.csv", "--key", "id", "--type", "name"],
        "--type is COLUMN=TYPE, such as due_at=timestamp, found 'name'"
      ),
      (["a.csv", "b.csv", "--key", "id", "--type", "name=strin"], "found text 'strin'"),
    ]
    for (arguments, sentence) in cases {
      let outcome = try Tool.run(["diff"] + arguments, in: folder)
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    }
  }

  @Test(
    "a mistake, too, ends with the last line, and leaves no report of an earlier run where it would have written",
    arguments: ["--nonsense", "--columns none", "--type name=strin"])
  func mistake(options: String) throws {
    let folder = try folder(["a.csv": "id,name\n1,Ada\n", "b.csv": "id,name\n1,Ada\n"])
    let command = "exec \"$0\" diff a.csv b.csv --key id --reports out"
    try #require(try Tool.shell(command, in: folder).exitCode == 0)
    try #require(folder.contains("out/audit.json"))
    let outcome = try Tool.shell("\(command) \(options)", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.lastLine
        == "verdict=NO-VERDICT exit=64 rules=0 failed=0 warnings=0 unchecked=0 waived=0")
    #expect(!folder.contains("out/audit.json"))
  }

  @Test("a file that is not there is exit 2")
  func missingFile() throws {
    let folder = try folder(["a.csv": "id\n1\n"])
    let outcome = try Tool.run("diff", "a.csv", "b.csv", "--key", "id", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("b.csv"))
  }

  @Test("the plan that is printed is one that verify judges by, with the same result")
  func printedPlan() throws {
    let folder = try folder(["a.csv": "id,the name\n1,Ada\n", "b.csv": "id,the name\n1,Eva\n"])
    let printed = try Tool.run("diff", "a.csv", "b.csv", "--key", "id", "--print-plan", in: folder)
    #expect(printed.exitCode == 0)
    #expect(printed.output.contains("      the_name: {from: \"the name\"}"))
    try folder.write(printed.output, to: "migration.yml")
    let outcome = try Tool.run("verify", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("FAIL values-are-equal: 1 of 1 value of the_name differs"))
    #expect(!outcome.output.contains("Archive"), "there is none")
    #expect(folder.contains("Reports/out/audit.html"))
    #expect(!folder.contains("Reports/out/attestation.intoto.json"))
  }
}
