/// Writes one batch as Python's `json.dump(batch, file, indent=2)` writes it: two spaces, and everything
/// beyond ASCII escaped.
struct BatchJSON {
  private(set) var bytes: [UInt8] = []

  /// Begins a batch.
  mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    add("{\n  \"data\": {\n    \"tickets\": {")
  }

  /// Writes one of the four arrays; `object` writes an object's fields by calling `field`.
  mutating func array<Record>(
    _ name: StaticString, _ records: some Sequence<Record>, object: (inout BatchJSON, Record) throws -> Void
  ) rethrows {
    if bytes.last != UInt8(ascii: "{") { add(",") }
    add("\n      \"")
    add(name)
    add("\": [")
    var isEmpty = true
    for record in records {
      add(isEmpty ? "\n        {" : ",\n        {")
      isEmpty = false
      try object(&self, record)
      add("\n        }")
    }
    add(isEmpty ? "]" : "\n      ]")
  }

  /// Ends the batch.
  mutating func end() {
    add("\n    }\n  }\n}")
  }

  mutating func field(_ name: StaticString, _ number: Int64) {
    key(name)
    bytes.append(decimal: number)
  }

  mutating func field(_ name: StaticString, _ flag: Bool) {
    key(name)
    add(flag ? "true" : "false")
  }

  mutating func field(_ name: StaticString, _ instant: Instant) {
    key(name)
    add("\"")
    instant.appendUTC(to: &bytes)
    add("\"")
  }

  /// Writes a text in UTF-8, or null.
  ///
  /// - Throws: `UTF8.ValidationError` when the text is not UTF-8.
  mutating func field(_ name: StaticString, _ text: [UInt8]?) throws {
    key(name)
    guard let text else { return add("null") }
    add("\"")
    var scalars = try UTF8Span(validating: text.span).makeUnicodeScalarIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "\"": add("\\\"")
      case "\\": add("\\\\")
      case "\n": add("\\n")
      case "\r": add("\\r")
      case "\t": add("\\t")
      case "\u{8}": add("\\b")
      case "\u{C}": add("\\f")
      case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      default:
        for unit in UTF16.encode(scalar) ?? .init() { escape(unit) }
      }
    }
    add("\"")
  }

  private mutating func escape(_ unit: UInt16) {
    add("\\u")
    for shift in [12, 8, 4, 0] {
      let digit = UInt8(truncatingIfNeeded: unit >> shift) & 15
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  private mutating func key(_ name: StaticString) {
    add(bytes.last == UInt8(ascii: "{") ? "\n          \"" : ",\n          \"")
    add(name)
    add("\": ")
  }

  private mutating func add(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}
