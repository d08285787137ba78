import Plan

/// Scans one JSON value after another, of any shape and without recursion, and records where the wanted values
/// of a record are and whether a key of one object is there twice.
///
/// The record itself is the first of `InputLimits.jsonDepth` levels of objects and arrays.
struct JSONRecordScanner {
  /// An object or array that is open.
  struct Frame {
    var isObject: Bool
    /// Its node in `JSONFields`.
    var node: Int32
    /// Index of its opening bracket.
    var start: Int
    /// Its first key in `JSONKeys`.
    var firstKey: Int
  }

  var scanner: JSONScanner
  let fields: JSONFields
  private let keys: JSONKeys
  private let frames: UnsafeMutablePointer<Frame>
  private var depth = 0
  // Asked for each object and key, and so not of another module.
  private let mostLevels = InputLimits.jsonDepth
  private let mostKeys = InputLimits.jsonKeys
  /// A key that one object of the value has twice.
  private(set) var duplicate: JSONKeys.Key?

  init(_ scanner: JSONScanner, fields: JSONFields) {
    self.scanner = scanner
    self.fields = fields
    keys = fields.keys
    frames = fields.frames
  }

  /// Scans the record at `start`: a value of any shape, in which the wanted keys are looked for.
  ///
  /// - Returns: false when it is not JSON, or is not whole yet: see `JSONScanner`.
  @inline(__always)
  mutating func scanRecord(at start: Int) -> Bool {
    fields.reset()
    scanner.restart(at: start)
    duplicate = nil
    guard scanValue(of: JSONFields.root) else { return false }
    if fields.hasSelections { fields.select(in: scanner.bytes, count: scanner.count) }
    return true
  }

  /// Scans the value at the scanner's index, which is that of `node`.
  @inline(__always)
  mutating func scanValue(of node: Int32) -> Bool {
    depth = 0
    var node = node
    while true {
      let start = scanner.index
      switch scanner.byte {
      case UInt8(ascii: "{"):
        guard open(isObject: true, node), scanner.skipSpace() else { return false }
        if scanner.byte != UInt8(ascii: "}") {
          guard let child = scanKey(or: .keyOrBrace) else { return false }
          node = child
          continue
        }
      case UInt8(ascii: "["):
        guard open(isObject: false, node), scanner.skipSpace() else { return false }
        if scanner.byte != UInt8(ascii: "]") {
          node = JSONFields.unwanted
          continue
        }
      case quote:
        guard scanner.scanText() else { return false }
        fields.set(
          node,
          FieldSpan(start: start &+ 1, end: scanner.index &- 1, isEscaped: scanner.isEscaped))
      case let first:
        guard scanner.scanScalar() else { return false }
        // Null is present and empty.
        let end = first == UInt8(ascii: "n") ? start : scanner.index
        fields.set(node, FieldSpan(start: start, end: end, isEscaped: false))
      }
      guard let next = scanBehindValue() else { return false }
      if depth == 0 { return true }
      node = next
    }
  }

  /// Closes what ends after a value, and goes to the next one. The result is the node of that, or anything
  /// once the whole value is closed; nil when the scan fails.
  @inline(__always)
  private mutating func scanBehindValue() -> Int32? {
    while depth > 0 {
      guard scanner.skipSpace() else { return nil }
      let isObject = frames[depth &- 1].isObject
      switch scanner.byte {
      case comma:
        scanner.index &+= 1
        guard scanner.skipSpace() else { return nil }
        return isObject ? scanKey(or: .key) : JSONFields.unwanted
      case UInt8(ascii: "}") where isObject: closeObject()
      case UInt8(ascii: "]") where !isObject: closeArray()
      default:
        _ = scanner.stop(isObject ? .commaOrBrace : .commaOrBracket)
        return nil
      }
    }
    return JSONFields.unwanted
  }

  private mutating func open(isObject: Bool, _ node: Int32) -> Bool {
    guard depth < mostLevels else { return scanner.stop(.fewerLevels) }
    frames[depth] = Frame(isObject: isObject, node: node, start: scanner.index, firstKey: keys.count)
    depth &+= 1
    scanner.index &+= 1
    return true
  }

  /// Scans a key and the colon after it, up to the value.
  @inline(__always)
  private mutating func scanKey(or expected: JSONFault.Expectation) -> Int32? {
    guard scanner.byte == quote else {
      _ = scanner.stop(expected)
      return nil
    }
    let start = scanner.index &+ 1
    guard keys.count < mostKeys else {
      _ = scanner.stop(.fewerKeys)
      return nil
    }
    guard scanner.scanText() else { return nil }
    // One with half of a surrogate pair can't be decoded; its record is refused anyway.
    let isEscaped = scanner.isEscaped && scanner.loneSurrogate == nil
    let key = keys.append(
      FieldSpan(start: start, end: scanner.index &- 1, isEscaped: isEscaped), in: scanner.bytes)
    let node = fields.child(of: frames[depth &- 1].node, key, in: scanner.bytes)
    guard scanner.skipSpace() else { return nil }
    guard scanner.byte == UInt8(ascii: ":") else {
      _ = scanner.stop(.colon)
      return nil
    }
    scanner.index &+= 1
    return scanner.skipSpace() ? node : nil
  }

  @inline(__always)
  private mutating func closeObject() {
    let frame = frames[depth &- 1]
    if duplicate == nil { duplicate = keys.duplicate(from: frame.firstKey, in: scanner.bytes) }
    keys.remove(from: frame.firstKey)
    close(frame)
  }

  private mutating func closeArray() { close(frames[depth &- 1]) }

  @inline(__always)
  private mutating func close(_ frame: Frame) {
    depth &-= 1
    scanner.index &+= 1
    fields.set(frame.node, FieldSpan(start: frame.start, end: scanner.index, isEscaped: false))
  }
}
