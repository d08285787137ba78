import Foundation
import Synchronization

@testable import Storage

/// An empty folder for one test, and what a spill in it complains of.
final class SpillFolder: Sendable {
  let path: String
  private let sentences = Mutex<[String]>([])

  init() {
    path = NSTemporaryDirectory() + "/spill-" + UUID().uuidString
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var complaints: [String] { sentences.withLock { $0 } }

  /// A spill whose pages only the test lets go of.
  func spill(threshold: Int) -> Spill {
    Spill(limit: .max, folder: path, threshold: threshold) { self.report($0) }
  }

  @Sendable func report(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
}

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
