import Foundation

/// A point in time as the tests read it, by way of Foundation.
struct Moment: Comparable, Hashable {
  var seconds: Int
  var nanoseconds: Int

  static func < (a: Moment, b: Moment) -> Bool {
    (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
  }
}

/// Reads `2021-02-02T02:02:02.5+02:00`: Foundation the whole seconds, the fraction as digits.
///
/// A text that is none becomes a time long before every export.
func moment(_ text: String) -> Moment {
  let zone = text.hasSuffix("Z") ? "Z" : String(text.suffix(6))
  let fraction = text.dropFirst(20).dropLast(zone.count)
  let whole = text.prefix(19) + zone
  guard let date = try? Date(String(whole), strategy: .iso8601),
    let nanoseconds = Int(fraction.padding(toLength: 9, withPad: "0", startingAt: 0))
  else { return Moment(seconds: .min, nanoseconds: 0) }
  return Moment(seconds: Int(date.timeIntervalSince1970), nanoseconds: nanoseconds)
}

/// An e-mail as people compare it.
func key(_ email: String) -> String {
  email.trimmingCharacters(in: .whitespaces).lowercased()
}

/// Records of fields, read character by character (RFC 4180).
func csvRecords(_ bytes: [UInt8]) -> [[String]] {
  var records: [[String]] = []
  var record: [String] = []
  var field: [UInt8] = []
  var isInQuotes = false
  func endField() {
    record.append(String(decoding: field, as: UTF8.self))
    field = []
  }
  for (index, byte) in bytes.enumerated() {
    switch byte {
    case 0x22:
      // A second quotation mark in a row, back inside the quotes, means itself.
      if !isInQuotes, index > 0, bytes[index - 1] == 0x22 { field.append(0x22) }
      isInQuotes.toggle()
    case 0x2C where !isInQuotes: endField()
    case 0x0A where !isInQuotes:
      endField()
      records.append(record)
      record = []
    default: field.append(byte)
    }
  }
  return records
}
