import Exports
import Foundation
import Plan

/// The id map beside the archive: which number each id got that is a text. A claim to check, never a fact to trust.
///
/// `@unchecked Sendable`: one thread fills it; then it is only read.
final class IDMap: @unchecked Sendable {
  let path: String
  private(set) var isThere = false
  private(set) var trouble: String?
  /// Lines that are not a numbering, a number and a text: all counted, the first kept.
  private(set) var malformed: [(line: Int, message: String)] = []
  private(set) var malformedCount = 0
  private var names: [String] = []
  private let nameOfRow = Vector<Int32>()
  private let numbers = Vector<Int64>()
  private let texts = Vector<UInt8>()
  private let ends = Vector<Int>()
  private let lines = Vector<UInt32>()

  init(beside archivePath: String) { path = archivePath + ".ids.csv" }

  var count: Int { numbers.count }

  func line(_ row: Int) -> Int { Int(lines[row]) }

  /// What a line says; the text is valid as long as the map lives.
  subscript(row: Int) -> (numbering: String, number: Int64, text: Bytes) {
    let start = row == 0 ? 0 : ends[row - 1]
    let text = Bytes(start: texts.base + start, count: ends[row] - start)
    return (names[Int(nameOfRow[row])], numbers[row], text)
  }

  /// Reads the map, if there is one.
  func load() {
    isThere = FileManager.default.fileExists(atPath: path)
    guard isThere else { return }
    var source = Source(name: "the id map", paths: [Located(path, line: 0)])
    source.format = .csv
    source.delimiter = comma
    do {
      _ = try Export(source, relativeTo: "").read(
        columns: ["numbering", "id", "text"],
        problem: { reject(line: Int(clamping: $0.line), $0.message) },
        receive: { block in for record in 0..<block.count { append(block, record) } })
    } catch {
      trouble = String(describing: error)
    }
  }

  private func append(_ block: RecordBlock, _ record: Int) {
    let line = Int(clamping: block.places[record].line)
    let (name, text) = (block[record, 0], block[record, 2])
    guard let number = integer(block[record, 1]), isUTF8(name), isUTF8(text) else {
      return reject(line: line, "expected a whole number under 'id', and UTF-8")
    }
    let spelled = String(decoding: name, as: UTF8.self)
    let known = names.lastIndex(of: spelled) ?? names.count
    if known == names.count { names.append(spelled) }
    nameOfRow.append(Int32(truncatingIfNeeded: known))
    numbers.append(number)
    texts.append(text)
    ends.append(texts.count)
    lines.append(UInt32(clamping: line))
  }

  private func reject(line: Int, _ message: String) {
    malformedCount += 1
    if malformed.count < Finding.evidenceLimit { malformed.append((line, message)) }
  }
}

private let comma = UInt8(ascii: ",")
