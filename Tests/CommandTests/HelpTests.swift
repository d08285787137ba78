import Foundation
import Testing

@Suite("Help, and commands that do not exist")
struct HelpTests {
  /// The examples of each command's help, by its name: `deskaudit rules new`.
  private static func examples() throws -> [String: [String]] {
    let folder = try Folder()
    let dump = try Tool.run("--experimental-dump-help", in: folder).output
    let root = try #require(try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any])
    var found: [String: [String]] = [:]
    func add(_ command: [String: Any], below path: String) {
      let name = path + (command["commandName"] as? String ?? "")
      let discussion = command["discussion"] as? String ?? ""
      found[name] = discussion.split(separator: "\n").filter { $0.hasPrefix("  deskaudit ") }
        .map { String($0.dropFirst(2)) }
      for child in command["subcommands"] as? [[String: Any]] ?? []
      where child["commandName"] as? String != "help" {
        add(child, below: name + " ")
      }
    }
    add(try #require(root["command"] as? [String: Any]), below: "")
    return found
  }

  @Test("the help of every command has two or three examples of it")
  func everyCommandHasExamples() throws {
    let examples = try Self.examples()
    #expect(examples["deskaudit rules new"] != nil)
    for (name, lines) in examples {
      #expect((2...3).contains(lines.count), "\(name)")
      // The command that is meant without its name, and the one that is there twice.
      let others = [
        "deskaudit rules list": "deskaudit rules", "deskaudit rules explain": "deskaudit explain",
      ]
      let command = others[name] ?? name
      for line in lines {
        #expect(line.hasPrefix(command), "\(name): \(line)")
        #expect(line.count <= 76, "an example is on one line of a terminal: \(line)")
      }
    }
  }

  @Test("every example is a command line that is understood")
  func examplesAreUnderstood() throws {
    for line in try Self.examples().values.joined().sorted() {
      // The demo would run: a number of rows that is refused shows that all else is understood.
      let isDemo = line.hasPrefix("deskaudit demo")
      let command = line.replacing("deskaudit ", with: "\"$0\" ") + (isDemo ? " --rows 1" : "")
      let errors = try Tool.shell(command, in: try Folder()).errors
      #expect(isDemo ? errors.contains("Error: --rows is") : !errors.contains("Usage:"), "\(line): \(errors)")
    }
  }

  @Test("a mistyped command is answered with the nearest one")
  func mistypedCommands() throws {
    let folder = try Folder.migration()
    for (words, sentence) in [
      (["verfy"], "Error: there is no command 'deskaudit verfy'; did you mean 'verify'?\n"),
      (
        ["rules", "tets", "rules"],
        "Error: there is no command 'deskaudit rules tets'; did you mean 'test'?\n"
      ),
      (["migrate"], "Error: there is no command 'deskaudit migrate'; known here: init, profile, plan, "),
    ] {
      let outcome = try Tool.shell("exec \"$0\" \"$@\"", [Tool.path] + words, in: folder)
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.hasPrefix(sentence))
    }
  }

  @Test("a plan whose name is like a command is a plan")
  func planWithTheNameOfACommand() throws {
    let folder = try Folder.migration()
    try folder.write(folder.bytes(of: "migration.yml"), to: "tests")
    let outcome = try Tool.run("rules", "tests", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("no-missing-comments"))
  }
}
