import CISAL
import Foundation

/// Deflate with ISA-L, where it is installed: the lowest levels at four times the speed of libz, and smaller.
///
/// Other levels it does not have in the sizes that people expect of them, so those stay with libz. What it makes
/// can depend on the processor, and is not what libz makes: equal bytes at these levels need equal machines.
final class ISALStream: DeflateStream {
  private let library: UnsafePointer<isal_library>
  private let state: UnsafeMutableRawPointer

  /// Nil for another level than 1 and 2, and where the library is not installed or there is no memory for it.
  init?(level: Int) {
    guard (1...2).contains(level), let library = ISALibrary.loaded,
      let state = isal_deflater_create(library, UInt32(level))
    else { return nil }
    self.library = library
    self.state = state
  }

  deinit { free(state) }

  func begin(behind dictionary: [UInt8]) throws(BuildError) {
    try check(isal_deflater_begin(library, state, dictionary, UInt32(dictionary.count)))
  }

  func feed(_ piece: Bytes) {
    isal_deflater_feed(state, piece.baseAddress, UInt32(piece.count))
  }

  func deflate(
    into room: UnsafeMutableBufferPointer<UInt8>, upTo end: PieceEnd
  ) throws(BuildError) -> (made: Int, isDone: Bool) {
    var made: UInt32 = 0
    let code = isal_deflater_run(
      library, state, room.baseAddress, UInt32(room.count), end == .byteBorder ? 1 : 0,
      end == .endOfStream ? 1 : 0, &made)
    try check(code)
    return (Int(made), code == 1)
  }

  private func check(_ code: Int32) throws(BuildError) {
    guard code >= 0 else { throw .trouble("compression failed (ISA-L status \(code))") }
  }
}
