/// The records of POSIX.1-2001 pax headers that change how an entry is read.
///
/// Each record is `LENGTH KEY=VALUE\n`, LENGTH in decimal and counting itself. Of two records with one key
/// the later applies, a local header (`x`) goes before a global one (`g`), and an empty path takes back that of a global one.
/// An empty path with nothing to take back is damage: some readers use the name of the entry's own header, others none.
struct PaxRecords {
  private var path: [UInt8]?
  /// Whether any path was not empty.
  private var hasNamed = false
  private var size: [UInt8]?
  private(set) var isSparse = false

  /// Adds the records of one header. O(header)
  mutating func add(_ header: [UInt8]) throws(TarFlaw) {
    var rest = header[...]
    while !rest.isEmpty {
      let record = try Self.takeRecord(from: &rest)
      guard let equals = record.firstIndex(of: UInt8(ascii: "=")), equals > record.startIndex else {
        throw TarFlaw(message: "a record of the pax header has no key")
      }
      let key = record[..<equals]
      let value = record[(equals + 1)...]
      guard !key.contains(0) else { throw TarFlaw(message: "a key of the pax header has a NUL byte") }
      try apply(key, value)
    }
  }

  private mutating func apply(_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(TarFlaw) {
    if key.elementsEqual("path".utf8) || key.elementsEqual("linkpath".utf8) {
      guard !value.contains(0) else {
        throw TarFlaw(message: "a path of the pax header has a NUL byte, at which readers would cut it")
      }
      guard key.count == 4 else { return }
      path = Array(value)
      hasNamed = hasNamed || !value.isEmpty
    } else if key.elementsEqual("size".utf8) {
      size = Array(value)
    } else if key.starts(with: "GNU.sparse.".utf8) {
      isSparse = true
    }
  }

  /// Cuts the first record off `rest` and returns it without its length and line feed.
  private static func takeRecord(from rest: inout ArraySlice<UInt8>) throws(TarFlaw) -> ArraySlice<UInt8> {
    let digits = rest.prefix { 0x30...0x39 ~= $0 }
    // The digits, a space, and the line feed at the least.
    guard let length = decimal(digits), length <= rest.count, length >= digits.count + 2,
      rest[digits.endIndex] == 0x20, rest[rest.startIndex + Int(length) - 1] == 0x0a
    else {
      throw TarFlaw(message: "a record of the pax header does not have the length that it states")
    }
    let end = rest.startIndex + Int(length)
    defer { rest = rest[end...] }
    return rest[(digits.endIndex + 1)..<(end - 1)]
  }

  /// A decimal number below 2^63 without sign or spaces.
  private static func decimal(_ digits: some Collection<UInt8>) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var number: Int64 = 0
    for digit in digits {
      guard 0x30...0x39 ~= digit else { return nil }
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int64(digit & 15))
      guard !overflow, !carry else { return nil }
      number = sum
    }
    return UInt64(number)
  }

  /// The path that applies, over `global`, if any does.
  func path(over global: PaxRecords) throws(TarFlaw) -> [UInt8]? {
    guard let path = path ?? global.path, path.isEmpty else { return path ?? global.path }
    guard global.hasNamed else {
      throw TarFlaw(message: "the path in the pax header is empty, which leaves the entry without a name")
    }
    return nil
  }

  /// The size that applies, over `global`, if any does. It rules the length of the data.
  func size(over global: PaxRecords) throws(TarFlaw) -> UInt64? {
    guard let text = size ?? global.size else { return nil }
    guard let size = Self.decimal(text) else {
      throw TarFlaw(message: "the size in the pax header is not a decimal number below 2^63")
    }
    return size
  }
}
