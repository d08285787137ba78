import Foundation
import Testing

/// What `verify` found, as its audit.json has it.
struct AuditReport: Decodable {
  struct Rule: Decodable {
    var id: String
    var title: String
    var criteria: String
    var severity: String
    var effectiveSeverity: String
    var outcome: String
    var summary: String
    var evidence: [Finding]
  }

  struct Finding: Decodable {
    struct Line: Decodable {
      var file: String
      var line: Int
      /// Of a JSON record that is not the first of its line.
      var record: Int?
      /// Of a row of a nested array.
      var element: Int?

      var text: String {
        "\(file):\(line)" + (record.map { " record \($0)" } ?? "") + (element.map { " element \($0)" } ?? "")
      }
    }

    struct Place: Decodable {
      var member: String?
      var pointer: String?
      var offset: Int?
    }

    var message: String
    var origin: String
    var key: String?
    var export: Line?
    var archive: Place?
    /// A line of what was read back from the new system.
    var new: Line?

    /// The message and all places on one line.
    var text: String {
      let archive = archive.map { "\($0.member ?? "") \($0.pointer ?? "") byte \($0.offset ?? 0)" }
      return [message, export?.text, archive, new?.text].compactMap(\.self).joined(separator: " | ")
    }
  }

  var verdict: String
  var rules: [Rule]

  /// All findings, each after the id of its rule.
  var findings: [String] { rules.flatMap { rule in rule.evidence.map { "\(rule.id): \($0.text)" } } }

  func rule(_ id: String) throws -> Rule {
    guard let rule = rules.first(where: { $0.id == id }) else { throw Missing(rule: id) }
    return rule
  }

  struct Missing: Error {
    var rule: String
  }
}

extension Folder {
  /// Runs `verify` with the rule pages of the folder `rules`, if it is there, and reads what it wrote.
  func audit() throws -> (report: AuditReport, outcome: Tool.Outcome) {
    let rules = contains("rules") ? " --rules rules" : ""
    let outcome = try Tool.shell("exec \"$0\" verify\(rules)", in: self)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return (try decoder.decode(AuditReport.self, from: bytes(of: "Reports/out/audit.json")), outcome)
  }

  /// Writes a rule page: its front matter and its title.
  func writeRule(_ path: String, _ frontMatter: String, title: String) throws {
    let folder = URL(filePath: "\(self.path)/rules/\(path)").deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write("---\n\(frontMatter)\n---\n\n# \(title)\n", to: "rules/\(path)")
  }

  /// The members of the archive by name, unpacked by tar.
  func members() throws -> [String: String] {
    _ = try Tool.shell("rm -rf unpacked && mkdir unpacked && tar -xzf tickets.tar.gz -C unpacked", in: self)
    let names = try FileManager.default.contentsOfDirectory(atPath: path + "/unpacked")
    return try names.reduce(into: [:]) {
      $0[$1] = String(decoding: try bytes(of: "unpacked/\($1)"), as: UTF8.self)
    }
  }

  /// Replaces texts of the archive, each of which must be there exactly once, and packs it again by tar.
  func changeArchive(_ changes: (old: String, new: String)...) throws {
    var members = try members()
    for (old, new) in changes {
      let places = members.filter { $0.value.contains(old) }
      guard places.count == 1, let (name, text) = places.first, text.ranges(of: old).count == 1 else {
        throw NotOnce(text: old)
      }
      members[name] = text.replacing(old, with: new)
    }
    for (name, text) in members { try write(text, to: "unpacked/\(name)") }
    // Without the digest file, which would tell.
    let pack =
      "rm -f tickets.tar.gz.sha256 && cd unpacked && tar --format=ustar -czf ../tickets.tar.gz *.json"
    _ = try Tool.shell(pack, in: self)
  }

  struct NotOnce: Error {
    var text: String
  }

  /// What is wrong with the places of a finding: looked up in the export's lines and the archive's JSON by Foundation.
  ///
  /// The key of the finding, "macro 41", must be in each line and be the id of each object.
  func mistakes(of finding: AuditReport.Finding) throws -> [String] {
    guard let id = finding.key?.split(separator: " ").last.map(String.init) else { return ["no key"] }
    var mistakes: [String] = []
    for place in [finding.export, finding.new].compactMap(\.self) {
      let lines = String(decoding: try bytes(of: place.file), as: UTF8.self).split(separator: "\n")
      let fields = lines[place.line - 1].split(whereSeparator: { !$0.isNumber && $0 != "-" })
      if !fields.contains(Substring(id)) { mistakes.append("\(place.file):\(place.line) is not of \(id)") }
    }
    if let place = finding.archive {
      guard let member = place.member, let pointer = place.pointer, let offset = place.offset else {
        return ["no place"]
      }
      let text = Data(try members()[member, default: ""].utf8)
      let value = try JSONSerialization.jsonObject(with: text)
      let object = pointer.split(separator: "/").reduce(value as Any?) { value, token in
        (value as? [String: Any])?[String(token)]
          ?? Int(token).flatMap { index in (value as? [Any]).map { $0[index] } }
      }
      if "\((object as? [String: Any])?["id"] ?? "nothing")" != id {
        mistakes.append("\(pointer) is not of \(id)")
      }
      if !text.dropFirst(offset).starts(with: Data("{\"id\":\(id),".utf8)) {
        mistakes.append("byte \(offset) of \(member) is not the start of \(id)")
      }
    }
    return mistakes
  }
}

/// Builds the archive, and expects that it is judged complete and right.
func expectPass(_ folder: Folder, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let build = try Tool.run("build", in: folder)
  #expect(build.exitCode == 0, "\(build.errors)", sourceLocation: sourceLocation)
  let (report, outcome) = try folder.audit()
  #expect(report.findings == [], sourceLocation: sourceLocation)
  #expect(outcome.exitCode == 0, sourceLocation: sourceLocation)
}
