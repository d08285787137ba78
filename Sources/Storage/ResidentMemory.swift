import Foundation

/// What the process has in memory, as the kernel counts it (proc_pid_statm(5)).
struct ResidentMemory {
  /// All of it, in bytes.
  let byteCount: Int
  /// The part of it that are pages of files.
  let ofFiles: Int
}

extension ResidentMemory {
  /// Nil where the system does not report it.
  ///
  /// - Complexity: O(1), about two microseconds.
  ///
  /// - Parameter descriptor: `/proc/self/statm`, open for reading.
  init?(_ descriptor: Int32) {
    var numbers = [0, 0, 0]
    var index = 0
    let isRead = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { buffer in
      let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
      for byte in buffer.prefix(max(count, 0)) where index < numbers.count {
        if byte == UInt8(ascii: " ") {
          index += 1
        } else {
          numbers[index] = numbers[index] &* 10 &+ Int(byte &- 48)
        }
      }
      return index == numbers.count
    }
    guard isRead else { return nil }
    let page = sysconf(Int32(_SC_PAGESIZE))
    self.init(byteCount: numbers[1] &* page, ofFiles: numbers[2] &* page)
  }
}
