import Testing

@testable import Exports

@Suite("The fast reader and the obvious one")
struct AgreementTests {
  @Test(
    "agree on generated files, whatever the delimiter, the size of a read and the limit of a record",
    arguments: CSVOpening.delimiters)
  func generatedFiles(delimiter: UInt8) throws {
    for seed in UInt64(1)...400 {
      var random = SeededGenerator(seed: seed)
      let columns = random.pick([["a"], ["a", "b"], ["a", "b", "c"]])
      let limits = ReadLimits(
        chunk: random.pick([1, 2, 3, 5, 8, 13, 64, 1000]), record: random.pick([5, 12, 40, 10_000]))
      let header = random.pick(["", "\n", "\u{FEFF}"]) + columns.joined(separator: ",") + "\n"
      // Comma and delimiter change places.
      let bytes = (Array(header.utf8) + random.csv()).map {
        $0 == 44 ? delimiter : $0 == delimiter ? 44 : $0
      }
      try compare(
        bytes, columns: columns, delimiter: delimiter, limits: limits, "seed \(seed), \(limits)")
    }
  }

  @Test("agree on one file of every kind of byte, read in pieces of every size")
  func everyBufferSize() throws {
    let text =
      "a,b,c\r\n\"x\"\"y\",\"\",3\n\n\"1\r\n\"\"2\r\n\"\"\",é,\"\"\"\"\r\n4,5\r\nx\"y,\"z\"w,\0\r1,2,3"
    let bytes = Array(text.utf8)
    for chunk in 1...bytes.count + 1 {
      for record in [4, 9, 10_000] {
        try compare(
          bytes, columns: ["a", "b", "c"], limits: ReadLimits(chunk: chunk, record: max(record, 5)),
          "chunk \(chunk), record \(record)")
      }
    }
  }

  @Test("agree on long fields, in which every place of a wide load is met")
  func wideLoads() throws {
    for length in 0...40 {
      let run = String(repeating: "é-", count: length)
      for mark in ["\"\"", "\n", "\r", "\r\n", "\t", "\0", ","] {
        let text = "a,b\n\"\(run)\(mark)\(run)\",\(run)\n\(run)\t,\(run)\n"
        try compare(Array(text.utf8), columns: ["a", "b"], limits: ReadLimits(), "\(length) \(mark)")
      }
    }
  }

  private func compare(
    _ bytes: [UInt8], columns: [String], delimiter: UInt8 = 44, limits: ReadLimits, _ input: String
  ) throws {
    let expected = ObviousReader(
      bytes, columnCount: columns.count, delimiter: delimiter, limit: limits.record)
    let reading = try Reading(bytes, columns: columns, limits: limits) { $0.delimiter = delimiter }
    let problems = reading.problems.map { problem in
      var bare = problem
      bare.message = ""
      return bare
    }
    #expect(reading.rows == expected.rows, "\(input)")
    #expect(reading.places == expected.places, "\(input)")
    #expect(problems == expected.problems, "\(input)")
    #expect(reading.tapped == [bytes], "\(input)")
    #expect(
      reading.counts == [
        Reading.Counts(
          bytes: UInt64(bytes.count), records: expected.rows.count, problems: expected.problems.count)
      ], "\(input)")
  }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int(next() % UInt64(choices.count))]
  }

  /// Up to 30 fields, most of them well-formed, many separated by line ends.
  mutating func csv() -> [UInt8] {
    var text = ""
    for _ in 0..<next() % 30 {
      text += field()
      text += pick([",", ",", ",", "\n", "\n", "\r\n", "\r", ""])
    }
    return Array(text.utf8)
  }

  private mutating func field() -> String {
    let inside = ["x", "yz", "é", "\t", "longer text of more than sixteen bytes"]
    switch next() % 12 {
    case 0...3: return pick(inside)
    case 4...8:
      let parts = (0..<next() % 5).map { _ in pick(inside + ["\"\"", "\n", "\r\n", "\r", ","]) }
      return "\"" + parts.joined() + "\""
    case 9: return ""
    default:
      return (0..<next() % 5).map { _ in pick(inside + ["\"", "\"", "\0", "\n"]) }.joined()
    }
  }
}
