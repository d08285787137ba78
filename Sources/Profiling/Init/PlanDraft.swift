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

  private var line = 1

  /// Looks at the files and writes the plan.
  ///
  /// - Parameters:
  ///   - arguments: files, folders and globs.
  ///   - directory: the folder that the plan will be in; paths are relative to it.
  /// - Throws: `ExportError` for a file that can't be read, and where none of the files is a chat export.
  package init(files arguments: [String], planDirectory directory: String) throws {
    let sources = try FileGroup.groups(of: arguments).map { try ProfiledSource($0) }
    guard sources.contains(where: { $0.role == .chat }) else { throw Self.complaint(sources) }
    let named = Self.named(sources)
    write(
      "# Written by `deskaudit init`. Every guess has its evidence in the comment above it, from a sample")
    write(
      "# of the files; what no file shows is marked with 'decide'. `deskaudit plan` shows the mapping.")
    write("migration: Helpdesk history to the new desk")
    write("")
    write("sources:")
    for source in named { writeSource(source, relativeTo: directory) }
    write("")
    if let users = named.first(where: { $0.name == "ticketing" }) {
      write("# One person is one e-mail; people whom this source knows keep the id that they have there.")
      write("identity: {match: email, keep: \(users.name ?? "ticketing")}")
      write("")
    }
    writeRecords(named)
    write("")
    write("archive:")
    write("  path: backup_tickets.tar.gz")
  }

  /// A source with its name in the plan; nil for one that the plan leaves out.
  struct Named {
    var name: String?
    var source: ProfiledSource
  }

  /// The first of each role gets its name; the largest chat export is the chat.
  private static func named(_ sources: [ProfiledSource]) -> [Named] {
    let names: [(ProfiledSource.Role, String)] = [
      (.chat, "chat"), (.users, "ticketing"), (.tickets, "tickets"), (.comments, "comments"),
      (.organizations, "organizations"),
    ]
    var taken: Set<String> = []
    let ordered = sources.enumerated().sorted { first, second in
      let rank: (ProfiledSource) -> Int = { source in names.firstIndex { $0.0 == source.role } ?? names.count
      }
      return (rank(first.element), -first.element.sample.records, first.offset)
        < (rank(second.element), -second.element.sample.records, second.offset)
    }.map(\.element)
    let hasUsers = sources.contains { $0.role == .users }
    let hasTickets = sources.contains { $0.role == .tickets }
    return ordered.map { source in
      var name = names.first { $0.0 == source.role }?.1
      // Records of the ticketing tool need its users, and its comments its tickets.
      if source.role == .tickets, !hasUsers { name = nil }
      if source.role == .comments, !(hasUsers && hasTickets) { name = nil }
      if let given = name, !taken.insert(given).inserted { name = nil }
      return Named(name: name, source: source)
    }
  }

  private static func complaint(_ sources: [ProfiledSource]) -> ExportError {
    let found = sources.map { source in
      let columns = source.sample.names.prefix(12).map(quoted).joined(separator: ", ")
      return "\(source.group.files[0]) has \(columns)"
    }
    return ExportError(
      file: sources.first?.group.files[0] ?? "",
      message:
        "no file looks like a chat export: expected one with columns for the ids of comment, conversation "
        + "and author, for the text and the times. " + found.joined(separator: "; ")
        + ". Name the file with the messages, or write the plan by hand")
  }

  mutating func write(_ text: String) {
    self.text += text + "\n"
    line += 1
  }

  /// Writes a question, and in comments the lines that would answer it.
  mutating func decide(_ sentence: String, _ lines: [String] = [], indent: String) {
    decisions.append((line, sentence))
    write("\(indent)# decide: \(sentence)")
    for answer in lines { write("\(indent)# \(answer)") }
  }
}
