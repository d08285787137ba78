import Crypto
import Foundation
import Platform

/// SHA-256 in lower-case hexadecimal digits.
func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

/// SHA-256 of a file in lower-case hexadecimal digits.
///
/// - Throws: `BuildError` for one that can't be read.
func sha256(ofFile path: String, named name: String) throws(BuildError) -> String {
  var hash = SHA256()
  do throws(SystemError) {
    try forEachPiece(ofFile: path) { hash.update(bufferPointer: $0) }
  } catch {
    throw .trouble("\(name): can't be read: \(error)")
  }
  return hexadecimal(hash.finalize())
}

/// Bytes in lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { byte in
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }.joined()
}
