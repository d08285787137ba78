import CISAL
import Glibc

/// ISA-L's decompressor: three times as fast as libz, where it is installed.
///
/// It decides nothing: what it can't bring to a good end, libz reads again (see `GzipStream`).
final class FastInflater {
  enum Outcome {
    /// There may be more, once there is more input or room.
    case goesOn
    /// The end of the data, and how many of the bytes taken do not belong to them: at most 8.
    case end(excess: Int)
    case damaged
  }

  // Filled once, and never changed or freed.
  nonisolated(unsafe) private static let library: UnsafePointer<isal_library>? = {
    let library = UnsafeMutablePointer<isal_library>.allocate(capacity: 1)
    library.initialize(to: isal_library())
    if isal_load(library) == 1 { return UnsafePointer(library) }
    library.deallocate()
    return nil
  }()

  private let library: UnsafePointer<isal_library>
  private let state: UnsafeMutableRawPointer
  /// Of the member's contents so far.
  private var crc: UInt32 = 0
  /// Bytes of the member's contents so far, modulo 2^32, as RFC 1952 has it.
  private var length: UInt32 = 0

  /// Nil where the library is not installed, or there is no memory for it.
  init?() {
    guard let library = Self.library, let state = isal_inflater_create(library) else { return nil }
    self.library = library
    self.state = state
  }

  deinit { free(state) }

  /// Makes ready for another member.
  func reset() {
    isal_inflater_reset(library, state)
    (crc, length) = (0, 0)
  }

  /// Inflates raw deflate data from `input` into `output`.
  ///
  /// - Returns: what came of it, how many bytes of the input were taken and how many of the output were made.
  func run(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (outcome: Outcome, taken: Int, made: Int) {
    var (taken, made, excess) = (UInt32(0), UInt32(0), UInt32(0))
    let code = isal_inflater_run(
      library, state, input.baseAddress, UInt32(clamping: input.count), output.baseAddress,
      UInt32(clamping: output.count), &taken, &made, &excess)
    if code < 0 { return (.damaged, Int(taken), Int(made)) }
    crc = isal_crc32(library, crc, output.baseAddress, Int(made))
    length &+= made
    return (code == 0 ? .goesOn : .end(excess: Int(excess)), Int(taken), Int(made))
  }

  /// Whether the eight bytes after the member's data state its CRC-32 and length.
  func confirms(_ trailer: UnsafeRawBufferPointer) -> Bool {
    trailer.count >= 8 && UInt32(littleEndian: trailer.loadUnaligned(as: UInt32.self)) == crc
      && UInt32(littleEndian: trailer.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) == length
  }
}
