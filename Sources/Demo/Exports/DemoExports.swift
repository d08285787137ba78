import Foundation

/// The demo's exports and plan: realistic, made up, and the same bytes for the same number of rows.
package enum DemoExports {
  /// Numbers of rows that keep the export's proportions: up to ten times the reference size of 2,500,000.
  package static let rowsAllowed = 2_000...25_000_000
  private static let seed: UInt64 = 0x6465_736B_6175_6469

  /// Writes `migration.yml` and `exports/` into a folder, which is made if it isn't there.
  ///
  /// Of 2,500,000 rows, 2,100,400 are distinct comments in 92,000 conversations by 13,700 chat ids; smaller
  /// exports keep the first two proportions, and enough chat ids for every case of identity. Larger ones keep
  /// them too, with the same people: the ticketing list always has 56,747 users.
  ///
  /// - Parameter progress: is called with the number of rows written so far.
  /// - Throws: `DemoError` when `rows` is out of range, when the folder has a plan that isn't the demo's,
  ///   or when a file can't be written.
  /// - Complexity: O(rows) time, a few megabytes of memory.
  package static func write(
    into directory: String, rows: Int, progress: (_ rowsWritten: Int) -> Void = { _ in }
  ) throws -> DemoFacts {
    guard rowsAllowed.contains(rows) else {
      throw DemoError(
        "the demo has between \(rowsAllowed.lowerBound) and \(rowsAllowed.upperBound) rows, not \(rows)")
    }
    try prepare(directory)
    let comments = rows * 21_004 / 25_000
    var random = SplitMix64(seed: seed)
    let people = People(chatIDs: 600 + min(rows, 2_500_000) * 131 / 25_000, random: &random)
    try TicketingExport.write(people, to: directory + "/exports/ticket_platform_users.csv")
    let source = ConversationSource(
      people: people, conversations: rows * 368 / 10_000, comments: comments, random: &random)
    let export = try ChatExport(
      people: people, source: source, path: directory + "/exports/chat_data.csv",
      random: SplitMix64(seed: random.next()))
    return try export.write(rows: rows, comments: comments, progress: progress)
  }

  /// Makes the folders and writes the plan, unless somebody else's plan or export is in the way.
  private static func prepare(_ directory: String) throws {
    let plan = directory + "/migration.yml"
    let files = FileManager.default
    let chat = directory + "/exports/chat_data.csv"
    if files.contents(atPath: plan) != Data(DemoPlan.text.utf8) {
      for path in [plan, chat] where files.fileExists(atPath: path) {
        throw DemoError("\(path): this file is not the demo's and stays as it is; choose another folder")
      }
    }
    do {
      try files.createDirectory(atPath: directory + "/exports", withIntermediateDirectories: true)
    } catch {
      throw DemoError("\(directory)/exports: this folder cannot be made (\(error.localizedDescription))")
    }
    var file = try OutputFile(path: plan)
    file.buffer += Array(DemoPlan.text.utf8)
    try file.close()
  }
}
