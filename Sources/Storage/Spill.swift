import Foundation
import Platform
import Synchronization

/// Keeps the resident memory of the process near a limit: long vectors live in mapped files, and the pages of
/// these files are let go of when there are too many of them.
///
/// Neutral storage, which knows nothing of what is stored: so the writer and the verifier both use it, who share
/// nothing that knows an archive.
///
/// A vector that outgrows `threshold` moves into a file of the folder, mapped shared. The file has no name from the
/// start, so that nothing is left behind however the run ends. What has been written there belongs to the kernel's
/// page cache; the process's resident memory has only the pages that it has touched lately. A thread looks at it every
/// two milliseconds, and unmaps these pages (`MADV_DONTNEED`) when it has reached the limit: those of columns first,
/// and those of hash tables only where that was not enough. That loses nothing, beside readers and writers of the very
/// same pages as well: the next access finds the page in the cache again. One lock is held by whoever maps, moves or
/// unmaps a file and by that thread, so that it never touches a range that has become something else's.
///
/// On a machine with more to do than it has cores, that thread may come late; so whoever goes through a table looks as
/// well, between two parts of the work (`relieve`).
///
/// What it does not promise: the limit is one of resident memory, which can be passed by what is touched between
/// two looks, and by what no vector holds. The page cache is the kernel's: it uses what memory is free, and is
/// written to the disk when there is none, so that the folder should be on a disk, and not on a memory file system.
package final class Spill: Sendable {
  package let folder: String
  /// The bytes from which on a vector lives in a file.
  let threshold: Int
  /// Resident bytes at which pages are let go of.
  private let limit: Int
  private let report: @Sendable (_ sentence: String) -> Void
  /// `/proc/self/statm`; negative where there is none, and nothing is ever let go of.
  let statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  private let firstShortage = Mutex<String?>(nil)
  private let mappings = Mutex<[Int32: Mapping]>([:])

  /// How the bytes of a block are mostly used.
  package enum Access: Sendable {
    /// One after the other: pages that are let go of are needed again late, if ever.
    case inOrder
    /// All over the block, as in a hash table: every page that is let go of is needed again at once.
    case random
  }

  /// What is mapped of a file, by its descriptor.
  private struct Mapping {
    var address: UInt
    var byteCount: Int
    var access: Access

    var base: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: address) }
  }

  /// - Parameters:
  ///   - limit: resident bytes at which pages are let go of.
  ///   - threshold: the bytes from which on a vector lives in a file.
  ///   - report: is called, on any thread, to say that the folder can't take more, in a sentence. When it returns, the vector
  ///     goes on in memory, for as long as it takes to see `shortage` and to end the run in order.
  package init(
    limit: Int, folder: String, threshold: Int, report: @escaping @Sendable (_ sentence: String) -> Void
  ) {
    (self.limit, self.folder, self.threshold, self.report) = (limit, folder, threshold, report)
  }

  /// The first sentence that was reported; nil while the folder takes everything.
  package var shortage: String? { firstShortage.withLock { $0 } }

  /// How many files there are, and how many bytes they have.
  package var extent: (files: Int, byteCount: Int) {
    mappings.withLock { ($0.count, $0.values.reduce(0) { $0 + $1.byteCount }) }
  }

  deinit { close(statm) }

  /// Lets go of pages if too many are resident.
  ///
  /// - Complexity: O(1), a few microseconds, if not.
  package func relieve() {
    guard let memory = ResidentMemory(statm), isExceeded(by: memory) else { return }
    letGo(.inOrder)
    if let rest = ResidentMemory(statm), isExceeded(by: rest) { letGo(.random) }
  }

  /// Unmaps the pages of all files of one kind; their contents stay.
  ///
  /// - Complexity: O(mapped pages).
  package func letGo(_ access: Access) {
    mappings.withLock { mappings in
      for mapping in mappings.values where mapping.access == access {
        madvise(mapping.base, mapping.byteCount, MADV_DONTNEED)
      }
    }
  }

  /// Whether so many pages are resident that those of the files have to go.
  ///
  /// Where they are few, letting go of them would be no help: something else uses the memory.
  func isExceeded(by memory: ResidentMemory) -> Bool {
    memory.byteCount >= limit && memory.ofFiles >= min(limit / 8, 32 << 20)
  }
}

// What a file does.
extension Spill {
  /// Opens a file that has no name. Nil after a report.
  func openFile() -> Int32? {
    // O_TMPFILE is a macro that is not imported: it includes O_DIRECTORY, whose value the machine decides.
    let unnamed = retrying { open(folder, O_RDWR | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o600) }
    if unnamed >= 0 { return unnamed }
    // Not every file system knows such files.
    var template = Array("\(folder)/deskaudit.XXXXXX".utf8CString)
    let named = retrying { mkstemp(&template) }
    guard named >= 0 else {
      complain("can't be written to", byteCount: 0, errno)
      return nil
    }
    unlink(template)
    return named
  }

  /// Gives a file `byteCount` bytes of the disk and maps them, in place of what was mapped of it. Nil after a
  /// report; what was mapped then stays.
  func map(_ descriptor: Int32, byteCount: Int, _ access: Access) -> UnsafeMutableRawPointer? {
    var failure = EINTR
    while failure == EINTR { failure = posix_fallocate(descriptor, 0, off_t(byteCount)) }
    guard failure == 0 else {
      complain("has no room", byteCount: byteCount, failure)
      return nil
    }
    let base = mappings.withLock { mappings -> UInt? in
      let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
      guard let base, base != MAP_FAILED else { return nil }
      // A page of two megabytes would be resident for a byte that is touched.
      madvise(base, byteCount, MADV_NOHUGEPAGE)
      if let old = mappings[descriptor] { munmap(old.base, old.byteCount) }
      mappings[descriptor] = Mapping(
        address: UInt(bitPattern: base), byteCount: byteCount, access: access)
      return UInt(bitPattern: base)
    }
    if base == nil { complain("can't be mapped", byteCount: byteCount, errno) }
    return base.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
  }

  func unmap(_ descriptor: Int32) {
    mappings.withLock { mappings in
      if let mapping = mappings.removeValue(forKey: descriptor) { munmap(mapping.base, mapping.byteCount) }
    }
  }

  private func complain(_ problem: String, byteCount: Int, _ errorNumber: Int32) {
    let others = extent.byteCount
    let needed = byteCount > 0 ? " for a table of \(byteCount) bytes beside \(others) bytes of others" : ""
    let sentence =
      "\(folder): \(problem)\(needed): \(String(cString: strerror(errorNumber))); the tables that --memory keeps "
      + "out of memory go there: make room, or set TMPDIR to another folder"
    firstShortage.withLock { $0 = $0 ?? sentence }
    report(sentence)
  }
}
