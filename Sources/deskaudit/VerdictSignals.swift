import Foundation

/// What a signal does to a verification, which has nothing to clean up.
enum VerdictSignals {
  /// SIGINT and SIGTERM end the process at once, with the last line that scripts look for; SIGXFSZ becomes the
  /// error of the write that caused it.
  static func install() {
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGINT) { _ in
      end("verdict=NO-VERDICT exit=130 rules=0 failed=0 warnings=0 unchecked=0 waived=0\n", 130)
    }
    signal(SIGTERM) { _ in
      end("verdict=NO-VERDICT exit=143 rules=0 failed=0 warnings=0 unchecked=0 waived=0\n", 143)
    }
  }
}

/// Only what a signal handler may do: write and end.
private func end(_ line: StaticString, _ code: Int32) {
  _ = write(STDERR_FILENO, line.utf8Start, line.utf8CodeUnitCount)
  _exit(code)
}
