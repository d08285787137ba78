import Glibc
import Platform

/// A run of bytes that grows: in memory, or under a `Spill` in a file once it is long.
///
/// The columns and hash tables of both sides lay their values into blocks. They are generic, and fast only where
/// the compiler knows their values, so each side has its own; what they have in common is asked for once in a growth.
///
/// In memory it grows by `realloc`, which moves large blocks by remapping their pages: growth copies nothing, and
/// what is reserved but unused takes no memory.
package final class Block {
  /// Valid until the block grows.
  package private(set) var base: UnsafeMutableRawPointer
  package private(set) var byteCount: Int
  private let spill: Spill?
  private let access: Spill.Access
  /// Where the bytes are once they have left the heap.
  private var file: SpillFile?

  /// A file grows by at most this, so that little of the disk is taken in advance.
  private static let longestStep = 64 << 20

  /// The bytes are zero; those that it grows by are not set to anything.
  package init(byteCount: Int, _ access: Spill.Access = .inOrder, spill: Spill? = .current) {
    (self.spill, self.access) = (spill, access)
    if let spill, byteCount > spill.threshold,
      let file = SpillFile(byteCount: byteCount, access, spill: spill)
    {
      self.file = file
      (base, self.byteCount) = (file.base, file.byteCount)
    } else {
      (base, self.byteCount) = (requireMemory(calloc(byteCount, 1), byteCount), byteCount)
    }
  }

  deinit {
    if file == nil { free(base) }
  }

  /// Grows to at least `needed` bytes; those that it had stay as they are.
  ///
  /// - Complexity: O(1) as a rule.
  package func grow(to needed: Int) {
    let half = byteCount / 2 + 256
    if let spill {
      let goal = max(needed, byteCount + min(half, Self.longestStep))
      if goal > spill.threshold, moveToFile(of: goal, spill) { return }
    }
    let goal = max(needed, byteCount + half)
    if file != nil { return leaveFile(for: goal) }
    (base, byteCount) = (requireMemory(realloc(base, goal), goal), goal)
  }

  /// - Returns: false where the spill has no room; everything is as it was.
  private func moveToFile(of goal: Int, _ spill: Spill) -> Bool {
    if let file {
      guard file.grow(to: goal) else { return false }
      (base, byteCount) = (file.base, file.byteCount)
      return true
    }
    guard let file = SpillFile(byteCount: goal, access, spill: spill) else { return false }
    file.base.copyMemory(from: base, byteCount: byteCount)
    free(base)
    (base, byteCount, self.file) = (file.base, file.byteCount, file)
    return true
  }

  /// The run goes on in memory for as long as it takes to end it in order, see `Spill.shortage`.
  private func leaveFile(for goal: Int) {
    let memory = requireMemory(malloc(goal), goal)
    memory.copyMemory(from: base, byteCount: byteCount)
    (base, byteCount, file) = (memory, goal, nil)
  }
}

/// Ends the process with a sentence and the exit code for "no verdict": nothing can be judged without memory.
private func requireMemory(_ memory: UnsafeMutableRawPointer?, _ byteCount: Int) -> UnsafeMutableRawPointer {
  if let memory { return memory }
  ProcessEnd.trouble(
    "no memory for a table of \(byteCount) bytes; free some, say --memory, or use a larger machine")
}
