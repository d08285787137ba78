/// SplitMix64: repeatable numbers for tests that name the seed that failed.
struct RandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Calls `body` with each seed of a fixed few.
func withEverySeed(_ body: (UInt64) throws -> Void) rethrows {
  for seed: UInt64 in 1...20 { try body(seed) }
}

extension Array {
  /// `body` of the elements as a run of bytes or numbers.
  func read<Result>(_ body: (UnsafeBufferPointer<Element>) throws -> Result) rethrows -> Result {
    try withUnsafeBufferPointer(body)
  }
}

extension String {
  /// `body` of the text's UTF-8.
  func read<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try Array(utf8).withUnsafeBufferPointer(body)
  }
}
