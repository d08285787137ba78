import Exports
import Foundation
import Plan

/// A plan for files that were looked at: every guess with its evidence, and what no file shows marked for
/// somebody to decide.
package struct PlanDraft {
  /// The text of the plan.
  package private(set) var text = ""
  /// What is to be decided, with its line in the plan.
  package private(set) var decisions: [(line: Int, sentence: String)] = []
  /// What was recognised and is not mapped, with its line in the plan.
  package private(set) var notes: [(line: Int, sentence: String)] = []

  private var line = 1
  /// For what is written above the draft.
  private static let bytesAbove = 1024

  /// Looks at the files and writes the plan.
  ///
  /// - Parameters:
  ///   - arguments: files, folders and globs.
  ///   - directory: the folder that the plan will be in; paths are relative to it.
  /// - Throws: `ExportError` for a file that can't be read, and where the files are neither a chat export nor people,
  ///   tickets and comments.
  package init(files arguments: [String], planDirectory directory: String) throws {
    var foreign: [(file: String, sentence: String)] = []
    let groups = try FileGroup.groups(of: arguments) { foreign.append(($0, $1)) }
    let sources = try DraftSources(groups, unread: foreign)
    write(
      "# Written by `deskaudit init`. Every guess has its evidence in the comment above it, from a sample")
    write(
      "# of the files; what no file shows is marked with 'decide'. `deskaudit plan` shows the mapping.")
    write("migration: Helpdesk history to the new desk")
    write("")
    write("sources:")
    for file in foreign {
      note("\(path(file.file, relativeTo: directory)) \(file.sentence)", indent: "  ")
    }
    for source in sources.all { writeSource(source, relativeTo: directory) }
    write("")
    if sources.all.contains(where: { $0.name == "ticketing" }) {
      write("# One person is one e-mail; people whom this source knows keep the id that they have there.")
      write("identity: {match: email, keep: ticketing}")
      write("")
    }
    writeRecords(sources)
    write("")
    write("archive:")
    write("  path: backup_tickets.tar.gz")
    guard text.utf8.count <= Plan.mostBytes - Self.bytesAbove else {
      throw ExportError(
        file: arguments.first ?? "",
        message: "and the other files make a plan of \(grouped(text.utf8.count)) bytes, and a plan can have "
          + "\(grouped(Plan.mostBytes)); keep the files of one source in a folder where a glob means all of them, or "
          + "name fewer")
    }
  }

  /// Writes a line. Nothing ends it but its end: texts in quotes are escaped already, and what a sentence of a comment has
  /// from the name of a file is here.
  mutating func write(_ text: String) {
    self.text += text.inOneLine + "\n"
    line += 1
  }

  /// Writes a question, and in comments the lines that would answer it.
  mutating func decide(_ sentence: String, _ lines: [String] = [], indent: String) {
    decisions.append((line, sentence.inOneLine))
    write("\(indent)# decide: \(sentence)")
    for answer in lines { write("\(indent)# \(answer)") }
  }

  /// Writes what the plan leaves out.
  mutating func note(_ sentence: String, indent: String) {
    notes.append((line, sentence.inOneLine))
    write("\(indent)# note: \(sentence)")
  }
}
