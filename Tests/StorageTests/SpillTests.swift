import Foundation
import Testing

@testable import Storage

@Suite("Spilling")
struct SpillTests {
  @Test(
    "pages are let go of from the limit on, if there are some",
    arguments: [
      (99, 90, false), (100, 90, true), (100, 13, true), (100, 12, false), (500, 0, false),
    ])
  func limit(total: Int, ofFiles: Int, isExceeded: Bool) {
    let spill = Spill(limit: 100 << 20, folder: "/", threshold: 0) { _ in }
    let memory = ResidentMemory(byteCount: total << 20, ofFiles: ofFiles << 20)
    #expect(spill.isExceeded(by: memory) == isExceeded)
  }

  @Test("the resident memory is what the system says it is", .enabled(if: SpillTests.hasProc))
  func residentMemory() throws {
    let descriptor = open("/proc/self/statm", O_RDONLY)
    defer { close(descriptor) }
    let memory = try #require(ResidentMemory(descriptor))
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    let kilobytes = try #require(Int(line.split(separator: " ").dropLast().last ?? ""))
    #expect(memory.byteCount % page == 0)
    #expect(abs(memory.byteCount - kilobytes * 1024) < 64 << 20)
    #expect(memory.ofFiles > 0 && memory.ofFiles < memory.byteCount)
  }

  /// Other systems don't tell; there nothing is ever let go of.
  static let hasProc = FileManager.default.fileExists(atPath: "/proc/self/statm")

  @Test("a folder that isn't there is named, with what to do, and the block stays in memory")
  func missingFolder() {
    let place = SpillFolder()
    let spill = Spill(limit: 1 << 30, folder: place.path + "/gone", threshold: 4096, report: place.report)
    let block = Block(byteCount: 8192, spill: spill)
    #expect(block.byteCount == 8192)
    #expect(
      place.complaints == [
        "\(place.path)/gone: can't be written to: No such file or directory; the tables that --memory keeps out of "
          + "memory go there: make room, or set TMPDIR to another folder"
      ])
  }
}
