import ArgumentParser
import Foundation
import Plan

/// Commands that do not exist: `deskaudit verfy`, `deskaudit rules tets`.
enum MistypedCommand {
  /// - Parameters:
  ///   - words: the command line without the names of `command`.
  ///   - path: the names of `command`, as they are typed.
  /// - Throws: `ValidationError` with the nearest command, or all of them.
  static func refuse(_ words: ArraySlice<String>, below command: any ParsableCommand.Type, path: String)
    throws
  {
    let commands = command.configuration.subcommands
    guard let word = words.first, !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
    if let child = commands.first(where: { $0._commandName == word }) {
      return try refuse(words.dropFirst(), below: child, path: "\(path) \(word)")
    }
    let names = commands.map { $0._commandName }
    // Where there is a default command, the word may be its argument, a plan.
    if command.configuration.defaultSubcommand != nil {
      guard nearest(to: word, among: names) != nil, !FileManager.default.fileExists(atPath: word) else {
        return
      }
    }
    throw ValidationError("there is no command '\(path) \(word)'\(suggestion(for: word, among: names))")
  }
}
