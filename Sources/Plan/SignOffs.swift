import Yams

/// What somebody answers for because no export shows it, such as that a backup was taken: an entry of `signoffs.yml`.
package struct SignOff: Sendable, Equatable {
  /// By which a rule asks for it.
  package var name: String
  package var statement: String
  package var owner: String
  /// The day (UTC) of which it is: `2026-11-20`.
  package var date: String
  /// The last day (UTC) on which it is in force.
  package var expires: String
  package var evidence: Evidence?
  /// Where it begins in its file.
  package var line: Int

  /// A file that shows it.
  package struct Evidence: Sendable, Equatable {
    /// As written: relative to the file of sign-offs.
    package var file: String
    /// In lower-case hexadecimal digits.
    package var sha256: String
  }

  /// `the sign-off 'backup' (Ana Lima)`
  package var words: String { "the sign-off '\(name)' (\(owner))" }
}

/// The sign-offs of a plan, in the order of their file.
package struct SignOffList: Sendable, Equatable {
  /// The file, as the plan names it.
  package var path: String
  /// The folder that paths of evidence start from: the file's own.
  package var directory: String
  /// Its exact bytes, for its digest.
  package var text: [UInt8]
  package var entries: [SignOff] = []

  /// Reads a list of sign-offs from its file, of which messages speak as `shown`.
  ///
  /// - Throws: every mistake, each with its line and remedy.
  package init(contentsOf path: String, shown: String? = nil) throws(PlanError) {
    let file = try PlanFile(contentsOf: path, shown: shown, .signOffs)
    var reader = PlanReader(path: file.path)
    (self.path, directory, text) = (file.path, Plan.directory(of: path), file.bytes)
    if let root = try file.document() {
      entries = reader.signOffs(PlanValue(name: "sign-offs", keyLine: 1, node: root))
    }
    guard reader.problems.isEmpty else { throw PlanError(reader.problems) }
  }

  package subscript(name: String) -> SignOff? { entries.first { $0.name == name } }
}

extension PlanReader {
  fileprivate mutating func signOffs(_ list: PlanValue) -> [SignOff] {
    if list.isNothing { return [] }
    guard case .sequence(let nodes) = list.node else {
      report("expected a list of sign-offs ('- sign-off: …'), found \(list.kind)", line: list.line)
      return []
    }
    var entries: [SignOff] = []
    for node in nodes {
      let value = PlanValue(name: "sign-off", keyLine: node.mark?.line ?? list.line, node: node)
      guard let section = section(value, keys: .signOff), let entry = signOff(section) else { continue }
      if let first = entries.first(where: { $0.name == entry.name }) {
        report(
          "a second sign-off \(quote(entry.name)); the first is in line \(first.line), keep the one that holds",
          line: entry.line)
      }
      entries.append(entry)
    }
    return entries
  }

  private mutating func signOff(_ section: PlanSection) -> SignOff? {
    let missing = PlanKeys.signOff.names.filter { $0 != "evidence" && section[$0] == nil }
    if !missing.isEmpty {
      let words = missing.map { "'\($0)'" }.joined(separator: ", ")
      report(
        "this sign-off has no \(words); every sign-off has 'sign-off', 'statement', 'owner', 'date' and 'expires'",
        line: section.line)
    }
    let name = text(section["sign-off"])
    let statement = text(section["statement"])
    let owner = text(section["owner"])
    let date = day(section["date"])?.text
    let expires = day(section["expires"])?.text
    let evidence = evidence(section["evidence"])
    if let date, let expires, expires < date, let value = section["expires"] {
      report("'\(value.name)' is \(expires), before its date \(date); exchange them", line: value.line)
    }
    guard let name, let statement, let owner, let date, let expires,
      evidence != nil || section["evidence"] == nil
    else { return nil }
    return SignOff(
      name: name.value, statement: statement.value, owner: owner.value, date: date, expires: expires,
      evidence: evidence, line: section.line)
  }

  private mutating func evidence(_ value: PlanValue?) -> SignOff.Evidence? {
    guard let value, let section = section(value, keys: .signOffEvidence) else { return nil }
    let missing = PlanKeys.signOffEvidence.names.filter { section[$0] == nil }
    if !missing.isEmpty {
      let words = missing.map { "'\($0)'" }.joined(separator: " and no ")
      report(
        "the evidence of this sign-off has no \(words); write {file: PATH, sha256: DIGEST}", line: value.line)
    }
    let file = text(section["file"], isPath: true)
    let digest = digest(section["sha256"])
    guard let file, let digest else { return nil }
    return SignOff.Evidence(file: file.value, sha256: digest)
  }

  private mutating func digest(_ value: PlanValue?) -> String? {
    guard let value, let text = text(value) else { return nil }
    if text.value.utf8.count == 64, text.value.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) {
      return text.value.lowercased()
    }
    report(
      "expected 64 hexadecimal digits for '\(value.name)', as sha256sum prints them, found \(value.kind)",
      line: value.line)
    return nil
  }
}
