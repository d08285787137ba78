import Plan

extension PlanDraft {
  /// Writes the fields of a mapping: what a name says and no value contradicts as it is, what somebody has to decide in
  /// comments.
  mutating func writeFields(_ fields: [DraftField], of source: ProfiledSource, indent: String) {
    for field in fields {
      guard let match = source.matches[field] else {
        writeMissing(field, of: source, indent)
        continue
      }
      let evidence = Evidence(sample: source.sample, columns: source.fields)
      let from = quoted(source.sample.names[match.column])
      if match.isSure {
        write("\(indent)# from \(from): \(evidence.words(for: match.column, field))")
        writeSure(field, match.column, of: source, indent)
      } else {
        let key = field.key(in: source.role)
        let (lines, questions) = lines(field, match.column, of: source)
        let doubt =
          match.objections.isEmpty
          ? "\(from) may be \(key), but its name alone does not say so (\(evidence.forms(of: match.column)))"
          : "\(from) is called like \(key), but \(match.objections.joined(separator: "; "))"
        decide(([doubt] + questions).joined(separator: "; "), lines, indent: indent)
      }
    }
  }

  private mutating func writeMissing(_ field: DraftField, of source: ProfiledSource, _ indent: String) {
    let key = field.key(in: source.role)
    if field == .name, let (first, last) = source.nameParts {
      let template = "{\(source.sample.names[first])} {\(source.sample.names[last])}"
      write(
        "\(indent)# from \(quoted(source.sample.names[first])) and \(quoted(source.sample.names[last])), by their names"
      )
      return write("\(indent)name: {template: \(quoted(template))}")
    }
    let value: [DraftField: String] = [.isPublic: "true", .name: "null", .email: "null"]
    decide(
      "no column was found for \(key)",
      ["\(key): {from: …}"] + (value[field].map { ["\(key): {value: \($0)}"] } ?? []), indent: indent)
  }

  private mutating func writeSure(
    _ field: DraftField, _ column: Int, of source: ProfiledSource, _ indent: String
  ) {
    let key = field.key(in: source.role)
    let from = quoted(source.sample.names[column])
    if field.isTime {
      let time = TimeFormat(column, of: source.sample)
      guard time.format != nil || !time.decisions.isEmpty else {
        return write("\(indent)\(key): {from: \(from)}")
      }
      write("\(indent)\(key):")
      write("\(indent)  from: \(from)")
      if let format = time.format { write("\(indent)  format: \(format)") }
      for decision in time.decisions { decide(decision.sentence, decision.lines, indent: indent + "  ") }
    } else if field == .isPublic {
      writeFlag(column, of: source, indent)
    } else {
      write("\(indent)\(key): {from: \(from)}")
    }
  }

  private mutating func writeFlag(_ column: Int, of source: ProfiledSource, _ indent: String) {
    let name = quoted(source.sample.names[column])
    let words = FlagWords(column, of: source.sample)
    if words.isPlain { return write("\(indent)public: {from: \(name)}") }
    guard words.unknown.isEmpty else {
      return decide(
        "which of the \(words.count) words of \(name) mean a public comment", [words.line(from: name)],
        indent: indent)
    }
    write("\(indent)public:")
    write("\(indent)  from: \(name)")
    if words.isSwapped {
      decide(
        "the name says the opposite of public, so its words are swapped; see that this is right",
        indent: indent + "  ")
    }
    write("\(indent)  true: \(FlagWords.list(words.isTrue))")
    write("\(indent)  false: \(FlagWords.list(words.isFalse))")
  }

  /// The line of a field that somebody has to decide, and what else there is to decide about it.
  private func lines(
    _ field: DraftField, _ column: Int, of source: ProfiledSource
  ) -> (lines: [String], questions: [String]) {
    let key = field.key(in: source.role)
    let from = quoted(source.sample.names[column])
    switch field {
    case .isPublic: return ([FlagWords(column, of: source.sample).line(from: from)], [])
    case .commentCreatedAt, .ticketCreatedAt:
      let time = TimeFormat(column, of: source.sample)
      let options =
        (time.format.map { ["format: \($0)"] } ?? []) + time.decisions.flatMap { $0.lines.prefix(1) }
      return (
        ["\(key): {\((["from: \(from)"] + options).joined(separator: ", "))}"], time.decisions.map(\.sentence)
      )
    default: return (["\(key): {from: \(from)}"], [])
    }
  }
}

extension ProfiledSource {
  /// The columns of first and last names, where no column has the whole name.
  var nameParts: (first: Int, last: Int)? {
    guard role == .users || role == .chat, matches[.name] == nil,
      let first = column("firstname", "givenname", "forename"),
      let last = column("lastname", "surname", "familyname"),
      ![first, last].contains(where: { sample.names[$0].contains { "{}".contains($0) } })
    else { return nil }
    return (first, last)
  }
}

/// What the words of a flag mean, as far as they say so.
struct FlagWords {
  private(set) var isTrue: [String] = []
  private(set) var isFalse: [String] = []
  private(set) var unknown: [String] = []
  /// Whether a plan reads them as they are.
  let isPlain: Bool
  /// Whether the column's name says the opposite of `public`.
  let isSwapped: Bool

  var count: Int { isTrue.count + isFalse.count + unknown.count }

  init(_ column: Int, of sample: Sample) {
    let values = (sample.statistics[column].common.sorted ?? []).map {
      String(decoding: $0.value, as: UTF8.self)
    }
    let isOpposite = DraftField.isOpposite(sample.names[column])
    let plain = ["true", "t", "1", "false", "f", "0"]
    isPlain = !isOpposite && values.allSatisfy { plain.contains($0.lowercased()) }
    var isTelling = false
    for value in values {
      let word = value.lowercased()
      if let pair = Self.pairs.first(where: { $0.yes == word || $0.no == word }) {
        if word == pair.yes { isTrue.append(value) } else { isFalse.append(value) }
        isTelling = isTelling || pair.isTelling
      } else {
        unknown.append(value)
      }
    }
    let disclosure = Disclosure(ofChoice: sample.statistics[column])
    shownUnknown = unknown.filter { disclosure.shows(Array($0.utf8)) }
    isSwapped = isOpposite && !isTelling
    if isSwapped { swap(&isTrue, &isFalse) }
    if unknown.isEmpty { complete() }
  }

  /// A plan has words for both, though the sample may have only one.
  private mutating func complete() {
    if isTrue.isEmpty, let word = isFalse.first { isTrue = [Self.opposite(of: word)] }
    if isFalse.isEmpty, let word = isTrue.first { isFalse = [Self.opposite(of: word)] }
  }

  /// What says nothing and may be shown: words of a flag, and not the texts or addresses of people in a column that was
  /// shifted.
  private let shownUnknown: [String]

  /// A line with every word; those that say nothing are private. Other values than words are left out.
  func line(from name: String) -> String {
    let (yes, no) = (isTrue, isFalse + shownUnknown)
    let more = unknown.count > shownUnknown.count ? ", …" : ""
    guard !yes.isEmpty || !no.isEmpty else { return "public: {from: \(name), true: […], false: […]}" }
    return
      "public: {from: \(name), true: \(yes.isEmpty ? "[…]" : Self.list(yes)), false: \(no.isEmpty ? "[…]" : "[\(no.map(quoted).joined(separator: ", "))\(more)]")}"
  }

  static func list(_ words: [String]) -> String { "[\(words.map(quoted).joined(separator: ", "))]" }

  private static func opposite(of word: String) -> String {
    let pair = pairs.first { [$0.yes, $0.no].contains(word.lowercased()) }
    return pair.map { $0.yes == word.lowercased() ? $0.no : $0.yes } ?? "false"
  }

  /// Words and their opposites; a telling one says itself what is public.
  private static let pairs: [(yes: String, no: String, isTelling: Bool)] = [
    ("true", "false", false), ("t", "f", false), ("1", "0", false), ("yes", "no", false), ("y", "n", false),
    ("on", "off", false), ("public", "private", true), ("public", "internal", true),
    ("external", "internal", true), ("reply", "note", true), ("comment", "note", true),
    ("customer", "note", true),
    ("visible", "hidden", true),
  ]
}
