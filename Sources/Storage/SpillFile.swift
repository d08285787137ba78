import Foundation

/// A file without a name, mapped into memory: the bytes of one long vector.
///
/// Its blocks are allocated before they are mapped, so that a full disk is an error of `grow` and never a signal
/// at some later access. `@unchecked Sendable` is not needed: it belongs to its block, and only the pages that
/// `Spill` lets go of are touched from elsewhere.
final class SpillFile {
  /// Page-aligned; another one after `grow`.
  private(set) var base: UnsafeMutableRawPointer
  private(set) var byteCount: Int
  private let descriptor: Int32
  private let spill: Spill

  /// Fails where the spill can't take so much, behind a call of `Spill.trouble`.
  init?(byteCount: Int, spill: Spill) {
    guard let opened = spill.openFile() else { return nil }
    let byteCount = wholePages(byteCount)
    guard let base = spill.map(opened, byteCount: byteCount) else {
      close(opened)
      return nil
    }
    (descriptor, self.base, self.byteCount, self.spill) = (opened, base, byteCount, spill)
  }

  deinit {
    spill.unmap(descriptor)
    close(descriptor)
  }

  /// Returns: false where the spill can't take so much, behind a call of `Spill.trouble`.
  func grow(to needed: Int) -> Bool {
    let needed = wholePages(needed)
    guard let base = spill.map(descriptor, byteCount: needed) else { return false }
    (self.base, byteCount) = (base, needed)
    return true
  }
}

/// Rounded up to what is mapped at once on any machine.
private func wholePages(_ byteCount: Int) -> Int { (byteCount + 65_535) & ~65_535 }
