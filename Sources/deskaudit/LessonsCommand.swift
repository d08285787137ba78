import ArgumentParser
import Reporting

/// `deskaudit lessons`.
struct LessonsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lessons",
    abstract: "Write down what a migration has to teach, by all of its audits, for people to complete.",
    discussion: """
      Reads every audit.json below a folder, and writes Markdown: each rule that ever failed, the gravest first, with \
      since when and until when, how many violations at most, its causes, its waivers with reason and owner, and what the \
      plan says of it; what was never checked; what gates, sheets and the plan decided; and headed blanks for what people \
      do next time.

      Examples:

        deskaudit lessons audits
        deskaudit lessons audits --output lessons.md

      Exit codes: 0 written; 2 there is no audit, one can't be read, which is then left out, or the file can't be written; \
      64 usage error.
      """)

  @Argument(help: "A folder with audits below it.", completion: .directory)
  var folder: String

  @Option(name: .shortAndLong, help: "Write into this file instead of to standard output.")
  var output: String?

  func run() throws {
    let (audits, troubles) = try Trend.audits(below: folder)
    if !audits.isEmpty {
      let text = Lessons(audits).render()
      if let output { try Reports.write(text, to: output) } else { try Console.say(text) }
    }
    guard troubles.isEmpty else {
      for trouble in troubles { Console.complain("error: \(trouble)") }
      throw ExitCode(2)
    }
  }
}
