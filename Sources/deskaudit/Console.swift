import Foundation
import Migration
import Platform
import Reporting

/// The terminal, or what replaces it.
enum Console {
  /// Who reads what is printed.
  enum Reader {
    /// People. Nothing in the text is a command to a runner of CI.
    case people
    /// Programs, by a format that has data in quotes alone: JSON, YAML.
    case programs
    /// The runner of CI itself: the commands are meant, and their own format keeps data from being one.
    case runner
  }

  /// Writes one or more lines to standard error. A standard error that is closed is not a reason to stop.
  static func complain(_ text: String) {
    write(text.lines.map(\.visible).joined(separator: "\n").withoutRunnerCommands)
    write("\n")
  }

  /// Writes text to standard error as it is.
  static func write(_ text: String) {
    var text = text
    _ = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
  }

  /// Writes text to standard output, without commands to a runner unless it is meant for one. A reader that has gone
  /// away (`| head`) is not an error, a full disk is.
  ///
  /// - Throws: a sentence as `CommandError`.
  static func say(_ text: String, to reader: Reader = .people) throws(CommandError) {
    var text = reader == .people ? text.withoutRunnerCommands : text
    let isWritten = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: STDOUT_FILENO) }
    guard isWritten || errno == EPIPE else {
      throw CommandError("standard output: can't be written; free some space, or send it elsewhere")
    }
  }

  /// The columns of standard output; 140 where it is not a terminal.
  static var width: Int {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return 140 }
    return Int(size.ws_col)
  }

  /// Whether standard output is a terminal that wants colours (https://no-color.org).
  static var isColourful: Bool {
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
  }

  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// The progress line of a build; nil where standard error is not a terminal.
  static var progressLine: ProgressLine? { isErrorTerminal ? ProgressLine { write($0) } : nil }
}

/// A sentence for standard error.
struct CommandError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}

extension String {
  /// Split at line breaks alone.
  fileprivate var lines: [String] {
    unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  }
}
