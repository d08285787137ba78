import Foundation

extension PlanReader {
  /// Reads one source. One that can't be read keeps its name, so that `identity.keep` is not blamed for it.
  mutating func source(named name: String, _ value: PlanValue) -> SourceEntry {
    guard let section = section(value, keys: .source) else {
      return SourceEntry(source: Source(name: name, paths: []), line: value.keyLine)
    }
    if !name.contains(where: { !$0.isWhitespace }) {
      report("a source has a blank name; call it 'chat' or 'ticketing'", line: value.keyLine)
    }
    var source = Source(name: name, paths: paths(of: section))
    source.limits = limits
    source.format = choice(section["format"], among: SourceFormat.allCases) ?? source.format
    source.encoding = choice(section["encoding"], among: TextEncoding.allCases) ?? source.encoding
    source.delimiter = delimiter(section["delimiter"])
    source.dialect = dialect(of: section, delimiter: source.delimiter)
    source.header = header(section["header"])
    source.nullWords = nullWords(section["null"])
    source.collection = text(section["collection"])?.value
    source.each = each(section["each"])
    source.filter = filter(section["where"])
    source.mayBeEmpty = choice(section["may-be-empty"], among: Answer.allCases) == .yes
    source.stages = stages(section["stages"])
    source.ignored = ignored(section["ignore"])
    source.statedRecords = statedRecords(section["records"], stages: source.stages)
    source.fetch = fetch(section["fetch"], paths: source.paths)
    requireFitting(section, source.format)
    let columns = self.section(section["columns"], keys: .columns)
    return SourceEntry(source: source, columns: columns, line: value.keyLine)
  }

  private enum Answer: String, CaseIterable {
    case yes = "true"
    case no = "false"
  }

  /// A text or a list of texts, none twice.
  private mutating func paths(of section: PlanSection) -> [Located<String>] {
    guard let value = section["path"] else {
      report("'\(section.path(of: "path"))' is missing; name the file, a list or a glob", line: section.line)
      return []
    }
    let paths = texts(value, twice: "name a file once", arePaths: true)
    for path in paths where path.value.contains("://") {
      report(
        "\(quote(path.value)) is an address; give it as 'fetch.url', and the folder of its pages as 'path'",
        line: path.line)
    }
    return paths
  }

  /// Texts, none twice.
  private mutating func texts(
    _ value: PlanValue, twice remedy: String, arePaths: Bool = false
  ) -> [Located<String>] {
    var texts: [Located<String>] = []
    for item in items(value) {
      guard let text = text(item, isPath: arePaths) else { continue }
      if texts.contains(where: { $0.value.utf8.elementsEqual(text.value.utf8) }) {
        report("\(quote(text.value)) is there twice in '\(value.name)'; \(remedy)", line: text.line)
      }
      texts.append(text)
    }
    return texts
  }

  private mutating func header(_ value: PlanValue?) -> [String]? {
    value.map { texts($0, twice: "each column has a name of its own").map(\.value) }
  }

  /// One of the delimiters as it is, or a tab by its name.
  private mutating func delimiter(_ value: PlanValue?) -> UInt8? {
    guard let value else { return nil }
    let known: [String: UInt8] = [
      ",": UInt8(ascii: ","), ";": UInt8(ascii: ";"), "|": UInt8(ascii: "|"), "tab": UInt8(ascii: "\t"),
      "\\t": UInt8(ascii: "\t"), "\t": UInt8(ascii: "\t"),
    ]
    if case .scalar(let scalar) = value.node, let delimiter = known[scalar.string] { return delimiter }
    report(
      "expected \",\", \";\", \"|\" or tab for '\(value.name)', found \(value.kind)", line: value.line)
    return nil
  }

  private mutating func filter(_ value: PlanValue?) -> Comparison? {
    guard let value, let text = text(value) else { return nil }
    if let filter = Comparison(text.value) { return filter }
    report(
      "expected 'column = value', 'column != value' or 'column = a | b' for '\(value.name)', found \(value.kind)",
      line: text.line)
    return nil
  }

  /// The path of a nested array.
  private mutating func each(_ value: PlanValue?) -> EachPath? {
    guard let value, let text = text(value) else { return nil }
    if let path = EachPath(text.value) { return path }
    let remedy = EachPath(text.value + "[]").map { "; write '\($0)'" } ?? ""
    report(
      "expected keys joined by dots, the last of them followed by [], such as "
        + "conversation_parts.conversation_parts[], for '\(value.name)', found \(value.kind)\(remedy)",
      line: text.line)
    return nil
  }

  /// What is said of one format only must not be beside another.
  private mutating func requireFitting(_ section: PlanSection, _ format: SourceFormat) {
    let ofCSV = ["delimiter"] + Self.dialectKeys + ["header"]
    let formats: [(key: String, format: SourceFormat)] =
      ofCSV.map { ($0, .csv) } + [("collection", .json), ("fetch", .json)]
    for (key, wanted) in formats where format != .detected && format != wanted {
      if key == "fetch", format == .ndjson, isOneAnswer(section[key]) { continue }
      guard let value = section[key] else { continue }
      report(
        "'\(value.name)' is for the format \(wanted.rawValue), and this source is \(format.rawValue); "
          + "leave one out",
        line: value.keyLine)
    }
    guard let each = section["each"] else { return }
    if format == .csv {
      report(
        "'\(each.name)' is for the formats json and ndjson, and this source is csv; leave one out",
        line: each.keyLine)
    } else if let other = ofCSV.lazy.compactMap({ section[$0] }).first {
      report(
        "'\(each.name)' is for JSON, and '\(other.name)' is for CSV; leave one out", line: each.keyLine)
    }
  }
}
