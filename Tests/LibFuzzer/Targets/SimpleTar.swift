/// A simple walk over a tar that is without fault: POSIX.1-1988 ustar, POSIX.1-2001 pax, and GNU's long names.
struct SimpleTar {
  struct Entry: Equatable {
    var name: [UInt8]
    var isFile: Bool
    var size: Int
    /// Of a file.
    var contents: [UInt8]
  }

  /// Something that the walk does not know, or that is not a tar.
  struct Unknown: Error {}

  private(set) var entries: [Entry] = []

  private let tar: [UInt8]
  private var place = 0
  private var globalPath: [UInt8]?
  private var globalSize: Int?

  init(_ tar: [UInt8]) throws(Unknown) {
    self.tar = tar
    while try !takeEnd() { try takeEntry() }
  }

  private func block(at place: Int) throws(Unknown) -> ArraySlice<UInt8> {
    guard place + 512 <= tar.count else { throw Unknown() }
    return tar[place..<place + 512]
  }

  /// Whether nothing but zeros is left, of which two blocks are needed.
  private func takeEnd() throws(Unknown) -> Bool {
    guard try block(at: place).allSatisfy({ $0 == 0 }) else { return false }
    guard try block(at: place + 512).allSatisfy({ $0 == 0 }), tar[place...].allSatisfy({ $0 == 0 }) else {
      throw Unknown()
    }
    return true
  }

  private mutating func takeEntry() throws(Unknown) {
    var path: [UInt8]?
    var size: Int?
    var longName: [UInt8]?
    while true {
      let header = try block(at: place)
      let bytes = Array(header)
      place += 512
      let type = bytes[156]
      let stated = try number(bytes[124..<136])
      if "LKxg".utf8.contains(type) {
        let data = try data(stated)
        switch type {
        case UInt8(ascii: "L"): longName = Array(data.prefix { $0 != 0 })
        case UInt8(ascii: "x"):
          for (key, value) in try records(data) {
            if key == "path" { path = value }
            if key == "size" { size = try decimal(value) }
          }
        case UInt8(ascii: "g"):
          for (key, value) in try records(data) {
            if key == "path" { globalPath = value }
            if key == "size" { globalSize = try decimal(value) }
          }
        default: break
        }
        continue
      }
      // Sparse files and other dialects say more than this walk knows.
      if "SDMNVX".utf8.contains(type) { throw Unknown() }
      var name = text(bytes[0..<100])
      if bytes[257..<263].elementsEqual("ustar\0".utf8) {
        let prefix = text(bytes[345..<(bytes[508...].elementsEqual("tar\0".utf8) ? 476 : 500)])
        if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
      }
      let final = path ?? globalPath
      if let final, !final.isEmpty { name = final } else if let longName { name = longName }
      let isFile =
        type == UInt8(ascii: "0") || type == UInt8(ascii: "7") || type == 0 && name.last != UInt8(ascii: "/")
      let hasData = !(UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type)
      let length = hasData ? size ?? globalSize ?? stated : 0
      let contents = try data(length)
      entries.append(Entry(name: name, isFile: isFile, size: length, contents: isFile ? contents : []))
      return
    }
  }

  /// The data at the place, which moves after the block that they end in.
  private mutating func data(_ size: Int) throws(Unknown) -> [UInt8] {
    guard size <= tar.count - place else { throw Unknown() }
    let data = Array(tar[place..<place + size])
    place += (size + 511) / 512 * 512
    return data
  }

  private func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  private func number(_ field: ArraySlice<UInt8>) throws(Unknown) -> Int {
    if field[field.startIndex] & 0x80 != 0 {
      var value = 0
      for byte in field.dropFirst() {
        guard value < 1 << 50 else { throw Unknown() }
        value = value * 256 + Int(byte)
      }
      guard field[field.startIndex] == 0x80 else { throw Unknown() }
      return value
    }
    let digits = field.drop { $0 == 32 }.prefix { (48...55).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self), radix: 8) else { throw Unknown() }
    return value
  }

  private func decimal(_ digits: [UInt8]) throws(Unknown) -> Int {
    guard digits.allSatisfy({ (48...57).contains($0) }),
      let value = Int(String(decoding: digits, as: UTF8.self))
    else {
      throw Unknown()
    }
    return value
  }

  private func records(_ data: [UInt8]) throws(Unknown) -> [(String, [UInt8])] {
    var records: [(String, [UInt8])] = []
    var rest = data[...]
    while !rest.isEmpty {
      let digits = Array(rest.prefix { $0 != 32 })
      let length = try decimal(digits)
      guard length > digits.count + 1, length <= rest.count else { throw Unknown() }
      let record = rest.prefix(length).dropFirst(digits.count + 1)
      guard record.last == 10, let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw Unknown() }
      records.append(
        (String(decoding: record[..<equals], as: UTF8.self), Array(record[(equals + 1)...].dropLast())))
      rest = rest.dropFirst(length)
    }
    return records
  }
}
