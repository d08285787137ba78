import Foundation
import Testing

/// A verification that ends while it writes its reports, at each step of each file: synced, and renamed.
@Suite("A crash while reports are written", .enabled(if: hasCompiler, "clang is not installed"))
struct CrashTests {
  /// In the order in which they are written.
  private static let reports = [
    "audit.json", "audit.html", "audit.md", "audit.junit.xml", "attestation.intoto.json",
  ]
  private static let signals: [Int32] = [SIGKILL, SIGSEGV]

  /// A library that takes the place of `fsync` and `rename`, and raises the signal END_BY at the call END_AT of either.
  private static let library = """
    #include <fcntl.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    static void step(void) {
      static int count;
      if (++count == atoi(getenv("END_AT"))) raise(atoi(getenv("END_BY")));
    }
    int fsync(int file) { step(); return 0; }
    int rename(const char *old, const char *new) { step(); return renameat(AT_FDCWD, old, AT_FDCWD, new); }
    """

  /// A migration that has passed: the reports are in `passed`.
  private func passed(_ preparation: String = "true") throws -> Folder {
    let folder = try Folder.migration()
    try folder.write(Self.library, to: "crash.c")
    let outcome = try Tool.shell(
      "clang -shared -fPIC -o crash.so crash.c && \"$0\" build && \(preparation) && \"$0\" verify && mv Reports passed",
      in: folder)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    return folder
  }

  /// Runs the tool, which ends at a step: an odd one is the sync of a file, an even one its way into place.
  private func crash(_ arguments: String, at step: Int, by signal: Int32, in folder: Folder) throws -> Int32 {
    try Tool.shell(
      """
      rm -rf Reports && cp -R passed Reports && SWIFT_BACKTRACE=enable=no END_AT=\(step) END_BY=\(signal) \
      LD_PRELOAD="$PWD/crash.so" "$0" \(arguments)
      """, in: folder
    ).exitCode
  }

  private func left(_ folder: Folder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/Reports/out").sorted()
  }

  /// Those that are byte for byte as they were before the run.
  private func stale(_ folder: Folder) throws -> [String] {
    try left(folder).filter {
      try folder.contains("passed/out/\($0)")
        && folder.bytes(of: "passed/out/\($0)") == folder.bytes(of: "Reports/out/\($0)")
    }
  }

  @Test(
    "no report of the PASS before is left, wherever verify ends, and the next run removes the half of a file")
  func verify() throws {
    let folder = try passed()
    let row = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + row, to: "exports/chat.csv")
    for signal in Self.signals {
      for step in 1...2 * Self.reports.count {
        #expect(try crash("verify", at: step, by: signal, in: folder) == 128 + signal)
        #expect(try stale(folder) == [])
        let written = Self.reports.prefix((step - 1) / 2)
        let (partial, whole) = try (
          left(folder).filter { $0.hasSuffix(".partial") }, left(folder).filter { !$0.hasSuffix(".partial") }
        )
        #expect(whole == written.sorted(), "step \(step)")
        #expect(
          partial.count == 1 && partial[0].hasPrefix("\(Self.reports[(step - 1) / 2])."), "step \(step)")
      }
    }
    #expect(try crash("verify", at: 0, by: SIGKILL, in: folder) == 1)
    #expect(try left(folder) == Self.reports.sorted())
    try folder.write("half", to: "Reports/out/audit.html.Ab12Cd.partial")
    try folder.write("of somebody else", to: "Reports/out/audit.html.partial")
    #expect(try Tool.run("verify", "--nonsense", in: folder).exitCode == 64)
    #expect(try left(folder) == ["audit.html.partial"])
  }

  @Test(
    "graded in its own folder, an audit of a PASS stays until another is in its place, and nothing that was beside it"
  )
  func grade() throws {
    let folder = try passed(
      "mkdir t && tar -xzf tickets.tar.gz -C t && tar -czf tickets.tar.gz -C t . && rm tickets.tar.gz.sha256")
    for step in 1...2 * Self.reports.count {
      let exitCode = try crash(
        "grade Reports/out/audit.json --fail-on warning", at: step, by: SIGKILL, in: folder)
      #expect(exitCode == 128 + SIGKILL)
      #expect(try stale(folder) == (step <= 2 ? ["audit.json"] : []), "step \(step)")
    }
    #expect(try crash("grade Reports/out/audit.json --fail-on warning", at: 0, by: SIGKILL, in: folder) == 1)
    #expect(try stale(folder) == [])
  }
}

private let hasCompiler = (try? Tool.shell("clang --version", in: Folder()).exitCode) == 0
