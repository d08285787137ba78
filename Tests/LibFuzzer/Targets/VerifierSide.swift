@testable import Audit
import Exports
import Plan

// The module's functions under other names, because those of the type below hide them.
private func theEmailKey(_ text: Bytes) -> [UInt8] { emailKey(text) }
private func theAddressKey(_ text: Bytes) -> [UInt8]? { addressKey(text) }
private func theIsUTF8(_ text: Bytes) -> Bool { isUTF8(text) }
private func theInteger(_ text: Bytes) -> Int64? { integer(text) }
private func theFlag(_ text: Bytes) -> Bool? { flag(text) }
private func theNumberDigest(_ text: Bytes) -> UInt64? { numberDigest(text) }

/// What targets ask of the verifier's side, without its types.
enum VerifierSide {
  /// The second count of a text's records, which is taken in two pieces; nil where a problem hides what comes after it.
  static func count(
    _ text: [UInt8], cutAt cut: Int, _ shape: FileShape, hasHeader: Bool, _ problems: [ExportProblem]
  ) -> Int? {
    var counter = SecondCount(shape, hasHeader: hasHeader)
    var isLine = false
    if case .lines = counter { isLine = true }
    let hides = problems.contains {
      shape.each == nil ? $0.uncountable(isLine: isLine) != nil : $0.uncountableElements != nil
    }
    if hides { return nil }
    let cut = min(cut, text.count)
    text.withUnsafeBytes {
      counter.take(UnsafeRawBufferPointer(rebasing: $0[..<cut]))
      counter.take(UnsafeRawBufferPointer(rebasing: $0[cut...]))
    }
    return counter.records(collection: shape.collection)
  }

  static func instant(_ text: [UInt8], _ column: ColumnPlan) -> SimpleTime? {
    text.withUnsafeBufferPointer { InstantReader(column).instant($0) }.map { SimpleTime($0) }
  }

  /// A stamp of an archive.
  static func archived(_ text: [UInt8]) -> SimpleTime? {
    text.withUnsafeBufferPointer { Instant($0, form: .strict) }.map { SimpleTime($0) }
  }

  /// What messages say of a stamp that can't be read; it must only not fail.
  static func likeness(_ text: [UInt8], _ column: ColumnPlan) {
    _ = text.withUnsafeBufferPointer { InstantReader(column).likeness(of: $0) }
  }

  static func text(_ time: SimpleTime) -> [UInt8] {
    Array(Instant(seconds: Int64(time.seconds), nanoseconds: Int32(time.nanoseconds)).text.utf8)
  }

  static func emailKey(_ text: [UInt8]) -> [UInt8] { text.withUnsafeBufferPointer { theEmailKey($0) } }

  /// The key of an address; nil for what is not one.
  static func addressKey(_ text: [UInt8]) -> [UInt8]? { text.withUnsafeBufferPointer { theAddressKey($0) } }

  static func isUTF8(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { theIsUTF8($0) } }

  static func integer(_ text: [UInt8]) -> Int64? { text.withUnsafeBufferPointer { theInteger($0) } }

  static func flag(_ text: [UInt8]) -> Bool? { text.withUnsafeBufferPointer { theFlag($0) } }

  static func number(_ text: [UInt8]) -> UInt64? { text.withUnsafeBufferPointer { theNumberDigest($0) } }

  static func json(_ text: [UInt8]) -> String? {
    text.withUnsafeBufferPointer { JSONDigest.value(of: $0) }.map { "\($0.tag) \($0.payload)" }
  }
}

extension SimpleTime {
  fileprivate init(_ instant: Instant) {
    self.init(seconds: Int(instant.seconds), nanoseconds: Int(instant.nanoseconds))
  }
}
