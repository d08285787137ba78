/// Writes JSON with keys in the order in which they are given, indented by two spaces.
///
/// Standard: RFC 8259. Beyond what it demands, everything that a reader can't see is escaped: U+2028, which
/// ends a line in a script, and the control and format characters that could steer a terminal.
struct JSONWriter {
  private(set) var text = ""
  private var depth = 0
  /// Whether the object or array at hand has an element already.
  private var hasElement = false

  /// Writes an object; `members` writes its members by `field` and `member`.
  mutating func object(_ members: (inout JSONWriter) -> Void) {
    container("{", "}", members)
  }

  /// Writes an array with an element for each value.
  mutating func array<Values: Sequence>(
    _ values: Values, _ element: (inout JSONWriter, Values.Element) -> Void
  ) {
    container("[", "]") { writer in
      for value in values {
        writer.beginElement()
        element(&writer, value)
      }
    }
  }

  /// Writes the key of a member, and its value by `value`.
  mutating func member(_ key: String, _ value: (inout JSONWriter) -> Void) {
    beginElement()
    string(key)
    text += ": "
    value(&self)
  }

  mutating func field(_ key: String, _ value: String) { member(key) { $0.string(value) } }
  mutating func field(_ key: String, _ value: Int) { member(key) { $0.text += String(value) } }
  mutating func field(_ key: String, _ value: Bool) { member(key) { $0.text += String(value) } }

  /// The shortest digits that read back as the same number; JSON has no infinity, so that becomes null.
  mutating func field(_ key: String, _ value: Double) {
    member(key) { $0.text += value.isFinite ? String(value) : "null" }
  }

  /// Leaves the member out where there is no value.
  mutating func field(_ key: String, _ value: String?) {
    if let value { field(key, value) }
  }

  mutating func string(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case " "..."~": text.unicodeScalars.append(scalar)
      default: appendBeyondASCII(scalar)
      }
    }
    text += "\""
  }

  private mutating func appendBeyondASCII(_ scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned:
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    default: text.unicodeScalars.append(scalar)
    }
  }

  private mutating func container(_ open: String, _ close: String, _ body: (inout JSONWriter) -> Void) {
    text += open
    depth += 1
    hasElement = false
    body(&self)
    depth -= 1
    if hasElement { newLine() }
    text += close
    hasElement = true
  }

  private mutating func beginElement() {
    if hasElement { text += "," }
    newLine()
    hasElement = true
  }

  private mutating func newLine() {
    text += "\n" + String(repeating: "  ", count: depth)
  }
}
