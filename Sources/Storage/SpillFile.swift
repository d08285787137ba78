import Foundation

/// A file without a name, mapped into memory: the bytes of one long vector.
///
/// Its blocks are allocated before they are mapped, so that a full disk is an error of `grow` and never a signal
/// at some later access. It belongs to its block; from elsewhere, `Spill` only lets go of its pages.
final class SpillFile {
  /// Page-aligned; another one after `grow`.
  private(set) var base: UnsafeMutableRawPointer
  private(set) var byteCount: Int
  private let descriptor: Int32
  private let access: Spill.Access
  private let spill: Spill

  /// Fails where the spill can't take so much, after a report of `Spill.shortage`.
  init?(byteCount: Int, _ access: Spill.Access, spill: Spill) {
    guard let opened = spill.openFile() else { return nil }
    let byteCount = wholePages(byteCount)
    guard let base = spill.map(opened, byteCount: byteCount, access) else {
      close(opened)
      return nil
    }
    (descriptor, self.base, self.byteCount, self.access, self.spill) = (
      opened, base, byteCount, access, spill
    )
  }

  deinit {
    spill.unmap(descriptor)
    close(descriptor)
  }

  /// - Returns: false where the spill can't take so much, after a report of `Spill.shortage`.
  func grow(to needed: Int) -> Bool {
    let needed = wholePages(needed)
    guard let base = spill.map(descriptor, byteCount: needed, access) else { return false }
    (self.base, byteCount) = (base, needed)
    return true
  }
}

/// Rounded up to what is mapped at once on any machine.
private func wholePages(_ byteCount: Int) -> Int { (byteCount + 65_535) & ~65_535 }
