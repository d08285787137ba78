/// What one reader took for the same bytes, pass after pass.
struct Measurement {
  var name: String
  /// Bytes of input in one pass.
  var bytes: Int
  /// Values in one pass, where the time of one value is what counts.
  var values: Int?
  /// Seconds of each pass.
  var seconds: [Double]
  /// What the passes computed, so that none of them could be left out; the same in each.
  var checksum: UInt64

  static let passes = 5

  /// Times `body` in five passes; `prepare` runs before each, outside of the time.
  ///
  /// - Throws: what `body` throws, and `Disagreement` when two passes come to different checksums.
  init(
    _ name: String, bytes: Int, values: Int? = nil, prepare: () -> Void = {}, body: () throws -> UInt64
  ) throws {
    self.name = name
    self.bytes = bytes
    self.values = values
    seconds = []
    checksum = 0
    for pass in 0..<Self.passes {
      prepare()
      let start = ContinuousClock.now
      let result = try body()
      let elapsed = ContinuousClock.now - start
      guard pass == 0 || result == checksum else { throw Disagreement(name: name) }
      checksum = result
      seconds.append(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    }
  }

  var median: Double { seconds.sorted()[seconds.count / 2] }

  var spread: Double { (seconds.max() ?? 0) - (seconds.min() ?? 0) }

  var gigabytesPerSecond: Double { Double(bytes) / 1e9 / median }
}

struct Disagreement: Error, CustomStringConvertible {
  var name: String
  var description: String { "\(name): two passes over the same bytes came to different checksums" }
}
