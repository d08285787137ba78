import Dispatch
import Foundation
import Plan
import Synchronization
import Testing

@testable import Audit

/// A small migration that is cut at each length, and of which each bit is turned, one at a time.
///
/// `Tests/Hostile/sweep.py --into` makes it and has Python's zlib and csv say which damages mean nothing; audits in one
/// process take a hundredth of what a process for each would.
@Suite("Every cut, and every bit turned")
struct SweepTests {
  private static let folder = ProcessInfo.processInfo.environment["DESKAUDIT_SWEEP"]

  @Test(
    "a damaged file is found, or means the same", .enabled(if: folder != nil),
    arguments: ["backup.tar.gz", "chat.csv", "users.csv"])
  func everyDamage(_ file: String) throws {
    let sweep = try Sweep(of: file, in: try #require(Self.folder))
    let (found, same, mistakes) = sweep.run(threads: ProcessInfo.processInfo.activeProcessorCount)
    print("\(file): \(sweep.damages) damages, \(found) found, \(same) passed, which mean the same")
    #expect(mistakes == [])
    #expect(found + same == sweep.damages)
  }
}

private struct Sweep: Sendable {
  private let file: String
  private let folder: URL
  private let content: [UInt8]
  /// For each damage whether it means nothing: those that cut the file to 0, 1, 2 … bytes, then those that turn a bit.
  private let isSame: [Bool]

  var damages: Int { isSame.count }

  init(of file: String, in folder: String) throws {
    self.file = file
    self.folder = URL(fileURLWithPath: folder)
    content = Array(try Data(contentsOf: self.folder.appendingPathComponent(file)))
    isSame = try Data(contentsOf: self.folder.appendingPathComponent("\(file).same"))
      .map { $0 == UInt8(ascii: "1") }
    try #require(isSame.count == content.count * 9)
  }

  private func damaged(_ number: Int) -> (what: String, content: [UInt8]) {
    if number < content.count { return ("cut to \(number) bytes", Array(content[..<number])) }
    let (place, bit) = (number - content.count).quotientAndRemainder(dividingBy: 8)
    var damaged = content
    damaged[place] ^= 1 << UInt8(bit)
    return ("bit \(bit) of byte \(place) turned", damaged)
  }

  private struct Counts {
    var found = 0
    var same = 0
    var mistakes: [String] = []
  }

  func run(threads: Int) -> (found: Int, same: Int, mistakes: [String]) {
    let counts = Mutex(Counts())
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      do {
        let own = FileManager.default.temporaryDirectory
          .appendingPathComponent("sweep-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: folder, to: own)
        defer { try? FileManager.default.removeItem(at: own) }
        let plan = try Plan(contentsOf: own.appendingPathComponent("migration.yml").path)
        let rules = try RulePages.all.get().book
        for number in stride(from: thread, to: damages, by: threads) {
          let (what, damaged) = damaged(number)
          try Data(damaged).write(to: own.appendingPathComponent(file))
          let verdict = try Audit(plan: plan, rules: rules, parallelism: Parallelism(jobs: 1), startedAt: 0)
            .run()
            .verdict
          // What Python's csv takes for the same may still be refused; an archive may not.
          let isRight = verdict == .pass ? isSame[number] : !(isSame[number] && file == "backup.tar.gz")
          counts.withLock {
            if verdict == .pass { $0.same += 1 } else { $0.found += 1 }
            if !isRight { $0.mistakes.append("\(what): \(verdict)") }
          }
        }
      } catch {
        counts.withLock { $0.mistakes.append("thread \(thread): \(error)") }
      }
    }
    return counts.withLock { ($0.found, $0.same, $0.mistakes) }
  }
}
