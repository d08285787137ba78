/// How hard libz looks for repetitions, see `deflateTune` in zlib.h.
struct Effort {
  /// A repetition of this length lets it look at a quarter of the places only.
  let good: Int32
  /// One longer than this is taken without a look at the next byte.
  let lazy: Int32
  /// One of this length ends the search.
  let nice: Int32
  /// How many places it looks at.
  let chain: Int32

  /// An effort that suits batches in which whole phrases come again and again, as keys, ids and templates do: the
  /// nearest places have nearly always the longest repetition, while another one that is longer by a byte pays for
  /// looking at the next byte. Where libz has long chains and gives up early, these are short, and it doesn't. Other
  /// text becomes up to 6 % larger than with libz's own effort: `EffortChoice` decides.
  ///
  /// Levels 5 and 7 are chosen so that each level is faster and larger than the next. Nil for the other levels.
  static func tuned(_ level: Int) -> Effort? {
    switch level {
    case 5: Effort(good: 4, lazy: 64, nice: 64, chain: 8)
    case 6: Effort(good: 4, lazy: 128, nice: 128, chain: 14)
    case 7: Effort(good: 8, lazy: 64, nice: 128, chain: 64)
    default: nil
    }
  }
}

/// Decides whether the tuned effort suits an archive, from samples that it compresses with both efforts.
///
/// An archive has one effort, so that its bytes do not depend on the number of threads. A dozen samples cost one
/// hundredth of the time of a large build.
struct EffortChoice {
  private static let sampleBytes = 64 * 1024
  private static let sampleCount = 12

  private let tuned: Effort
  private let tunedStream: LibzStream
  private let plainStream: LibzStream
  private var tunedSize = 0
  private var plainSize = 0

  /// Nil for a level that has no tuned effort.
  ///
  /// - Throws: `BuildError` when there is no memory.
  init?(level: Int) throws(BuildError) {
    guard let tuned = Effort.tuned(level) else { return nil }
    self.tuned = tuned
    tunedStream = try LibzStream(level: level, effort: tuned)
    plainStream = try LibzStream(level: level, effort: nil)
  }

  /// The chunks to take samples of, evenly from an archive of `count` chunks.
  static func chunks(of count: Int) -> [Int] {
    let samples = min(count, sampleCount)
    return (0..<samples).map { (2 * $0 + 1) * count / (2 * samples) }
  }

  /// Compresses the middle of a chunk, after the 32 KiB before it.
  ///
  /// - Throws: `BuildError` when libz refuses, which it does only for lack of memory.
  mutating func sample(_ chunk: Bytes) throws(BuildError) {
    let start = max(0, chunk.count - Self.sampleBytes) / 2
    let piece = Bytes(rebasing: chunk[start..<min(chunk.count, start + Self.sampleBytes)])
    let dictionary = Array(chunk[max(0, start - Deflater.window)..<start])
    tunedSize += try Self.size(of: piece, dictionary, with: tunedStream)
    plainSize += try Self.size(of: piece, dictionary, with: plainStream)
  }

  /// The tuned effort if it made the samples at most half a percent larger than libz's own, which is nil.
  var effort: Effort? { tunedSize * 1000 <= plainSize * 1005 ? tuned : nil }

  private static func size(
    of piece: Bytes, _ dictionary: [UInt8], with stream: LibzStream
  ) throws(BuildError) -> Int {
    try stream.begin(behind: dictionary)
    stream.feed(piece)
    let output = ByteBuffer(capacity: 2 * sampleBytes)
    let room = UnsafeMutableBufferPointer(start: output.end, count: output.capacity)
    return try stream.deflate(into: room, upTo: .endOfStream).made
  }
}
