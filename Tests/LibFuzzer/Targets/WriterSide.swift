@testable import Migration
import Plan

/// What targets ask of the writer's side, without its types.
enum WriterSide {
  static func instant(_ text: [UInt8], _ column: ColumnPlan) -> SimpleTime? {
    text.withUnsafeBufferPointer { StampReader(column).instant($0) }
      .map { SimpleTime(seconds: Int($0.seconds), nanoseconds: Int($0.nanoseconds)) }
  }

  /// As the archive has it.
  static func text(_ time: SimpleTime) -> [UInt8] {
    var buffer = ByteBuffer(capacity: Instant.longestText)
    Instant(seconds: Int64(time.seconds), nanoseconds: UInt32(time.nanoseconds)).write(to: &buffer)
    return Array(buffer.bytes)
  }

  static func emailKey(_ text: [UInt8]) -> [UInt8] {
    var key: [UInt8] = []
    text.withUnsafeBufferPointer { EmailKey.fold($0, into: &key) }
    return key
  }

  static func isAddress(key: [UInt8]) -> Bool { EmailAddress.isOne(key) }

  static func isUTF8(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { $0.isValidUTF8 } }

  static func integer(_ text: [UInt8]) -> Int64? { text.withUnsafeBufferPointer { Int64(decimal: $0) } }

  static func flag(_ text: [UInt8]) -> Bool? { text.withUnsafeBufferPointer { Bool(flag: $0) } }

  private static let digest = Digest()

  /// Equal for numbers of one value; nil for what is not a number.
  static func number(_ text: [UInt8]) -> UInt64? {
    text.withUnsafeBufferPointer { Decimal($0) }.map { $0.digest(by: digest) }
  }

  /// Equal for equal JSON values; nil for what is not one.
  static func json(_ text: [UInt8]) -> UInt64? {
    text.withUnsafeBufferPointer { JSONDigest.value(of: $0, by: digest) }
  }

  /// The text as a string of a batch.
  static func jsonString(_ text: [UInt8]) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 0)
    text.withUnsafeBufferPointer { buffer.put(json: $0) }
    return Array(buffer.bytes)
  }
}
