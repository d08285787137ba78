import Crypto
import Foundation
import Platform

/// The SHA-256 of each of some files, which come one chunk after another.
///
/// With a thread of its own, the bytes are copied to it: to hash them takes about half as long as all that the
/// reading thread does with them.
///
/// `@unchecked Sendable`: `update` and `finish` belong to one thread. The digests belong to the other one, if there is
/// one, until it has ended; a buffer to the one that took it from its queue.
final class FileDigests: @unchecked Sendable {
  private typealias Buffer = UnsafeMutableRawBufferPointer

  private static let bufferSize = 256 << 10
  private static let bufferCount = 8

  private var digests: [SHA256]
  private let hasThread: Bool
  private let empty = BoundedQueue<Buffer>(capacity: bufferCount)
  private let full = BoundedQueue<(file: Int, bytes: Buffer)>(capacity: bufferCount)
  private let done = DispatchGroup()

  init(files: Int, hasThread: Bool) {
    digests = (0..<files).map { _ in SHA256() }
    self.hasThread = hasThread
    guard hasThread else { return }
    for _ in 0..<Self.bufferCount { empty.put(.allocate(byteCount: Self.bufferSize, alignment: 16)) }
    done.enter()
    WorkThread.start { self.hash() }
  }

  private func hash() {
    lowerPriority()
    while let (file, bytes) = full.take() {
      digests[file].update(bufferPointer: UnsafeRawBufferPointer(bytes))
      empty.put(Buffer(start: bytes.baseAddress, count: Self.bufferSize))
    }
    empty.close()
    while let buffer = empty.take() { buffer.deallocate() }
    done.leave()
  }

  /// Takes the next bytes of a file.
  func update(_ file: Int, _ chunk: UnsafeRawBufferPointer) {
    guard hasThread else { return digests[file].update(bufferPointer: chunk) }
    var rest = chunk[...]
    while !rest.isEmpty, let buffer = empty.take() {
      let part = rest.prefix(buffer.count)
      buffer.copyBytes(from: part)
      full.put((file, Buffer(rebasing: buffer[..<part.count])))
      rest = rest.dropFirst(part.count)
    }
  }

  /// Ends the thread. The digests in hexadecimal digits, each of the bytes that came.
  func finish() -> [String] {
    full.close()
    done.wait()
    return digests.map { hexadecimal($0.finalize()) }
  }
}

/// The SHA-256 of a file in hexadecimal digits, and its bytes.
package func fileSHA256(_ path: String) throws(SystemError) -> (digest: String, bytes: Int) {
  var (digest, bytes) = (SHA256(), 0)
  try forEachPiece(ofFile: path) { piece in
    digest.update(bufferPointer: piece)
    bytes += piece.count
  }
  return (hexadecimal(digest.finalize()), bytes)
}

/// A digest in lower-case hexadecimal digits.
package func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
  digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
