import Plan

/// The key paths of JSON records, in order of first appearance: those of nested objects joined with dots,
/// arrays as one.
struct JSONPaths {
  /// The keys of the record that was added last.
  private(set) var topKeys: [String] = []
  private var paths: [String] = []
  /// For each path whether it ever had another value than null.
  private var isFilled: [String: Bool] = [:]
  /// Paths of arrays whose first element is an object.
  private(set) var arrays: [String] = []
  /// Paths of objects that have keys.
  private var objects: Set<String> = []

  /// Paths in which a key has a dot itself, such as an e-mail address by which objects are kept. At the top of a record the
  /// key alone is a name, dot or not.
  private var dotted: Set<String> = []

  /// Without the paths of objects that only were null where they weren't objects, and without those that no plan can name.
  var columns: [String] {
    paths.filter { (!objects.contains($0) || isFilled[$0] == true) && !dotted.contains($0) }
  }

  /// Adds those of the object at `start`, which must have been scanned.
  mutating func add(recordAt start: Int, in window: borrowing ByteWindow) {
    add(recordAt: start, in: window.bytes, count: window.count)
  }

  mutating func add(recordAt start: Int, in bytes: UnsafePointer<UInt8>, count: Int) {
    var scanner = JSONScanner(bytes: bytes, count: count, isLast: true)
    scanner.restart(at: start)
    topKeys = []
    addObject(&scanner, prefix: "", depth: 0)
  }

  private mutating func addObject(
    _ scanner: inout JSONScanner, prefix: String, depth: Int, isDotted: Bool = false
  ) {
    repeat {
      scanner.index += 1
      guard scanner.skipSpace(), scanner.byte == quote else { break }
      let start = scanner.index + 1
      guard scanner.scanText() else { return }
      let key = text(start, scanner.index - 1, isEscaped: scanner.isEscaped, in: scanner.bytes)
      if depth == 0 { topKeys.append(Header.shown(Array(key.utf8))) }
      guard scanner.skipSpace() else { return }
      scanner.index += 1
      guard scanner.skipSpace() else { return }
      let hasDot = key.utf8.contains(UInt8(ascii: "."))
      addValue(&scanner, path: prefix + key, depth: depth, isDotted: isDotted, hasDot: hasDot)
      guard scanner.skipSpace() else { return }
    } while scanner.byte == comma
    scanner.index += 1
  }

  private mutating func addValue(
    _ scanner: inout JSONScanner, path: String, depth: Int, isDotted: Bool, hasDot: Bool
  ) {
    if isDotted || hasDot && depth > 0 { dotted.insert(path) }
    if scanner.byte == UInt8(ascii: "{"), depth < InputLimits.jsonDepth {
      var inside = scanner
      inside.index += 1
      if inside.skipSpace(), inside.byte == quote {
        objects.insert(path)
        return addObject(&scanner, prefix: path + ".", depth: depth + 1, isDotted: isDotted || hasDot)
      }
    }
    if scanner.byte == UInt8(ascii: "["), !arrays.contains(path) {
      var inside = scanner
      inside.index += 1
      if inside.skipSpace(), inside.byte == UInt8(ascii: "{") { arrays.append(path) }
    }
    let isNull = scanner.byte == UInt8(ascii: "n")
    if isFilled[path] == nil { paths.append(path) }
    isFilled[path] = isFilled[path] == true || !isNull
    var value = JSONSkippedValue()
    let rest = UnsafeBufferPointer(
      start: scanner.bytes + scanner.index, count: scanner.count - scanner.index)
    scanner.index += value.follow(rest) ?? rest.count
  }

  private func text(_ start: Int, _ end: Int, isEscaped: Bool, in bytes: UnsafePointer<UInt8>) -> String {
    var text = Array(UnsafeBufferPointer(start: bytes + start, count: end - start))
    var span = FieldSpan(start: 0, end: text.count, isEscaped: isEscaped)
    text.withUnsafeMutableBufferPointer {
      if isEscaped, let base = $0.baseAddress { span.decodeJSONText(in: base) }
    }
    return String(decoding: text[..<span.end], as: UTF8.self)
  }
}
