import Testing

@testable import Exports

@Suite("Hostile JSON")
struct JSONHostileTests {
  @Test("a key of a megabyte, and a hundred thousand keys, are read and searched for duplicates")
  func manyAndLongKeys() throws {
    let long = String(repeating: "k", count: 1 << 20)
    let many = (0..<100_000).map { "\"\($0)\":0" }.joined(separator: ",")
    let reading = try readJSON(
      "{\"\(long)\":1,\"a\":2}\n{\(many),\"a\":3}\n{\(many),\"999\":4}\n"
        + "{\"\(long)\":1,\"\(long)\":1}\n{\"a\":5}\n",
      columns: ["a"])
    #expect(reading.rows == [["2"], ["3"], ["5"]])
    #expect(reading.kinds == [.duplicateKey, .duplicateKey])
    #expect(reading.problems.map(\.line) == [3, 4])
    #expect(reading.problems.allSatisfy { $0.message.utf8.count < 300 })
  }

  @Test("more than 1,048,576 keys at once are refused")
  func tooManyKeys() throws {
    let keys = String(repeating: "\"\":0,", count: 1 << 20)
    let reading = try readJSON("{\(keys)\"a\":0}\n{\"a\":1}\n", columns: ["a"])
    #expect(reading.rows == [["1"]])
    #expect(
      reading.problems.first?.message.contains("expected at most 1048576 keys in a record, found \"") == true)
  }

  @Test("a line longer than a record may be is left out, without keeping it")
  func longLine() throws {
    let long = String(repeating: "x", count: 3 << 20)
    let reading = try readJSON(
      "{\"a\":1}\n{\"a\":\"\(long)\"}\n{\"a\":2}\n", columns: ["a"],
      limits: ReadLimits(chunk: 1 << 16, record: 1 << 20))
    #expect(reading.rows == [["1"], ["2"]])
    #expect(reading.problems.map(\.kind) == [.tooLong])
    #expect(reading.places.map(\.line) == [1, 3])
  }

  @Test("nesting of any depth is refused, closed or not", arguments: ["[", "{\"a\":", "[{\"a\":"])
  func deep(opening: String) throws {
    let deep = String(repeating: opening, count: 100_000)
    #expect(try readJSON("{\"a\":\(deep)\n{\"a\":1}\n", columns: ["a"]).kinds == [.brokenJSON])
    #expect(try readJSON("[{\"a\":\(deep)", columns: ["a"]).kinds == [.brokenJSON])
  }

  @Test("keys whose hashes are equal are still told apart, whichever is wanted or comes first")
  func equalHashes() throws {
    let (one, other) = collidingKeys()
    #expect(hash(one) == hash(other))
    let name = String(decoding: one, as: UTF8.self)
    func record(_ keys: [UInt8]...) -> [UInt8] {
      let members = keys.map { [quote] + $0 + [quote] + Array(":1".utf8) }
      return Array("{".utf8) + members.joined(separator: [comma]) + Array("}\n".utf8)
    }
    let reading = try readJSON(
      record(other) + record(one) + record(other) + record(one, other) + record(other, one), columns: [name])
    #expect(reading.rows == [[""], ["1"], [""], ["1"], ["1"]])
    #expect(reading.problems == [])
  }

  private func hash(_ key: [UInt8]) -> UInt64 {
    (key + Array(repeating: 0, count: PaddedBuffer.padding)).withUnsafeBufferPointer {
      $0.baseAddress.map { hashOfKey($0, count: key.count) } ?? 0
    }
  }

  /// Two keys of 16 bytes with one hash: the second word of the one makes up for the difference of the first
  /// words.
  private func collidingKeys() -> ([UInt8], [UInt8]) {
    func round(_ word: UInt64) -> UInt64 {
      let product = (16 &* 0x9E37_79B9_7F4A_7C15 ^ word) &* 0xBF58_476D_1CE4_E5B9
      return product ^ product >> 29
    }
    func bytes(_ word: UInt64) -> [UInt8] { withUnsafeBytes(of: word.littleEndian, Array.init) }
    let first = UInt64(0x6161_6161_6161_6161)
    var random = SeededGenerator(seed: 1)
    while true {
      let other = random.next()
      let second = round(first) ^ round(other) ^ first
      let key = bytes(other) + bytes(second)
      if key.allSatisfy({ $0 >= 0x20 && $0 != quote && $0 != backslash }) {
        return (bytes(first) + bytes(first), key)
      }
    }
  }
}
