import Plan
import Yams

/// The front matter of a rule page, read key by key; a key that nobody reads is a mistake.
struct Parameters {
  let page: String
  /// Of each key, counted from 1 in the page.
  private(set) var lines: [String: Int] = [:]
  private var values: [String: Node]
  /// Those of the page.
  private var pageValues: [String: Node] = [:]
  private var asked: Set<String> = []

  /// - Throws: `RuleError` when the front matter is not a YAML mapping of names.
  init(page: String, frontMatter: String) throws(RuleError) {
    self.page = page
    values = [:]
    guard YAMLIndirections.count(in: Array(frontMatter.utf8)) <= YAMLIndirections.most else {
      throw RuleError(page: page, line: 2, message: "the front matter \(YAMLIndirections.mistake)")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: frontMatter)
    } catch {
      let mistake = YAMLMistake(error)
      throw RuleError(
        page: page, line: mistake.line.map { $0 + 1 }, message: "the front matter: \(mistake.message)")
    }
    guard let mapping = node?.mapping else {
      throw RuleError(page: page, line: 2, message: "the front matter must be a mapping of names to values")
    }
    for (key, value) in mapping {
      // The front matter begins on the second line of the page.
      let line = key.mark.map { $0.line + 1 }
      guard let name = key.string else {
        throw RuleError(page: page, line: line, message: "the front matter has a key that is not a text")
      }
      values[name] = value
      lines[name] = line
    }
    pageValues = values
  }

  /// The keys that were asked for so far.
  var known: [String] { asked.sorted() }

  /// Puts the plan's value of a key in place of the page's.
  ///
  /// - Returns: the page's, as a text; nil where it has none.
  mutating func replace(_ key: String, by value: RuleSetting.Value) -> String? {
    switch value {
    case .text(let text): values[key] = Node(text)
    case .list(let texts): values[key] = Node(texts.map { Node($0) })
    }
    return pageValues[key].map(Self.words)
  }

  /// All that decides what is measured: the check, and what it is given.
  var measured: [Measured.Parameter] {
    let graded = ["area", "severity", "default", "needs", "max-violations", "max-share", "criteria", "each"]
    return values.filter { !graded.contains($0.key) }.sorted { $0.key < $1.key }
      .map { Measured.Parameter(name: $0.key, value: Self.words($0.value)) }
  }

  private static func words(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string
    case .sequence(let list): "[\(list.map(words).joined(separator: ", "))]"
    case .mapping, .alias: "…"
    }
  }

  /// The text of `key`; nil if it is not there.
  mutating func optionalText(_ key: String) throws(RuleError) -> String? {
    asked.insert(key)
    guard let node = values.removeValue(forKey: key) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw RuleError(page: page, message: "\(key): expected a text")
    }
    return text
  }

  mutating func text(_ key: String) throws(RuleError) -> String {
    guard let text = try optionalText(key) else { throw missing(key) }
    return text
  }

  /// A key that must be there is not: perhaps by a slip, which is another key then.
  private func missing(_ key: String) -> RuleError {
    let slip = values.keys.filter { editDistance($0, key) <= max(1, key.count / 3) }.min()
    if let slip {
      return RuleError(
        page: page, line: lines[slip], message: "unknown key '\(slip)'; did you mean '\(key)'?")
    }
    return RuleError(page: page, message: "\(key): is missing from the front matter")
  }

  /// The texts of the list of `key`.
  mutating func texts(_ key: String) throws(RuleError) -> [String] {
    asked.insert(key)
    guard let value = values.removeValue(forKey: key) else { throw missing(key) }
    guard let list = value.sequence?.map(\.string),
      case let texts = list.compactMap({ $0 }), texts.count == list.count, !texts.isEmpty
    else { throw RuleError(page: page, message: "\(key): expected a list of texts") }
    return texts
  }

  /// Whether there is a value of `key`, which may be left out.
  mutating func has(_ key: String) -> Bool {
    asked.insert(key)
    return values[key] != nil
  }

  /// The column that `key` names.
  mutating func column(_ key: String) throws(RuleError) -> ColumnReference {
    try column(try text(key), key: key)
  }

  /// The columns of the list of `key`.
  mutating func columns(_ key: String) throws(RuleError) -> [ColumnReference] {
    var columns: [ColumnReference] = []
    for text in try texts(key) { columns.append(try column(text, key: key)) }
    return columns
  }

  private func column(_ text: String, key: String) throws(RuleError) -> ColumnReference {
    guard let column = ColumnReference(text) else {
      throw RuleError(
        page: page, message: "\(key): expected a column such as archive.comments.author_id, found '\(text)'")
    }
    return column
  }

  mutating func table(_ key: String) throws(RuleError) -> TableReference { TableReference(try text(key)) }

  /// A length of time with its unit, in seconds: `60s`, `5m`, `2h`, `1d`; `standard` where there is none.
  mutating func seconds(_ key: String, default standard: Int) throws(RuleError) -> Int {
    guard let text = try optionalText(key) else { return standard }
    let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[String($0)] }), let number = Int(text.dropLast()),
      (0...1_000_000).contains(number)
    else {
      throw RuleError(
        page: page, message: "\(key): expected a length of time such as 60s, 5m, 2h or 1d, found '\(text)'")
    }
    return number * unit
  }

  /// A share such as `0.5%`; nil if it is not there.
  mutating func share(_ key: String) throws(RuleError) -> Share? {
    guard let text = try optionalText(key) else { return nil }
    guard let share = Share(text) else {
      throw RuleError(page: page, message: "\(key): expected a share such as 0.5%, found '\(text)'")
    }
    return share
  }

  mutating func integer(_ key: String, default standard: Int, atMost limit: Int) throws(RuleError) -> Int {
    guard let text = try optionalText(key) else { return standard }
    guard let number = Int(text), (0...limit).contains(number) else {
      throw RuleError(
        page: page, message: "\(key): expected a whole number from 0 to \(limit), found '\(text)'")
    }
    return number
  }

  /// One of the words that a check knows.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, of type: Word.Type
  ) throws(RuleError) -> Word where Word.RawValue == String {
    let text = try text(key)
    return try word(text, key: key, of: type)
  }

  /// A list of words that a check knows.
  mutating func words<Word: RawRepresentable & CaseIterable>(
    _ key: String, of type: Word.Type
  ) throws(RuleError) -> [Word] where Word.RawValue == String {
    var words: [Word] = []
    for text in try texts(key) { words.append(try word(text, key: key, of: type)) }
    return words
  }

  private func word<Word: RawRepresentable & CaseIterable>(
    _ text: String, key: String, of type: Word.Type
  ) throws(RuleError) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: text) else {
      throw RuleError(
        page: page, message: "\(key): \(RuleError.unknown(text, among: Word.allCases.map(\.rawValue)))")
    }
    return word
  }

  /// To be called when everything known has been read.
  func finish() throws(RuleError) {
    guard let unknown = values.keys.min(by: { (lines[$0] ?? 0, $0) < (lines[$1] ?? 0, $1) }) else { return }
    let near = nearest(to: unknown, among: Array(asked.sorted()))
    let known = asked.sorted().map { "'\($0)'" }.joined(separator: ", ")
    let remedy = near.map { "did you mean '\($0)'?" } ?? "this check knows \(known)"
    throw RuleError(page: page, line: lines[unknown], message: "unknown key '\(unknown)'; \(remedy)")
  }
}
