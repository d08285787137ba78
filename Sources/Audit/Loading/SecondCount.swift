import Exports
import Foundation
import Plan

/// Counts the records of one file a second time, independently of the reader, by the format that the file has.
enum SecondCount {
  case csv(RecordCounter, hasHeader: Bool)
  case dialect(DialectCounter, hasHeader: Bool)
  case lines(LineCounter)
  case elements(ElementCounter)
  case object(ObjectCounter)
  case nested(NestedCounter)

  /// - Parameters:
  ///   - shape: what the file is.
  ///   - hasHeader: whether a CSV file has a line for its columns.
  init(_ shape: FileShape, hasHeader: Bool) {
    if let each = shape.each {
      let layout: NestedCounter.Layout =
        shape.isOneObject ? .object : shape.format == .ndjson ? .lines : .page
      self = .nested(NestedCounter(each, layout))
      return
    }
    switch shape.format {
    case .detected, .csv:
      let countsBlankLines = shape.columns.count == 1
      self =
        shape.dialect == CSVDialect()
        ? .csv(RecordCounter(countsBlankLines: countsBlankLines, hasHeader: hasHeader), hasHeader: hasHeader)
        : .dialect(
          DialectCounter(shape.dialect, countsBlankLines: countsBlankLines, hasHeader: hasHeader),
          hasHeader: hasHeader)
    case .ndjson: self = shape.isOneObject ? .object(ObjectCounter()) : .lines(LineCounter())
    case .json: self = .elements(ElementCounter())
    }
  }

  /// Takes the next bytes of the text; a chunk may end anywhere. Complexity: O(bytes).
  mutating func take(_ chunk: UnsafeRawBufferPointer) {
    switch self {
    case .csv(var counter, let hasHeader):
      counter.take(chunk)
      self = .csv(counter, hasHeader: hasHeader)
    case .dialect(var counter, let hasHeader):
      counter.take(chunk)
      self = .dialect(counter, hasHeader: hasHeader)
    case .lines(var counter):
      counter.take(chunk)
      self = .lines(counter)
    case .elements(var counter):
      counter.take(chunk)
      self = .elements(counter)
    case .object(var counter):
      counter.take(chunk)
      self = .object(counter)
    case .nested(var counter):
      counter.take(chunk)
      self = .nested(counter)
    }
  }

  /// The records, once all bytes are taken.
  ///
  /// - Parameter collection: the key of a JSON page that holds its records.
  consuming func records(collection: String?) -> Int {
    switch self {
    case .csv(var counter, let hasHeader):
      counter.finish()
      return max(0, counter.count - (hasHeader ? 1 : 0) - (counter.hasSeparatorLine ? 1 : 0))
    case .dialect(var counter, let hasHeader):
      counter.finish()
      return max(0, counter.count - (hasHeader ? 1 : 0) - (counter.hasSeparatorLine ? 1 : 0))
    case .lines(var counter):
      counter.finish()
      return counter.count
    case .elements(let counter):
      return counter.counts[Array((collection ?? "").utf8)] ?? 0
    case .object(let counter): return counter.count
    case .nested(let counter): return counter.count(collection: collection)
    }
  }
}

/// Counts lines that hold more than white space, or a byte order mark: the records of NDJSON. LF and CR end a line.
struct LineCounter {
  private var hasText = false
  /// What may still come of a byte order mark.
  private var mark: ArraySlice<UInt8> = [0xEF, 0xBB, 0xBF]
  private(set) var count = 0

  mutating func take(_ chunk: UnsafeRawBufferPointer) {
    guard let base = chunk.baseAddress else { return }
    func first(_ byte: Int32, in range: Range<Int>) -> Int {
      let found = memchr(base + range.lowerBound, byte, range.count)
      return found.map { base.distance(to: UnsafeRawPointer($0)) } ?? range.upperBound
    }
    var index = 0
    while index < chunk.count, chunk[index] == mark.first {
      mark.removeFirst()
      index += 1
    }
    if index < chunk.count { takeCutMark() }
    // Sought once for each, so that a file with nothing but CR takes no longer.
    var lineFeed = -1
    while index < chunk.count {
      if hasText {
        if lineFeed < index { lineFeed = first(0x0A, in: index..<chunk.count) }
        let end = first(0x0D, in: index..<lineFeed)
        guard end < chunk.count else { return }
        index = end + 1
        count += 1
        hasText = false
      } else {
        let byte = chunk[index]
        hasText = byte != 0x20 && byte != 0x09 && byte != 0x0D && byte != 0x0A
        index += 1
      }
    }
  }

  mutating func finish() {
    takeCutMark()
    if hasText { count += 1 }
    hasText = false
  }

  /// Takes the first bytes of a byte order mark for text, where the rest does not follow.
  private mutating func takeCutMark() {
    if mark.count == 1 || mark.count == 2 { hasText = true }
    mark = []
  }
}

/// Counts the elements of a JSON array, or of every array that is a value of the object on top or of HAL's object
/// `_embedded` in it, by depth and strings alone.
struct ElementCounter {
  /// By the key of the array, its escapes replaced, after `_embedded.` for one in that object; the array on top has the empty one.
  private(set) var counts: [[UInt8]: Int] = [:]
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// The text of the last string in the object on top, which in front of a value is its key.
  private var key: [UInt8] = []
  private var count = 0
  /// The depth of the elements of the array that is being counted; 0 outside of one.
  private var elementDepth = 0
  /// The depth of the keys of arrays: 2 inside of `_embedded`.
  private var keyDepth = 1
  private var expectsElement = false
  private static let longestKey = 4096

  mutating func take(_ chunk: UnsafeRawBufferPointer) {
    for byte in chunk {
      if isInString {
        takeInString(byte)
      } else {
        take(byte)
      }
    }
  }

  private mutating func takeInString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
      return
    }
    if depth == keyDepth, elementDepth == 0, key.count < Self.longestKey { key.append(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ":"): break
    case UInt8(ascii: "\""):
      noteElement()
      isInString = true
      if depth == keyDepth, elementDepth == 0 { key.removeAll(keepingCapacity: true) }
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      noteElement()
      if byte == UInt8(ascii: "["), depth == 0 || depth == keyDepth, elementDepth == 0 {
        (elementDepth, expectsElement, count) = (depth + 1, true, 0)
      } else if depth == 1, elementDepth == 0, key.elementsEqual("_embedded".utf8) {
        keyDepth = 2
      }
      depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      if depth == elementDepth, depth > 0 {
        let prefix: [UInt8] = depth == 3 ? Array("_embedded.".utf8) : []
        counts[depth == 1 ? [] : prefix + decodedKey(key)] = count
        (elementDepth, expectsElement) = (0, false)
      }
      depth -= 1
      if depth == 1 { keyDepth = 1 }
    case UInt8(ascii: ","): expectsElement = depth == elementDepth
    default: noteElement()
    }
  }

  private mutating func noteElement() {
    if expectsElement, depth == elementDepth { count += 1 }
    expectsElement = false
  }
}

/// Counts the objects that are on top, on however many lines, by depth and strings alone.
struct ObjectCounter {
  private(set) var count = 0
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  mutating func take(_ chunk: UnsafeRawBufferPointer) {
    for byte in chunk {
      if isInString {
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if depth == 0, byte == UInt8(ascii: "{") { count += 1 }
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: continue
      }
    }
  }
}
