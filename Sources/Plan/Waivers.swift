import Yams

/// What a team accepts for a time: violations of one rule, as a file beside the plan says (`waivers.yml`).
package struct Waiver: Sendable, Equatable {
  package var rule: Located<String>
  /// Which of its violations; nil for all that no other waiver of the rule selects.
  package var selector: KeySelector?
  /// The most violations that it covers.
  package var max: Int
  package var reason: String
  package var owner: String
  /// The last day (UTC) on which it is in force: `2027-01-31`.
  package var expires: String
  /// Where it begins in its file.
  package var line: Int
}

/// The waivers of an audit, in the order of their file.
package struct WaiverList: Sendable, Equatable {
  /// The file, as the plan or the command names it; nil where there is none.
  package var path: String?
  /// Its exact bytes, for its digest.
  package var text: [UInt8] = []
  package var waivers: [Waiver] = []

  package init() {}

  /// Reads a list of waivers from its file, of which messages speak as `shown`.
  ///
  /// - Throws: every mistake, each with its line and remedy.
  package init(contentsOf path: String, shown: String? = nil) throws(PlanError) {
    let file = try PlanFile(contentsOf: path, shown: shown, .waivers)
    var reader = PlanReader(path: file.path)
    self.path = file.path
    text = file.bytes
    if let root = try file.document() {
      waivers = reader.waivers(PlanValue(name: "waivers", keyLine: 1, node: root))
    }
    guard reader.problems.isEmpty else { throw PlanError(reader.problems) }
  }
}

/// Records by the texts of their keys, as findings show them: a list of them, or one pattern.
package struct KeySelector: Sendable, Equatable {
  package var keys: [String] = []
  /// `comment 10*`: `*` is any text, `?` any one character.
  package var pattern: String?

  package init(keys: [String] = [], pattern: String? = nil) {
    self.keys = keys
    self.pattern = pattern
  }

  package func covers(_ key: String) -> Bool {
    guard let pattern else { return keys.contains(key) }
    return Self.matches(Array(key), Array(pattern))
  }

  /// `comment 10*`, `comment 1001, comment 1002`
  package var words: String { pattern ?? keys.joined(separator: ", ") }

  /// - Complexity: O(n · m) at worst: only the last `*` is ever tried again.
  private static func matches(_ text: [Character], _ pattern: [Character]) -> Bool {
    var (at, next) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while at < text.count {
      if next < pattern.count, pattern[next] == "*" {
        star = (next, at)
        next += 1
      } else if next < pattern.count, pattern[next] == "?" || pattern[next] == text[at] {
        (at, next) = (at + 1, next + 1)
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (at, next) = (last.text + 1, last.pattern + 1)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == "*" }
  }
}

extension PlanReader {
  fileprivate mutating func waivers(_ list: PlanValue) -> [Waiver] {
    guard case .sequence(let nodes) = list.node else {
      report("expected a list of waivers ('- rule: …'), found \(list.kind)", line: list.line)
      return []
    }
    var waivers: [Waiver] = []
    for node in nodes {
      let value = PlanValue(name: "waiver", keyLine: node.mark?.line ?? list.line, node: node)
      guard let section = section(value, keys: .waiver), let waiver = waiver(section) else {
        continue
      }
      if let first = waivers.first(where: {
        $0.rule.value == waiver.rule.value && $0.selector == waiver.selector
      }) {
        report(
          "a second waiver of \(waiver.selector.map { "\($0.words) of " } ?? "")'\(waiver.rule.value)'; the first is in line "
            + "\(first.line), make them one", line: waiver.line)
      }
      waivers.append(waiver)
    }
    return waivers
  }

  private mutating func waiver(_ section: PlanSection) -> Waiver? {
    let missing = PlanKeys.waiver.names.filter { !["keys", "pattern"].contains($0) && section[$0] == nil }
    if !missing.isEmpty {
      let words = missing.map { "'\($0)'" }.joined(separator: ", ")
      report(
        "this waiver has no \(words); every waiver has 'rule', 'max', 'reason', 'owner' and 'expires'",
        line: section.line)
    }
    if let pattern = section["pattern"], section["keys"] != nil {
      report("a waiver has 'keys' or 'pattern', not both", line: pattern.keyLine)
    }
    let rule = required("rule", of: section)
    let selector = selector(of: section)
    let most = wholeNumber(section["max"], in: 1...1_000_000_000_000)
    let reason = required("reason", of: section)
    let owner = required("owner", of: section)
    let expires = day(section["expires"])?.text
    guard let rule, let most, let reason, let owner, let expires, section["keys"] == nil || selector != nil,
      section["pattern"] == nil || selector != nil
    else { return nil }
    return Waiver(
      rule: rule, selector: selector, max: Int(clamping: most), reason: reason.value, owner: owner.value,
      expires: expires, line: section.line)
  }

  /// The text of a key that may not be empty.
  private mutating func required(_ key: String, of section: PlanSection) -> Located<String>? {
    guard let value = section[key] else { return nil }
    return text(value)
  }

  private mutating func selector(of section: PlanSection) -> KeySelector? {
    if let value = section["pattern"] { return text(value).map { KeySelector(pattern: $0.value) } }
    guard let value = section["keys"] else { return nil }
    let keys = items(value).map { text($0)?.value }
    guard !keys.isEmpty, !keys.contains(nil) else { return nil }
    return KeySelector(keys: keys.compactMap(\.self))
  }
}
