import Plan
import Yams

/// The front matter of a rule page, read key by key; a key that nobody reads is a mistake.
struct Parameters {
  let page: String
  private var values: [String: Node]
  /// Those of the page.
  private var pageValues: [String: Node] = [:]
  private var asked: Set<String> = []

  /// - Throws: `RuleError` when the front matter is not a YAML mapping of names.
  init(page: String, frontMatter: String) throws(RuleError) {
    self.page = page
    values = [:]
    let node: Node?
    do {
      node = try Yams.compose(yaml: frontMatter)
    } catch {
      throw RuleError(page: page, message: "the front matter is not YAML: \(error)")
    }
    guard let mapping = node?.mapping else {
      throw RuleError(page: page, message: "the front matter must be a mapping of names to values")
    }
    for (key, value) in mapping {
      guard let name = key.string else {
        throw RuleError(page: page, message: "the front matter has a key that is not a text")
      }
      values[name] = value
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
    let graded = ["area", "severity", "max-violations", "max-share", "criteria", "each"]
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
    guard let text = try optionalText(key) else {
      throw RuleError(page: page, message: "\(key): is missing from the front matter")
    }
    return text
  }

  /// The texts of the list of `key`.
  mutating func texts(_ key: String) throws(RuleError) -> [String] {
    asked.insert(key)
    guard let list = values.removeValue(forKey: key)?.sequence?.map(\.string),
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
      let known = Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw RuleError(page: page, message: "\(key): '\(text)' is not one of \(known)")
    }
    return word
  }

  /// To be called when everything known has been read.
  func finish() throws(RuleError) {
    guard let unknown = values.keys.sorted().first else { return }
    let known = asked.sorted().map { "'\($0)'" }.joined(separator: ", ")
    throw RuleError(page: page, message: "unknown key '\(unknown)'; this check knows \(known)")
  }
}
