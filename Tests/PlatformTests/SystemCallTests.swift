import Foundation
import Testing

@testable import Platform

@Suite("System calls")
struct SystemCallTests {
  @Test("a call that a signal interrupted is made again, and its other errors are not")
  func interruption() {
    var results: [Int] = [-1, -1, 5]
    errno = EINTR
    #expect(retrying { results.removeFirst() } == 5)
    errno = EIO
    #expect(retrying { -1 } == -1)
  }

  @Test("what a call did not write is written by the next one")
  func shortWrites() {
    var written: [UInt8] = []
    let isWritten = Array("abcdefg".utf8).withUnsafeBytes { bytes in
      writeAll(bytes) { rest in
        written += rest.prefix(3)
        return min(3, rest.count)
      }
    }
    #expect(isWritten && written == Array("abcdefg".utf8))
  }

  @Test("a call that writes nothing ends the writing as a full disk does")
  func noProgress() {
    let isWritten = [1, 2].withUnsafeBytes { writeAll($0) { _ in 0 } }
    #expect(!isWritten && errno == ENOSPC)
  }

  @Test("a file is read whole, or to a limit")
  func reading() throws {
    let path = NSTemporaryDirectory() + "platform-\(UUID().uuidString)"
    defer { unlink(path) }
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    try Data(bytes).write(to: URL(filePath: path))
    #expect(try contents(ofFile: path) == bytes)
    #expect(try contents(ofFile: path, limit: 300_001) == Array(bytes[..<300_001]))
    try Data([0xFF]).write(to: URL(filePath: path))
    #expect(try text(ofFile: path) == nil)
  }

  @Test("what can't be read is told in the system's words")
  func failure() {
    #expect(throws: SystemError(ENOENT)) { try contents(ofFile: "/there/is/none") }
    #expect(throws: SystemError(EISDIR)) { try contents(ofFile: "/") }
    #expect(SystemError(ENOENT).isAbsence && !SystemError(EISDIR).isAbsence)
    #expect("\(SystemError(ENOENT))" == "No such file or directory")
  }

  @Test("something new gets a name of its own, whatever is there")
  func making() throws {
    let folder = NSTemporaryDirectory()
    var names: [String] = []
    let made = UnfinishedPath.make({ "\(folder)\($0)" }) { path in
      names.append(path)
      errno = EEXIST
      return names.count < 3 ? -1 : 7
    }
    #expect(made?.result == 7 && made?.path == names.last && Set(names).count == 3)
    errno = EACCES
    #expect(UnfinishedPath.make({ "\(folder)\($0)" }, { _ in -1 }) == nil)
  }
}
