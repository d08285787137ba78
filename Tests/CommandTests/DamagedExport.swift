import Foundation

/// A row of the chat export, field by field as it is in the CSV.
struct ChatLine: Sendable {
  var ticketTime = "2021-01-01T00:00:00Z"
  var requester = "1"
  var id = "12"
  var ticket = "5"
  var flag = "true"
  var body = "Hi"
  var time = "2021-01-01T00:01:00Z"
  var author = "2"
  var name = "Bob"
  var email = "bob@example.org"

  /// The row of comment 11, by Ann.
  static let first = ChatLine(
    id: "11", time: "2021-01-01T00:00:00Z", author: "1", name: "Ann", email: "ann@example.org")

  var text: String {
    "\(ticketTime),\(requester),\(id),\(ticket),\(flag),\(body),\(time),\(author),\(name),\(email)\n"
  }
}

/// What both commands say of an export that is damaged, where the archive was built before.
struct Judged {
  var build: Tool.Outcome
  var verify: Tool.Outcome
  /// The messages of every rule that did not pass, by its name.
  var findings: [String: [String]]
  /// Whether `build` wrote the archive of the sound export once more, byte by byte.
  var isSameArchive: Bool

  /// Builds the archive of `sound`, then puts `damaged` and its plan in place, builds again to another path,
  /// and verifies the first archive.
  ///
  /// Line 3 of the chat export is the one that differs, where a case gives one row only.
  init(
    sound: [ChatLine] = [.first, ChatLine()], damaged: [ChatLine], plan: String = "",
    soundPlan: String? = nil, users: String? = nil
  ) throws {
    let before = try Folder.migration(rows: sound.map(\.text).joined(), plan: soundPlan ?? plan)
    try self.init(
      before: before, after: Folder.migration(rows: damaged.map(\.text).joined(), plan: plan), users: users)
  }

  /// The same with both folders made up by the case.
  init(before: Folder, after: Folder, users: String? = nil) throws {
    let sound = try Tool.run("build", in: before)
    guard sound.exitCode == 0 else { throw Unsound(errors: sound.errors) }
    if let users { try after.write(users, to: "exports/users.csv") }
    build = try Tool.run("build", "--output", "again.tar.gz", in: after)
    verify = try Tool.run("verify", "--archive", before.path + "/tickets.tar.gz", in: after)
    findings = try after.findings()
    isSameArchive =
      try build.exitCode == 0 && after.bytes(of: "again.tar.gz") == before.bytes(of: "tickets.tar.gz")
  }

  /// The archive that was meant to be sound is none.
  struct Unsound: Error { var errors: String }
}

extension Folder {
  /// The messages of every rule that did not pass in the last audit, by the rule's name.
  func findings() throws -> [String: [String]] {
    let failed = try audit().rules.filter { $0.outcome == "failed" }
    return Dictionary(uniqueKeysWithValues: failed.map { ($0.id, $0.evidence.map(\.message)) })
  }

  /// Why rules of the last audit are not checked, each reason once.
  func reasons() throws -> Set<String> { try Set(audit().rules.compactMap(\.reason)) }

  private func audit() throws -> Audit {
    try JSONDecoder().decode(Audit.self, from: bytes(of: "Reports/out/audit.json"))
  }

  private struct Audit: Decodable {
    struct Rule: Decodable {
      struct Finding: Decodable { var message: String }
      var id: String
      var outcome: String
      var reason: String?
      var evidence: [Finding]
    }
    var rules: [Rule]
  }
}
