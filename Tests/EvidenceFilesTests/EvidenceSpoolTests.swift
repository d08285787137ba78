import Audit
import Foundation
import Synchronization
import Testing

@testable import EvidenceFiles

@Suite("The spool of evidence")
struct EvidenceSpoolTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "evidence-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("a violation comes back as it was, whatever it has and lacks")
  func sameViolations() throws {
    var full = Finding(
      message: "m\u{0}, \"é\" 👩‍👩‍👧", count: .max, origin: .export, key: "", expected: "e", found: "f")
    full.export = ExportPlace(source: "s", file: "=f", line: 7, record: 3, element: 0)
    full.counterpart = ExportPlace(source: "t", file: "g", line: 8)
    full.archive = ArchivePlace(member: "m", pointer: "/a~1b", offset: 0)
    let violations = [
      Violation(finding: full, part: 1, fault: Violation.Fault(kind: 2, row: 3)),
      Violation(finding: Finding(message: ""), part: 0, fault: nil),
      Violation(finding: Finding(message: "a", archive: ArchivePlace()), part: 0, fault: nil),
    ]
    var writer = SpoolWriter()
    for violation in violations { writer.put(violation) }
    var reader = SpoolReader(writer.bytes)
    for violation in violations {
      let read = reader.violation()
      #expect(read.finding == violation.finding)
      #expect(read.part == violation.part)
      #expect(read.fault == violation.fault)
    }
    #expect(reader.isAtEnd)
  }

  @Test("rules that are measured at once have their own violations, in order, of the parts that count")
  func atOnce() throws {
    try withFolder { folder in
      let spool = try EvidenceSpool(in: StagingFolder(in: folder))
      let rules = Mutex<[Int: SpooledRule]>([:])
      DispatchQueue.concurrentPerform(iterations: 8) { rule in
        let sink = SpooledViolations(spool) { spooled in rules.withLock { $0[rule] = spooled } }
        for number in 0..<5000 {
          sink.take(Violation(finding: Finding(message: "\(rule)"), part: number, fault: nil))
        }
        sink.end(Set((0..<5000).filter { $0 % 8 == rule }))
      }
      try spool.finish()
      for rule in 0..<8 {
        var parts: [Int] = []
        try spool.forEach(of: rules.withLock { $0[rule] ?? SpooledRule() }) { violation in
          #expect(violation.finding.message == "\(rule)")
          parts.append(violation.part)
        }
        #expect(parts == (0..<5000).filter { $0 % 8 == rule })
      }
    }
  }

  @Test("files are put into place all together or not at all, and their folder goes")
  func publish() throws {
    try withFolder { folder in
      var staging: StagingFolder? = try StagingFolder(in: folder)
      for name in ["a.csv", "b.csv"] {
        try Data().write(to: URL(filePath: try #require(staging).file(name).path))
      }
      #expect(throws: EvidenceError.self) { try staging?.publish(["a.csv", "missing.csv"]) }
      #expect(!FileManager.default.fileExists(atPath: folder + "/a.csv"))
      try Data().write(to: URL(filePath: try #require(staging).file("a.csv").path))
      try staging?.publish(["a.csv", "b.csv"])
      staging = nil
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.csv", "b.csv"])
    }
  }
}
