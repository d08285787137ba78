import Foundation

/// A file written from its beginning through one buffer.
struct OutputFile: ~Copyable {
  /// What is to be written next; append here, then call `flushIfFull`.
  var buffer: [UInt8] = []
  private let handle: FileHandle
  private let path: String
  private static let capacity = 1 << 20

  /// Creates the file, or empties the one that is there.
  init(path: String) throws {
    self.path = path
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else {
      throw DemoError("\(path): this file cannot be written; check the folder and its permissions")
    }
    self.handle = handle
    buffer.reserveCapacity(Self.capacity + (1 << 16))
  }

  /// Writes the buffer out once it holds a mebibyte.
  mutating func flushIfFull() throws {
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes the rest and closes the file.
  consuming func close() throws {
    try flush()
    do {
      try handle.close()
    } catch {
      throw Self.failure(path, error)
    }
  }

  private mutating func flush() throws {
    do {
      try handle.write(contentsOf: buffer)
    } catch {
      throw Self.failure(path, error)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func failure(_ path: String, _ error: any Error) -> DemoError {
    DemoError("\(path): writing failed (\(error.localizedDescription)); check the free space on the disk")
  }
}
