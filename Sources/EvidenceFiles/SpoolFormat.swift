import Audit

/// Violations as bytes of the spool, which this process alone writes and reads: fields in a fixed order, integers in the
/// machine's own order, texts after their lengths, and before what may be absent a byte that says whether it is there.
struct SpoolWriter {
  var bytes: [UInt8] = []

  mutating func put(_ violation: Violation) {
    let finding = violation.finding
    put(violation.part)
    put(violation.fault) {
      $0.put($1.kind); $0.put($1.row)
    }
    put(finding.message)
    put(finding.count)
    put(finding.origin == .export ? 1 : 0)
    for text in [finding.key, finding.expected, finding.found] { put(text) { $0.put($1) } }
    put(finding.export) { $0.put($1) }
    put(finding.counterpart) { $0.put($1) }
    put(finding.archive) { writer, place in
      writer.put(place.member) { $0.put($1) }
      writer.put(place.pointer) { $0.put($1) }
      writer.put(place.offset) { $0.put($1) }
    }
  }

  private mutating func put(_ place: ExportPlace) {
    put(place.source)
    put(place.file)
    put(place.line)
    put(place.record)
    put(place.element) { $0.put($1) }
  }

  private mutating func put(_ number: Int) { withUnsafeBytes(of: number) { bytes += $0 } }

  private mutating func put(_ text: String) {
    put(text.utf8.count)
    bytes += text.utf8
  }

  private mutating func put<Value>(_ value: Value?, _ body: (inout SpoolWriter, Value) -> Void) {
    bytes.append(value == nil ? 0 : 1)
    if let value { body(&self, value) }
  }
}

/// Reads what a `SpoolWriter` has written.
struct SpoolReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func violation() -> Violation {
    let part = number()
    let fault = optional { Violation.Fault(kind: $0.number(), row: $0.number()) }
    var finding = Finding(message: text(), count: number(), origin: number() == 1 ? .export : .archive)
    finding.key = optional { $0.text() }
    finding.expected = optional { $0.text() }
    finding.found = optional { $0.text() }
    finding.export = optional { $0.exportPlace() }
    finding.counterpart = optional { $0.exportPlace() }
    finding.archive = optional {
      ArchivePlace(
        member: $0.optional { $0.text() }, pointer: $0.optional { $0.text() },
        offset: $0.optional { $0.number() })
    }
    return Violation(finding: finding, part: part, fault: fault)
  }

  private mutating func exportPlace() -> ExportPlace {
    ExportPlace(
      source: text(), file: text(), line: number(), record: number(), element: optional { $0.number() })
  }

  private mutating func number() -> Int {
    defer { place += MemoryLayout<Int>.size }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Int.self) }
  }

  private mutating func text() -> String {
    let count = number()
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  private mutating func optional<Value>(_ body: (inout SpoolReader) -> Value) -> Value? {
    place += 1
    return bytes[place - 1] == 0 ? nil : body(&self)
  }
}
