import Foundation
import Plan
import Testing

@testable import Exports

@Suite("Reading JSON in pieces, and cut")
struct JSONPiecesTests {
  private static let lines =
    "\u{FEFF}{\"a\":\"\\u00e9\\ud83d\\ude00\",\"b\":[1,-2.5e+3]}\r\n\n"
    + "{\"b\":null,\"a\":true} \r{\"a\":\"é\\\\\",\"a\":0}\n"
    + "7\n{\"a\":\"x\ty\"}\n {\"b\":{\"c\":\"\\\"\"},\"a\":\"\\ud800\"}\r\n{\"a\":\"last\"}"
  private static let page =
    "{\"count\":3,\r\n\"meta\":{\"has_more\":false},\"none\":[],\"users\":["
    + "{\"a\":\"\\u00e9\\n\",\"b\":-1.5E-3},\r\n\r"
    + "{\"a\":{\"c\":[true,null]}, \"b\":\"é\"}\n,\"no\",{\"a\":1,\"\\u0061\":2},{\"b\":false}],"
    + "\"next_page\":null}\r\n"
  private static let array = "[ {\"a\":1},\r\n{\"b\":\"\\\\\"}\r,{} ]"

  @Test("gives the same records, places and problems as in one piece", arguments: [lines, page, array])
  func chunks(text: String) throws {
    let whole = try readJSON(text)
    #expect(whole.rows.count > 1)
    for chunk in 1...16 {
      #expect(try readJSON(text, limits: ReadLimits(chunk: chunk)) == whole, "chunk \(chunk)")
    }
  }

  @Test("never gives a record that was not there, and always says what is missing", arguments: [page, array])
  func cutPage(text: String) throws {
    let bytes = Array(text.utf8)
    let whole = try readJSON(bytes) { $0.format = .json }
    // Only white space stands after the last bracket.
    let end = (bytes.lastIndex { $0 > 0x20 } ?? 0) + 1
    for count in 0..<end {
      do {
        let reading = try readJSON(Array(bytes[..<count])) { $0.format = .json }
        #expect(Array(whole.rows.prefix(reading.rows.count)) == reading.rows, "cut at \(count)")
        #expect(reading.problems.last?.kind == .brokenJSON, "cut at \(count)")
      } catch let error as ExportError {
        #expect(count == 0 && error.message.hasPrefix("is empty"), "cut at \(count): \(error)")
      }
    }
    for count in end...bytes.count { #expect(try readJSON(Array(bytes[..<count])).rows == whole.rows) }
  }

  @Test("a cut file of lines lacks its last record or says that it is broken")
  func cutLines() throws {
    let bytes = Array(Self.lines.utf8)
    let whole = try readJSON(bytes)
    for count in 4..<bytes.count {
      let reading = try readJSON(Array(bytes[..<count])) { $0.format = .ndjson }
      #expect(Array(whole.rows.prefix(reading.rows.count)) == reading.rows, "cut at \(count)")
      let cut = whole.places.first { ($0.offset + 1..<$0.offset + UInt64($0.length)).contains(UInt64(count)) }
      if let cut {
        #expect(reading.problems.last?.offset == cut.offset, "cut at \(count)")
        #expect(reading.problems.last?.kind == .brokenJSON, "cut at \(count)")
      }
    }
  }

  @Test("every cut of two lines but the one between them is a problem")
  func everyCut() throws {
    let text = "{\"a\":\"\\u00e9\",\"b\":1}\n{\"a\":2,\"b\":{\"c\":[null]}}"
    let first = 20
    for count in 1..<text.utf8.count where count != first && count != first + 1 {
      let reading = try readJSON(Array(text.utf8.prefix(count))) { $0.format = .ndjson }
      #expect(reading.rows.count == (count < first ? 0 : 1), "cut at \(count)")
      #expect(reading.kinds == [.brokenJSON], "cut at \(count)")
    }
  }
}

@Suite(
  "Python's json",
  .enabled(if: Python.isInstalled, "skipped: there is no python3"))
struct JSONAgreementTests {
  @Test("agrees on generated records, whole and damaged, on lines and in an array")
  func generated() throws {
    for seed in UInt64(1)...6 {
      var random = SeededGenerator(seed: seed)
      let lines = (0..<300).map { _ in random.jsonLine() }
      let folder = try TemporaryFolder()
      try folder.write(Array(lines.joined(separator: [10])), to: "lines.json")
      let reading = try Reading(
        try folder.export("lines.json") { $0.format = .ndjson }, columns: ["a", "b", "c.d", "é"],
        limits: ReadLimits(chunk: random.pick([64, 1000, 1 << 20])))
      try folder.write(dump(reading), to: "rows.txt")
      let said = try Python.run(Self.script, [folder.path])
      #expect(said == "300 lines agree\n", "seed \(seed)")
    }
  }

  /// One line for each record and problem, in the order of their offsets.
  private func dump(_ reading: Reading) -> String {
    let rows = zip(reading.places, reading.rows).map { place, row in
      (place.offset, "\(place.line) row " + row.map { "x" + hex($0.bytes) }.joined(separator: " "))
    }
    let problems = reading.problems.map { ($0.offset, "\($0.line) \($0.kind.rawValue)") }
    return (rows + problems).sorted { $0.0 < $1.0 }.map(\.1).joined(separator: "\n")
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Reads the same lines and compares: strict numbers as their digits, each key once, no lone surrogates.
  private static let script = #"""
    import json, re, sys
    class Twice(Exception): pass
    def pairs(items):
        if len({k for k, _ in items}) < len(items): twice.append(1)
        if any(lone(k) or lone(v) for k, v in items): halves.append(1)
        return dict(items)
    # Bytes that are no UTF-8 are not this reader's to judge.
    class Number(str): pass
    def refuse(word): raise ValueError(word)
    def parse(text):
        return json.loads(text, object_pairs_hook=pairs, parse_int=Number, parse_float=Number,
                          parse_constant=refuse)
    def lone(value):
        if isinstance(value, list): return any(map(lone, value))
        return isinstance(value, str) and re.search("[\ud800-\udfff]", value) is not None
    def agrees(value, field):
        if value is None: return field == b""
        if value is True or value is False: return field == str(value).lower().encode()
        field = field.decode(errors="replace")
        return field == value if isinstance(value, str) else parse(field) == value
    def column(record, name):
        if name in record or "." not in name: return record.get(name)
        outer, inner = name.split(".")
        return record[outer].get(inner) if isinstance(record.get(outer), dict) else None
    said = open(sys.argv[1] + "/rows.txt").read().split("\n")
    count = 0
    for number, line in enumerate(open(sys.argv[1] + "/lines.json", "rb").read().split(b"\n"), 1):
        twice, halves = [], []
        stripped = line.strip(b" \t")
        try: value = parse(stripped.decode(errors="replace"))
        except (ValueError, RecursionError): value = ValueError
        if not stripped.startswith(b"{"): expected = "not an object"
        elif value is ValueError or halves: expected = "broken JSON"
        elif twice: expected = "duplicate key"
        else: expected = "row"
        found = said[count].split(" ")
        count += 1
        if found[0] != str(number) or expected != "row" and " ".join(found[1:]) != expected:
            print(number, expected, found, line)
        elif expected == "row":
            if found[1] != "row": print(number, expected, found, line); continue
            for name, field in zip(["a", "b", "c.d", "é"], found[2:]):
                if not agrees(column(value, name), bytes.fromhex(field[1:])):
                    print(number, name, field, line)
    print(count, "lines agree")
    """#
}

extension SeededGenerator {
  /// A record on one line; every fourth is damaged in one byte.
  fileprivate mutating func jsonLine() -> [UInt8] {
    var line = Array((space() + object(depth: 0) + space()).utf8)
    guard next() % 4 == 0, let index = line.indices.randomElement(using: &self) else { return line }
    switch next() % 3 {
    case 0: line.remove(at: index)
    case 1: line[index] = pick(Array("{}[]\":,\\0e-.tnu \t\u{1}x".utf8))
    default: line.insert(pick(Array("{}[]\":,\\0e-.tnu \t\u{1}x".utf8)), at: index)
    }
    // A blank line is not a record.
    return line.allSatisfy { $0 <= 0x20 } ? [120] : line
  }

  private mutating func object(depth: Int) -> String {
    var keys = [
      "a", "b", "c", "d", "c.d", "é", "\\u0065", "\\n", "\\uD83D\\uDE00", "a\\\\", "long key of many bytes",
    ]
    keys.shuffle(using: &self)
    if next() % 20 == 0 { keys[0] = keys[1] }
    if next() % 20 == 0 { keys += ["\\u0061"] }
    let members = keys.prefix(Int(next() % 8)).map { key in
      space() + "\"" + key + "\"" + space() + ":" + space() + value(depth: depth + 1) + space()
    }
    return "{" + (members.isEmpty ? space() : members.joined(separator: ",")) + "}"
  }

  private mutating func value(depth: Int) -> String {
    switch next() % (depth > 3 ? 8 : 11) {
    case 0: return "null"
    case 1: return pick(["true", "false"])
    case 2...3: return pick(["0", "-0", "11.0", "1E2", "-3.5e-07", "12345678901234567890123", "7"])
    case 4...7: return text()
    case 8: return object(depth: depth)
    case 9:
      return "[" + (0..<next() % 4).map { _ in space() + value(depth: depth + 1) }.joined(separator: ",")
        + "]"
    default: return pick(["[]", "{}", "[ ]"])
    }
  }

  private mutating func text() -> String {
    let parts = [
      "x", "é", "😀", "longer text of more than eight bytes", "\\\"", "\\\\", "\\/", "\\b\\f\\n\\r\\t",
      "\\u0000",
      "\\u00E9", "\\u20ac", "\\ud83D\\uDe00", "\u{2028}", "\u{7F}", "<p>", "'",
    ]
    var text = (0..<next() % 6).map { _ in pick(parts) }.joined()
    if next() % 40 == 0 { text += pick(["\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\u0041"]) }
    return "\"" + text + "\""
  }

  private mutating func space() -> String { pick(["", "", "", " ", "\t", "  \t"]) }
}
