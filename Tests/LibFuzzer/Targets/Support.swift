import CZlib
import Glibc

/// Says which invariant does not hold, and ends the process, so that libFuzzer keeps the input.
func broken(_ sentence: @autoclosure () -> String) -> Never {
  let line = "\nBROKEN INVARIANT: \(sentence())\n"
  write(STDERR_FILENO, line, line.utf8.count)
  abort()
}

/// Requires an invariant.
@inline(__always)
func require(_ holds: Bool, _ sentence: @autoclosure () -> String) {
  if !holds { broken(sentence()) }
}

/// The first bytes of an input as choices; the rest is what is read.
struct Choices {
  private(set) var rest: ArraySlice<UInt8>

  init(_ input: [UInt8]) { rest = input[...] }

  /// A number below `count`; 0 where the input has ended.
  mutating func below(_ count: Int) -> Int { Int(rest.popFirst() ?? 0) % count }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// One file for all inputs of the process, because the readers read files.
final class ScratchFile: Sendable {
  let path: String
  private let descriptor: Int32

  init(_ name: String) {
    // Memory where there is some, because a million files are written.
    let folder =
      access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(folder)/libfuzzer-\(getpid())-\(name)"
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { broken("\(path) can't be written") }
    ScratchFile.paths.append(path)
    if ScratchFile.paths.count == 1 { atexit { ScratchFile.paths.forEach { unlink($0) } } }
  }

  nonisolated(unsafe) private static var paths: [String] = []

  func write(_ bytes: [UInt8]) {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      broken("\(path) can't be written")
    }
  }
}

/// One gzip member of `contents`, by libz.
func gzip(_ contents: [UInt8], level: Int32 = 1) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  guard deflateInit2_(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
  else {
    broken("libz can't deflate")
  }
  defer { deflateEnd(&stream) }
  var input = contents
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(contents.count))) + 64)
  input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      deflate(&stream, Z_FINISH)
    }
  }
  return Array(output[..<Int(stream.total_out)])
}

/// Bytes in a message.
func shown(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { (0x20...0x7E).contains($0) ? String(Unicode.Scalar($0)) : "\\x" + String($0, radix: 16) }
    .joined()
}
