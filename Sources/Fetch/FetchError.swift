import Plan

/// Why a fetch ended without a proven end: one sentence, and what the process exits with.
package struct FetchError: Error, Equatable, CustomStringConvertible {
  package var description: String
  /// 2 for trouble, 64 for a mistake in the plan or the command, 129, 130 and 143 for a signal.
  package var exitCode: Int32

  /// Trouble with the server, the network, the disk or the credentials.
  static func trouble(_ sentence: String) -> FetchError { FetchError(description: sentence, exitCode: 2) }

  /// Something that the plan or the command says and must not.
  static func mistake(_ sentence: String) -> FetchError { FetchError(description: sentence, exitCode: 64) }

  /// The signal of that number asked to stop.
  static func interrupted(_ signal: Int32) -> FetchError {
    FetchError(description: "interrupted", exitCode: 128 &+ signal)
  }

  /// The same error, with what it means for the pages that are on the disk.
  func keeping(pages: Int, of source: String) -> FetchError {
    guard exitCode != 64 else { return self }
    let left =
      switch pages {
      case 0: "no page was saved yet"
      case 1: "the page that is there stays, and 'deskaudit fetch \(source)' goes on from it"
      default:
        "the \(grouped(pages)) pages that are there stay, and 'deskaudit fetch \(source)' goes on from them"
      }
    return FetchError(description: "\(description); \(left)", exitCode: exitCode)
  }
}

/// Text that came from a server or a plan, as a message shows it: in quotes, at most 60 characters, without
/// anything that could disturb a terminal.
func shown(_ text: String) -> String {
  let visible = text.unicodeScalars.prefix(60).map { scalar -> String in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
      "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: String(scalar)
    }
  }
  return "'\(visible.joined())\(text.unicodeScalars.count > 60 ? "…" : "")'"
}
