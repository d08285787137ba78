import Testing

@testable import Exports

@Suite("Looking records up again")
struct RecordLookupTests {
  @Test("records come in the order asked for, from all files, each by its own header")
  func order() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,\"x\"\"y\"\n2,z\n", to: "1.csv")
    try folder.write("\u{FEFF}b,a\r\n\"q\r\n\",3\r\n,4", to: "2.csv")
    let export = try folder.export("1.csv", "2.csv")
    let places = try Reading(export, columns: ["a"]).places
    let asked = [places[3], places[0], places[2], places[1]]
    #expect(try look(up: asked, in: export) == [["4", ""], ["1", "x\"y"], ["3", "q\r\n"], ["2", "z"]])
  }

  @Test("a place may be asked for twice")
  func twice() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,\"x\"\"y\"\"\"\n2,z\n", to: "1.csv")
    let export = try folder.export("1.csv")
    let places = try Reading(export, columns: ["a"]).places
    #expect(
      try look(up: [places[0], places[1], places[0]], in: export)
        == [["1", "x\"y\""], ["2", "z"], ["1", "x\"y\""]])
  }

  @Test("one lookup serves many calls, small after large ones, and none at all")
  func manyCalls() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,2\n3,4\n5,6\n", to: "1.csv")
    let export = try folder.export("1.csv")
    let places = try Reading(export, columns: ["a"]).places
    var lookup = try RecordLookup(export, columns: ["b"])
    var rows: [[[Field]]] = []
    for call in [places, [places[1]], [], places.reversed()] {
      try lookup.read(call) { rows.append($0.rows) }
    }
    #expect(rows == [[["2"], ["4"], ["6"]], [["4"]], [], [["6"], ["4"], ["2"]]])
  }

  @Test("every record of a generated file is found again, in any order, near and far")
  func generatedFile() throws {
    var random = SeededGenerator(seed: 7)
    var text = "a,b\n"
    for row in 0..<3000 {
      let body = String(repeating: "x\"\"\r\n", count: random.pick([0, 1, 2, 40, 3000]))
      text += "\(row),\"\(body)\"" + random.pick(["\n", "\r\n", "\r"])
    }
    let folder = try TemporaryFolder()
    try folder.write(text, to: "1.csv")
    let export = try folder.export("1.csv")
    let reading = try Reading(export, columns: ["a", "b"])
    #expect(reading.rows.count == 3000)
    let shuffled = reading.places.indices.shuffled(using: &random)
    let found = try look(up: shuffled.map { reading.places[$0] }, in: export)
    #expect(found == shuffled.map { reading.rows[$0] })
  }

  @Test("a place that holds another record, or none, is refused with its line")
  func wrongPlace() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,2\n3,\"4\"\n5\n7\",8\n\"6\n", to: "1.csv")
    let export = try folder.export("1.csv")
    let wrong = [(4, 2), (4, 4), (5, 3), (8, 4), (14, 1), (16, 4), (21, 3), (21, 99), (Int.max, 1)]
    for (offset, length) in wrong {
      let place = RecordPlace(file: 0, length: UInt32(length), offset: UInt64(offset), line: 3)
      #expect(
        refusal { _ = try look(up: [place], in: export) }
          == "1.csv:3: expected the record of \(length) bytes that was read here before (offset \(offset)); "
          + "the file changed between two readings. Run again when nobody writes to it")
    }
  }

  @Test("a file that the export doesn't have is refused")
  func noSuchFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,2\n", to: "1.csv")
    let place = RecordPlace(file: 1, length: 3, offset: 4, line: 2)
    #expect(
      refusal { _ = try look(up: [place], in: try folder.export("1.csv")) }
        == "chat: has no file with the index 1; expected one below 1")
  }

  @Test("a header that lacks a column is refused")
  func missingColumn() throws {
    let folder = try TemporaryFolder()
    try folder.write("x,b\n", to: "1.csv")
    #expect(
      refusal { _ = try look(up: [], in: try folder.export("1.csv")) }?.hasPrefix(
        "1.csv:1: the header does not have 'a'") == true)
  }

  @Test("a file that was written to after the first reading is refused")
  func changedBetweenReadings() throws {
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,2\n", to: "1.csv")
    let export = try folder.export("1.csv")
    let places = try Reading(export, columns: ["a"]).places
    var lookup = try RecordLookup(export, columns: ["a", "b"])
    try folder.touch("1.csv")
    #expect(refusal { try lookup.read(places) { _ in } } == "1.csv: " + changedSentence)
    #expect(refusal { _ = try RecordLookup(export, columns: ["a"]) } == "1.csv: " + changedSentence)
  }

  private func look(up places: [RecordPlace], in export: Export) throws -> [[Field]] {
    var lookup = try RecordLookup(export, columns: ["a", "b"])
    var rows: [[Field]] = []
    try lookup.read(places) { block in
      #expect(Array(block.places) == places)
      rows += block.rows
    }
    return rows
  }
}
