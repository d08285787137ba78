import Foundation
import Plan

/// Counts the elements of a nested array in all records of a JSON file (`each`), by brackets, strings and keys alone.
///
/// What stands in place of an array, of an object on the way to it, or of a record, counts as one: the reader reports
/// one problem for it. A key that is missing, or null, counts as nothing.
struct NestedCounter {
  private enum Step {
    case key([UInt8])
    case element
  }

  /// Where a container that leads to the elements stands: outside of the records, or in one after so many steps.
  private enum Place {
    case page, embedded, records
    case inRecord(Int)
  }

  /// Where records are: one on each line, in an array on top or of a page, or the object on top, on however many lines.
  enum Layout {
    case lines, page, object
  }

  private let steps: [Step]
  private let layout: Layout
  private let longestKey: Int
  /// By the key of the array at the top of a page, or `_embedded.` and its key in HAL's object; empty for an array on
  /// top.
  private var counts: [[UInt8]: Int] = [:]
  private var collection: [UInt8] = []
  private var count = 0

  /// What a line of NDJSON is, so far.
  private enum Line {
    case blank, record, other
  }

  private var line = Line.blank
  /// What may still come of a byte order mark.
  private var mark: ArraySlice<UInt8> = [0xEF, 0xBB, 0xBF]

  /// All containers that are open.
  private var depth = 0
  /// Those of them that lead to the elements, the outermost first. Inside of another one nothing is looked at.
  private var way: [Place] = []
  private var isInString = false
  private var isEscaped = false
  private var isInKey = false
  private var key: [UInt8] = []
  /// Whether a value comes next in the last container of `way`, or at the top.
  private var expectsValue = true

  init(_ each: EachPath, _ layout: Layout) {
    steps = each.steps.flatMap { [.key(Array($0.key.utf8))] + ($0.isArray ? [.element] : []) }
    longestKey = 4096 + 6 * (each.steps.map(\.key.utf8.count).max() ?? 0)
    self.layout = layout
  }

  /// The elements counted.
  ///
  /// - Parameter collection: the key of a JSON page that holds its records.
  func count(collection: String?) -> Int {
    layout != .page ? count : counts[Array((collection ?? "").utf8)] ?? 0
  }

  /// Takes the next bytes of the text; a chunk may end anywhere. Complexity: O(bytes).
  mutating func take(_ chunk: UnsafeRawBufferPointer) {
    for byte in chunk {
      if layout == .lines, byte == mark.first {
        mark.removeFirst()
      } else if layout == .lines, endsOrStartsLine(byte) || line == .other {
        continue
      } else if isInString {
        takeInString(byte)
      } else {
        take(byte)
      }
    }
  }

  /// Takes a line break, or a byte before anything else of a line; false for a byte that is in a record, or starts one.
  ///
  /// A line break is in no string, so that each line is counted whatever is wrong with the one before. A line that does not
  /// start like an object counts as one, whatever follows.
  private mutating func endsOrStartsLine(_ byte: UInt8) -> Bool {
    if mark.count == 1 || mark.count == 2 {
      // The start of a byte order mark, and not the rest: text.
      count += 1
      line = .other
    }
    mark = []
    if byte == 0x0A || byte == 0x0D {
      (depth, line) = (0, .blank)
      way.removeAll(keepingCapacity: true)
      (isInString, isEscaped, isInKey, expectsValue) = (false, false, false, true)
      return true
    }
    guard line == .blank else { return false }
    if byte == 0x20 || byte == 0x09 { return true }
    line = byte == UInt8(ascii: "{") ? .record : .other
    if line == .other { count += 1 }
    return false
  }

  private mutating func takeInString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      (isInString, isInKey) = (false, false)
      return
    }
    if isInKey, key.count < longestKey { key.append(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    let isOnWay = depth == way.count
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, 0x80...: break
    case UInt8(ascii: ":"): if isOnWay { expectsValue = true }
    case UInt8(ascii: ","): if isOnWay { expectsValue = isInArray }
    case UInt8(ascii: "\""):
      isInString = true
      if isOnWay, !expectsValue {
        isInKey = true
        key.removeAll(keepingCapacity: true)
      } else {
        _ = startValue(byte)
      }
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if let place = startValue(byte) {
        way.append(place)
        expectsValue = byte == UInt8(ascii: "[")
      }
      depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): close()
    default: _ = startValue(byte)
    }
  }

  private var isInArray: Bool {
    switch way.last {
    case nil, .page, .embedded: false
    case .records: true
    case .inRecord(let done): if case .element = steps[done] { true } else { false }
    }
  }

  private mutating func close() {
    if depth == way.count, let place = way.popLast() {
      if case .records = place { counts[collection] = count }
      expectsValue = false
    }
    depth -= 1
  }

  /// Counts the value that starts with `byte`, where it is one to be counted.
  ///
  /// - Returns: its place, where it is a container that leads to elements.
  private mutating func startValue(_ byte: UInt8) -> Place? {
    guard expectsValue, depth == way.count else { return nil }
    expectsValue = false
    let isArray = byte == UInt8(ascii: "[")
    switch way.last {
    case nil where layout == .page:
      guard !isArray else { return startRecords(of: []) }
      return byte == UInt8(ascii: "{") ? .page : nil
    case .page:
      if isArray { return startRecords(of: decodedKey(key)) }
      return byte == UInt8(ascii: "{") && decodedKey(key).elementsEqual("_embedded".utf8) ? .embedded : nil
    case .embedded: return isArray ? startRecords(of: Array("_embedded.".utf8) + decodedKey(key)) : nil
    case nil, .records: return start(byte, after: 0, isMember: false)
    case .inRecord(let done):
      guard case .key(let wanted) = steps[done] else { return start(byte, after: done + 1, isMember: false) }
      return wanted == decodedKey(key) ? start(byte, after: done + 1, isMember: true) : nil
    }
  }

  private mutating func startRecords(of collection: [UInt8]) -> Place {
    (self.collection, count) = (collection, 0)
    return .records
  }

  /// A value to which so many steps of a record lead.
  private mutating func start(_ byte: UInt8, after done: Int, isMember: Bool) -> Place? {
    if done < steps.count {
      var opening = UInt8(ascii: "{")
      if case .element = steps[done] { opening = UInt8(ascii: "[") }
      if byte == opening { return .inRecord(done) }
      if isMember, byte == UInt8(ascii: "n") { return nil }
    }
    count += 1
    return nil
  }
}

/// The bytes of a key of JSON, its escapes replaced.
func decodedKey(_ key: [UInt8]) -> [UInt8] {
  guard key.contains(UInt8(ascii: "\\")) else { return key }
  let text = Data([UInt8(ascii: "\"")] + key + [UInt8(ascii: "\"")])
  let decoded = try? JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed) as? String
  return decoded.map { Array($0.utf8) } ?? key
}
