import Foundation
import Plan
import Testing

@testable import Exports

@Suite(
  "Python's json on nested arrays",
  .enabled(if: Python.isInstalled, "skipped: there is no python3"))
struct NestedAgreementTests {
  private static let columns = ["^.^.id", "^.id", "id", "o.x", "^.o.x", "^.[]", "[]"]

  @Test(
    "agrees on every row of generated records, on lines, in an array and in a page, and each is found again")
  func generated() throws {
    for seed in UInt64(1)...6 {
      var random = SeededGenerator(seed: seed)
      let records = (0..<200).map { _ in random.nestedRecord() }
      let text =
        switch seed % 3 {
        case 0: records.joined(separator: "\n")
        case 1: "[" + records.joined(separator: ",\n") + "]"
        default: #"{"next_page":null,"list":["# + records.joined(separator: " ,\r\n") + "]}"
        }
      let folder = try TemporaryFolder()
      try folder.write(text, to: "records.json")
      let export = try folder.export("records.json") {
        $0.each = EachPath("w.a[].é[]")
        $0.format = seed % 3 == 0 ? .ndjson : .json
      }
      let reading = try Reading(
        export, columns: Self.columns, limits: ReadLimits(chunk: random.pick([64, 1000, 1 << 20])))
      #expect(reading.rows.count > 100)
      #expect(reading.problems.count > 20)
      let dump = zip(reading.places, reading.rows).map { place, row in
        (["\(place.element)"] + row.map { $0.bytes.map { String($0, radix: 16) }.joined(separator: ".") })
          .joined(separator: " ")
      }
      try folder.write(dump.joined(separator: "\n"), to: "rows.txt")
      #expect(
        try Python.run(Self.script, [folder.path, "\(reading.problems.count)"])
          == "\(reading.rows.count) rows agree\n", "seed \(seed)")
      #expect(
        try lookUp(export, Self.columns, reading.places) == [reading.rows, reading.rows], "seed \(seed)")
    }
  }

  private static let script = #"""
    import json, sys
    class Number(str): pass
    text = open(sys.argv[1] + "/records.json", encoding="utf-8", newline="").read()
    parse = lambda text: json.loads(text, parse_int=Number, parse_float=Number)
    try: records = parse(text)
    except ValueError: records = [parse(line) for line in text.split("\n")]
    if isinstance(records, dict): records = records["list"]
    def value(item, name):
        if name in item: return item[name]
        outer, dot, inner = name.partition(".")
        return item[outer].get(inner) if dot and isinstance(item.get(outer), dict) else None
    def field(value):
        if value is None: value = ""
        if value is True or value is False: value = str(value).lower()
        # Objects and arrays are compared by what is in them.
        if isinstance(value, (dict, list)): return value
        return value
    problems = 0
    def array(holder, key):
        global problems
        found = holder.get(key)
        if found is None: return []
        if not isinstance(found, list):
            problems += 1
            return []
        return found
    expected = []
    for record in records:
        ordinal = 0
        way = record.get("w")
        if way is None: continue
        if not isinstance(way, dict):
            problems += 1
            continue
        for i, outer in enumerate(array(way, "a")):
            if not isinstance(outer, dict):
                problems += 1
                continue
            for j, inner in enumerate(array(outer, "é")):
                if isinstance(inner, dict):
                    values = [value(record, "id"), value(outer, "id"), value(inner, "id"), value(inner, "o.x"),
                              value(outer, "o.x"), str(i), str(j)]
                    expected.append((ordinal, [field(v) for v in values]))
                else: problems += 1
                ordinal += 1
    if problems != int(sys.argv[2]): print(problems, "problems expected")
    said = open(sys.argv[1] + "/rows.txt").read().split("\n")
    count = 0
    for line, (ordinal, values) in zip(said, expected):
        parts = line.split(" ")
        found = [bytes(int(b, 16) for b in part.split(".") if b).decode() for part in parts[1:]]
        found = [parse(f) if isinstance(v, (dict, list)) else f for f, v in zip(found, values)]
        if int(parts[0]) == ordinal and found == values: count += 1
        else: print(parts[0], ordinal, found, values)
    if len(said) != len(expected): print(len(said), "rows,", len(expected), "expected")
    print(count, "rows agree")
    """#
}

extension SeededGenerator {
  /// A record with arrays on two levels, and now and then something else in place of an array or an object.
  fileprivate mutating func nestedRecord() -> String {
    let way = rarely(or: { $0.members(["\"a\":" + $0.array { $0.outer() }]) })
    return members(["\"id\":" + scalar(), pick(["\"w\":", "\"\\u0077\":"]) + way])
  }

  private mutating func outer() -> String {
    members([
      "\"id\":" + scalar(), pick(["\"é\":", "\"\\u00e9\":"]) + array { $0.inner() },
      "\"o\":{\"x\":\(scalar())}",
    ])
  }

  private mutating func inner() -> String { members(["\"id\":" + scalar(), "\"o\":{\"x\":\(scalar())}"]) }

  private mutating func array(of element: (inout SeededGenerator) -> String) -> String {
    rarely(or: { random in
      "[" + random.space()
        + (0..<random.next() % 4).map { _ in random.rarely(or: element) + random.space() }
        .joined(separator: ",") + "]"
    })
  }

  /// An object of these members, in any order, some left out, between others.
  private mutating func members(_ members: [String]) -> String {
    var members = members.filter { _ in next() % 12 != 0 }
    if next() % 3 == 0 { members.append("\"z\":[{\"id\":1,\"a\":[{}]},\"]}\"]") }
    members.shuffle(using: &self)
    return "{" + space() + members.joined(separator: space() + "," + space()) + space() + "}"
  }

  private mutating func rarely(or usual: (inout SeededGenerator) -> String) -> String {
    next() % 16 == 0 ? pick(["null", "7", "\"[{\"", "\"\"", "true", "[{}]", "{}"]) : usual(&self)
  }

  private mutating func scalar() -> String {
    pick([
      "1", "-2.50e3", "null", "true", "\"x\"", "\"\\\"[{\\\\\"", "\"\\u00e9\\ud83d\\ude00\"",
      "{\"x\":\"\\n\"}", "\"\"",
    ])
  }

  private mutating func space() -> String { pick(["", "", " ", "\t"]) }
}
