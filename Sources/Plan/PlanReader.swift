import Yams

/// Reads the values of a plan and collects what is wrong with them. A value that can't be used is reported
/// and read as nil, so that one run shows every mistake.
struct PlanReader {
  let path: String
  private(set) var problems: [PlanProblem] = []
  /// The record types of the plan: the schema's, and those that it adds.
  var schema = RecordType.helpdesk

  /// Those of its sources.
  let limits: InputLimits

  init(path: String, limits: InputLimits = InputLimits()) {
    self.path = path
    self.limits = limits
  }

  mutating func report(_ message: String, line: Int) {
    problems.append(PlanProblem(path: path, line: line, message: message))
  }

  /// A mapping whose keys are known, or free names where `keys` is nil. Nothing is an empty mapping.
  mutating func section(_ value: PlanValue?, keys: PlanKeys?) -> PlanSection? {
    section(value, among: keys?.names)
  }

  /// A mapping whose keys are known, or free names where `keys` is nil; for keys that are names of the plan's own.
  mutating func section(_ value: PlanValue?, among keys: [String]?) -> PlanSection? {
    guard let value else { return nil }
    var section = PlanSection(name: value.name, line: value.line)
    if value.isNothing { return section }
    guard case .mapping(let mapping) = value.node else {
      report("expected a mapping for '\(value.name)', found \(value.kind)", line: value.line)
      return nil
    }
    for (key, node) in mapping {
      let line = key.mark?.line ?? value.line
      guard case .scalar(let name) = key else {
        report("expected a name as the key, found a list or a mapping", line: line)
        continue
      }
      if let keys, !keys.contains(name.string) {
        let place = value.name.isEmpty ? "" : " in '\(value.name)'"
        let remedy = suggestion(for: name.string, among: keys)
        report("unknown key \(quote(name.string))\(place)\(remedy)", line: line)
        continue
      }
      section.append(key: name.string, line: line, node: node)
    }
    return section
  }

  /// A text that isn't blank and has no control characters. Numbers, dates and booleans are text as written.
  ///
  /// - Parameter isPath: the name of a file may have such characters, but for NUL, which no name has.
  mutating func text(_ value: PlanValue?, isPath: Bool = false) -> Located<String>? {
    guard let value else { return nil }
    guard case .scalar(let scalar) = value.node, !value.isNothing else {
      report("expected text for '\(value.name)', found \(value.kind)", line: value.line)
      return nil
    }
    guard scalar.string.contains(where: { !$0.isWhitespace }) else {
      report("'\(value.name)' is blank; write its text, or leave the key out", line: value.line)
      return nil
    }
    let hasControl = scalar.string.unicodeScalars.contains {
      $0.properties.generalCategory == .control && (!isPath || $0.value == 0)
    }
    guard !hasControl else {
      report(
        "'\(value.name)' has a control character: \(quote(scalar.string)); remove it", line: value.line)
      return nil
    }
    return Located(scalar.string, line: value.line)
  }

  /// The values of a list; a value that is not a list counts as a list of itself.
  mutating func items(_ value: PlanValue?) -> [PlanValue] {
    guard let value else { return [] }
    guard case .sequence(let list) = value.node else { return [value] }
    if list.isEmpty {
      report("'\(value.name)' is an empty list; name at least one", line: value.line)
    }
    return list.map { PlanValue(name: value.name, keyLine: $0.mark?.line ?? value.line, node: $0) }
  }

  /// Names of hosts, without scheme, port and path.
  mutating func hosts(_ value: PlanValue?) -> [String] {
    var hosts: [String] = []
    for item in items(value) {
      guard let text = text(item) else { continue }
      let host = text.value.lowercased()
      let isHost = host.utf8.allSatisfy {
        $0 >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
          || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
      guard isHost, host.contains("."), !host.hasPrefix("."), !host.hasSuffix(".") else {
        report(
          "expected the name of a host such as acme.zendesk.com for '\(item.name)', found \(item.kind)",
          line: text.line)
        continue
      }
      hosts.append(host)
    }
    return hosts
  }

  /// One of a few words.
  mutating func choice<Choice: RawRepresentable<String>>(
    _ value: PlanValue?, among choices: [Choice]
  ) -> Choice? {
    guard let text = text(value), let value else { return nil }
    if let choice = choices.first(where: { $0.rawValue == text.value }) { return choice }
    let words = alternatives(choices.map(\.rawValue))
    report("expected \(words) for '\(value.name)', found \(value.kind)", line: text.line)
    return nil
  }

  /// A whole number in decimal digits, within a range.
  mutating func wholeNumber(_ value: PlanValue?, in range: ClosedRange<Int64>) -> Int64? {
    guard let value else { return nil }
    guard case .scalar(let scalar) = value.node, let number = decimal(scalar.string) else {
      report("expected a whole number for '\(value.name)', found \(value.kind)", line: value.line)
      return nil
    }
    guard range.contains(number) else {
      report(
        "expected a number from \(range.lowerBound) to \(range.upperBound) for '\(value.name)', found "
          + scalar.string, line: value.line)
      return nil
    }
    return number
  }

  /// Decimal digits with an optional minus; no leading zero, which YAML 1.1 reads as octal.
  private func decimal(_ text: String) -> Int64? {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    let isCanonical = digits.first != UInt8(ascii: "0") || digits.count == 1
    guard isCanonical, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return Int64(text)
  }

  /// What a custom field can be: in the order in which messages list them.
  var fieldTypes: [FieldType] {
    let references = schema.map { FieldType.reference(to: $0.singular) }.filter { $0 != .user }
    return [.integer, .number, .text, .html, .email, .boolean, .timestamp, .user] + references + [.json]
  }

  func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return "\(words.dropLast().joined(separator: ", ")) or \(last)"
  }
}
