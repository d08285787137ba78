import Foundation
import Plan
import Testing

@testable import Exports

@Suite("Python's csv and gzip", .enabled(if: Python.isInstalled, "skipped: there is no python3"))
struct PythonAgreementTests {
  /// One file that Python wrote.
  private struct Written: Decodable {
    var name: String
    var encoding: String
    var rows: [[String]]
  }

  @Test("agree on generated files of each delimiter, encoding and line end, compressed and plain")
  func generated() throws {
    for seed in 1...4 {
      let folder = try TemporaryFolder()
      let said = try Python.run(Self.script, [folder.path, "\(seed)"])
      let files = try JSONDecoder().decode([Written].self, from: Data(said.utf8))
      #expect(files.count == 96)
      for file in files {
        let export = try folder.export(file.name) {
          if file.encoding == "cp1252" { $0.encoding = .windows1252 }
        }
        let chunk = [7, 100, 1 << 20][seed % 3]
        let reading = try Reading(export, columns: ["third", "first"], limits: ReadLimits(chunk: chunk))
        let expected = file.rows.map { [Field(Array($0[2].utf8)), Field(Array($0[0].utf8))] }
        #expect(reading.rows == expected, "seed \(seed), \(file.name)")
        #expect(reading.problems == [], "seed \(seed), \(file.name)")
      }
    }
  }

  /// Writes a file for each combination, and prints what is in them.
  private static let script = #"""
    import csv, gzip, io, itertools, json, random, sys
    folder, seed = sys.argv[1], int(sys.argv[2])
    generator = random.Random(seed)
    pieces = ["x", "yz", ",", ";", "\t", "|", '"', '""', "\n", "\r\n", "\r", " ", "'", "\\", "é", "€",
              "a longer text, of more than sixteen bytes", "“"]
    beyond = ["中", "\U0001F600", "\u0100", "\u2028"]
    files = []
    for delimiter, encoding, end, packed in itertools.product(
            ",;\t|", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"], ["\n", "\r\n"],
            [False, True]):
        choices = pieces + (beyond if encoding != "cp1252" else [])
        rows = [["".join(generator.choices(choices, k=generator.randrange(6))) for _ in range(3)]
                for _ in range(generator.randrange(40))]
        text = io.StringIO()
        # Left to itself, it quotes a line end only if it writes such line ends itself.
        quoting = csv.QUOTE_ALL if end == "\n" else generator.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerow(["first", "second; of 2, all|\tnone", "third"])
        writer.writerows(rows)
        data = text.getvalue().encode(encoding)
        if packed:
            cut = generator.randrange(len(data) + 1)
            data = gzip.compress(data[:cut]) + gzip.compress(data[cut:])
        name = f"{len(files)}.csv"
        with open(f"{folder}/{name}", "wb") as file: file.write(data)
        files.append({"name": name, "encoding": encoding, "rows": rows})
    print(json.dumps(files))
    """#
}
