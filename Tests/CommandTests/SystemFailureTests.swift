import Foundation
import Testing

/// What the system refuses: one failure of each kind. `Tests/Failures` tries all of them.
@Suite("What the system refuses is a sentence", .enabled(if: hasCompiler, "clang is not installed"))
struct SystemFailureTests {
  private static let source = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Failures/fail.c").path
  private static let commands = [
    "build", "verify --evidence evidence", "profile --output p.md", "init exports/*.csv --output made.yml",
  ]

  private func migration() throws -> Folder {
    let folder = try Folder.migration()
    let outcome = try Tool.shell(
      "clang -shared -fPIC -o fail.so '\(Self.source)' && \"$0\" build", in: folder)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    return folder
  }

  /// Runs a command, of which a call of a family fails, and all after it.
  private func run(
    _ command: String, _ family: String, at: Int, _ error: Int32, for good: Bool = true, in folder: Folder
  ) throws -> Tool.Outcome {
    try Tool.shell(
      """
      unset SWIFT_BACKTRACE; printf '%08d' 0 | tr 0 '\\0' >count; FAIL_COUNT=count FAIL_CALL=\(family) FAIL_AT=\(at) FAIL_ALWAYS=\(good ? 1 : 0) \
      FAIL_ERROR=\(error) LD_PRELOAD="$PWD/fail.so" timeout 20 "$0" \(command)
      """, in: folder)
  }

  private func leftovers(in folder: Folder) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".partial") || $0.contains(".deskaudit")
    }
  }

  @Test("no thread: exit 2 instead of waiting for good", arguments: commands.prefix(3))
  func threads(command: String) throws {
    let folder = try migration()
    let outcome = try run("\(command) --jobs 2", "thread", at: 1, EAGAIN, in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors.hasPrefix(
        "error: no further thread could be started (Resource temporarily unavailable); use fewer with --jobs 1, or allow "
          + "more: ulimit -u, ulimit -v, the container's limit of processes\n"))
    #expect(
      !command.hasPrefix("verify")
        || outcome.lastLine
          == "verdict=NO-VERDICT exit=2 rules=0 failed=0 warnings=0 unchecked=0 waived=0"
    )
    #expect(try leftovers(in: folder) == [])
  }

  @Test("no memory: exit 2 instead of a signal", arguments: commands, [0.5, 0.9])
  func memory(command: String, share: Double) throws {
    let folder = try migration()
    #expect(try run(command, "memory", at: 0, ENOMEM, in: folder).exitCode == 0)
    let calls = try folder.bytes(of: "count").withUnsafeBytes { $0.load(as: Int.self) }
    try? FileManager.default.removeItem(atPath: "\(folder.path)/made.yml")
    let outcome = try run(command, "memory", at: Int(Double(calls) * share), ENOMEM, in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("error: "))
    #expect(
      !command.hasPrefix("verify")
        || outcome.lastLine
          == "verdict=NO-VERDICT exit=2 rules=0 failed=0 warnings=0 unchecked=0 waived=0"
    )
    #expect(try leftovers(in: folder) == [])
  }

  @Test("a plan that the system does not let be read is not a mistake in it", arguments: [EIO, EINTR])
  func plan(error: Int32) throws {
    let folder = try migration()
    let outcome = try run("plan", "read", at: 1, error, for: error == EIO, in: folder)
    #expect(outcome.exitCode == (error == EIO ? 2 : 0))
    #expect(
      outcome.errors
        == (error == EIO ? "error: migration.yml: this file can't be read: Input/output error\n" : ""))
  }

  @Test("few open files: exit 2 instead of a signal", arguments: commands)
  func files(command: String) throws {
    let folder = try migration()
    for limit in [4, 5, 6, 8] {
      let outcome = try Tool.shell(
        "unset SWIFT_BACKTRACE; ulimit -n \(limit); exec \"$0\" \(command)", in: folder)
      #expect([0, 2].contains(outcome.exitCode), "\(limit): \(outcome.errors)")
      #expect(try leftovers(in: folder) == [])
      if outcome.exitCode == 0 { try? FileManager.default.removeItem(atPath: "\(folder.path)/made.yml") }
    }
  }

  @Test("a limit of the size of files is the error of a write", arguments: commands.suffix(2))
  func sizes(command: String) throws {
    let folder = try migration()
    let outcome = try Tool.shell("(ulimit -f 0; exec \"$0\" \(command)) 2>&1 | cat", in: folder)
    #expect(outcome.output.contains("can't be written: File too large"))
    #expect(try leftovers(in: folder) == [])
  }

  /// A library in which a sync of a file raises the signal END_BY, or with READS its reading.
  private static let raising = """
    #include <signal.h>
    #include <stdlib.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    int fsync(int file) { if (!getenv("READS")) raise(atoi(getenv("END_BY"))); return 0; }
    ssize_t pread(int file, void *bytes, size_t length, off_t offset) {
      if (getenv("READS")) raise(atoi(getenv("END_BY")));
      return syscall(SYS_pread64, file, bytes, length, offset);
    }
    """

  private func run(
    _ command: String, raising signal: Int32, _ preparation: String = "unset SWIFT_BACKTRACE",
    in folder: Folder
  ) throws -> Tool.Outcome {
    try folder.write(Self.raising, to: "raise.c")
    try #require(try Tool.shell("clang -shared -fPIC -o raise.so raise.c", in: folder).exitCode == 0)
    return try Tool.shell(
      "\(preparation); END_BY=\(signal) LD_PRELOAD=\"$PWD/raise.so\" \"$0\" \(command)", in: folder)
  }

  @Test(
    "whatever ends the process while it writes, nothing is left that is not finished",
    arguments: [SIGHUP, SIGINT, SIGTERM, SIGSEGV, SIGABRT])
  func ends(signal: Int32) throws {
    let exitCode = [SIGSEGV, SIGABRT].contains(signal) ? 2 : 128 + signal
    let folder = try migration()
    for command in Self.commands.dropFirst() {
      let outcome = try run(command, raising: signal, in: folder)
      #expect(outcome.exitCode == exitCode, "\(command): \(outcome.errors)")
      #expect(try leftovers(in: folder) == [], "\(command)")
      guard command.hasPrefix("verify") else { continue }
      #expect(
        outcome.lastLine
          == "verdict=NO-VERDICT exit=\(exitCode) rules=0 failed=0 warnings=0 unchecked=0 waived=0")
      #expect(!folder.contains("Reports/out/audit.json"))
    }
  }

  @Test("a build ends in order", arguments: [SIGHUP, SIGINT, SIGTERM])
  func build(signal: Int32) throws {
    let folder = try migration()
    let outcome = try run("build", raising: signal, "export READS=1", in: folder)
    #expect(outcome.exitCode == 128 + signal)
    #expect(outcome.errors == "error: interrupted: nothing was written\n")
    #expect(try leftovers(in: folder) == [])
  }

  @Test("an end by SIGKILL while the exports are read leaves no report of an earlier run")
  func killed() throws {
    let folder = try migration()
    try #require(try Tool.run("verify", in: folder).exitCode == 0)
    try #require(folder.contains("Reports/out/audit.json"))
    let outcome = try run("verify", raising: SIGKILL, "export READS=1", in: folder)
    #expect(outcome.exitCode == 128 + SIGKILL)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/Reports/out") == [])
  }

  @Test("a crash says that it is one, and where SWIFT_BACKTRACE is set, it stays a crash")
  func crash() throws {
    let folder = try migration()
    let outcome = try run("profile --output p.md", raising: SIGSEGV, in: folder)
    #expect(
      outcome.errors
        == "error: ended by signal 11: out of memory, or a defect of deskaudit; what it was writing is removed, and nothing "
        + "is judged. Allow more memory (ulimit -v, the container's limit), or use less (--jobs 1); if there was enough, "
        + "report the defect, with what it prints where SWIFT_BACKTRACE=enable=yes is set\n")
    let crash = try run(
      "profile --output p.md", raising: SIGSEGV, "export SWIFT_BACKTRACE=enable=no", in: folder)
    #expect(crash.exitCode == 128 + SIGSEGV)
  }

  @Test("under nohup, a command goes on after the terminal is gone")
  func nohup() throws {
    let folder = try migration()
    let outcome = try run("profile --output p.md", raising: SIGHUP, "trap '' HUP", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(folder.contains("p.md"))
  }
}

private let hasCompiler = (try? Tool.shell("clang --version", in: Folder()).exitCode) == 0
