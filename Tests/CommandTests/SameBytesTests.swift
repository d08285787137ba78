import Foundation
import Testing

@Suite("One audit has the same bytes everywhere")
struct SameBytesTests {
  private static let surroundings = [
    "TZ=UTC LC_ALL=C LANG=C", "TZ=Pacific/Auckland LC_ALL=C LANG=C",
    "TZ=UTC LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8",
    "TZ=America/St_Johns LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8",
  ]

  /// What a run prints and writes, without the one line of each report that says when it ran, and for how long.
  private func outcome(_ surroundings: String, jobs: Int, in folder: Folder) throws -> [String: [Substring]] {
    let run = try Tool.shell("env \(surroundings) \"$0\" verify --jobs \(jobs)", in: folder)
    try #require(run.exitCode == 1)
    let annotations = try Tool.shell("env \(surroundings) \"$0\" verify --format github", in: folder).output
    var texts = ["stdout": run.output, "stderr": run.errors, "github": annotations]
    for name in ["audit.html", "audit.md", "audit.junit.xml", "attestation.intoto.json", "audit.json"] {
      texts[name] = String(decoding: try folder.bytes(of: "Reports/out/\(name)"), as: UTF8.self)
    }
    return texts.mapValues { text in
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix("<span>Run of ") && !$0.hasPrefix("Measured in ") }
    }.merging(
      ["audit.json": (texts["audit.json"] ?? "").split(separator: "\n").prefix { $0 != "  \"timing\": {" }]
    ) { _, new in Array(new) }
  }

  @Test("for any number of jobs, in any time zone and any language")
  func everywhere() throws {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let rows = """
      2021-01-01T00:00:00Z,1,13,5,true,Iı İi ß,2021-03-28T02:30:00Z,2,Bob,bob@example.org
      2021-01-01T00:00:00Z,1,14,5,true,Bye,2020-12-31T23:30:00Z,3,İpek,IPEK@example.org

      """
    try folder.write(Folder.header + Folder.goodRows + rows, to: "exports/chat.csv")
    let first = try outcome(Self.surroundings[0], jobs: 1, in: folder)
    #expect(first.values.allSatisfy { !$0.isEmpty })
    for surroundings in Self.surroundings {
      for jobs in [1, 2] {
        let other = try outcome(surroundings, jobs: jobs, in: folder)
        for (name, lines) in first {
          let different = zip(lines, other[name] ?? []).first { $0 != $1 }
          #expect(
            different == nil && lines.count == other[name]?.count,
            "\(name), \(surroundings), \(jobs) jobs: \(different as Any)")
        }
      }
    }
  }
}
