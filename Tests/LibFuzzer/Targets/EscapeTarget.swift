import Foundation
@testable import Reporting

/// Texts that reach reports: each escaping by itself against a simple reader of its format, and whole reports of an audit
/// that is made of them (`EscapeReports`).
///
/// The first byte says which; the rest is the text, in which bytes that are not UTF-8 are U+FFFD as in the readers of exports.
enum EscapeTarget {
  static func run(_ input: [UInt8]) {
    guard input.count < 2048 else { return }
    var choices = Choices(input)
    let choice = choices.below(32)
    let text = String(decoding: choices.rest, as: UTF8.self)
    let visible = text.visible
    check(text, visible: visible)
    checkJSON(text)
    checkMarkup(text, visible)
    checkMarkdown(text, visible)
    checkMetrics(text, visible)
    checkRunnerCommands(text)
    checkLines(visible, width: 20 + choice * 3)
    EscapeReports.run(text, choice)
  }

  // MARK: Visible text

  /// What steers terminals, reorders lines or has no width, by its numbers and not by the tables of Unicode.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
      0xFEFF, 0xFFF9...0xFFFB, 0xFFFE, 0xFFFF, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  private static func check(_ text: String, visible: String) {
    require(!visible.unicodeScalars.contains(where: isHidden), "visible: \(shown(visible.utf8))")
    require(isSame(visible.visible, visible), "what is visible is changed again: \(shown(visible.utf8))")
    let seen = text.unicodeScalars.filter {
      ![.control, .format, .lineSeparator, .paragraphSeparator, .unassigned].contains(
        $0.properties.generalCategory)
    }
    var rest = visible.unicodeScalars[...]
    for scalar in seen {
      guard let place = rest.firstIndex(of: scalar) else { broken("\(shown(text.utf8)) lost \(scalar)") }
      rest = rest[place...].dropFirst()
    }
    if seen.count == text.unicodeScalars.count {
      require(isSame(visible, text), "\(shown(text.utf8)) is changed without need: \(shown(visible.utf8))")
    }
  }

  // MARK: Formats

  /// The strings of JSON are the texts themselves, written so that all of it is visible.
  private static func checkJSON(_ text: String) {
    var writer = JSONWriter()
    writer.object { $0.field(text, text) }
    require(
      !writer.text.unicodeScalars.contains { $0 != "\n" && isHidden($0) }, "JSON: \(shown(writer.text.utf8))")
    var reader = SimpleJSONReader(Array(writer.text.utf8))
    let value = try? reader.value()
    guard case .object(let members)? = value?.tree, reader.byte == nil, members.count == 1,
      case .text(let read) = members[0].value.tree
    else { broken("no JSON: \(shown(writer.text.utf8))") }
    require(
      read.elementsEqual(text.utf8) && members[0].key.elementsEqual(text.utf8),
      "JSON has \(shown(read)) of \(shown(text.utf8))")
  }

  private static func checkMarkup(_ text: String, _ visible: String) {
    let html = HTMLEscaping().escapeText(text)
    require(!html.utf8.contains { "<>\"'".utf8.contains($0) }, "HTML: \(shown(html.utf8))")
    require(
      SimpleMarkup.plain(html).map { isSame($0, visible) } == true,
      "HTML has \(shown(html.utf8)) of \(shown(text.utf8))")
    // The lines of a text of JUnit are visible before they are joined.
    let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self).visible }.joined(separator: "\n")
    let xml = XMLEscaping().escapeText(lines)
    require(xml.unicodeScalars.allSatisfy(SimpleMarkup.isXML), "XML: \(shown(xml.utf8))")
    require(!xml.utf8.contains { "<>\"'".utf8.contains($0) }, "XML: \(shown(xml.utf8))")
    require(
      SimpleMarkup.plain(xml).map { isSame($0, lines) } == true,
      "XML has \(shown(xml.utf8)) of \(shown(lines.utf8))")
  }

  /// A cell of a table is read by CommonMark's rules for backslashes, entities of numbers and code spans.
  private static func checkMarkdown(_ text: String, _ visible: String) {
    let cell = MarkdownEscaping().escapeText(text)
    require(
      !cell.unicodeScalars.contains { "<>|".unicodeScalars.contains($0) || isHidden($0) },
      "a cell: \(shown(cell.utf8))")
    var plain = String.UnicodeScalarView()
    var rest = Array(cell.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\\": if let next = rest.popFirst() { plain.append(next) }
      case "`":
        let code = rest.prefix { $0 != "`" }
        require(!code.isEmpty && code.allSatisfy { $0 == "@" }, "a code span: \(shown(cell.utf8))")
        plain.append(contentsOf: code)
        rest = rest.dropFirst(code.count + 1)
      case "&":
        let digits = String(String.UnicodeScalarView(rest.dropFirst().prefix { $0 != ";" }))
        guard rest.first == "#", let number = UInt32(digits), let scalar = Unicode.Scalar(number) else {
          broken("an entity: \(shown(cell.utf8))")
        }
        plain.append(scalar)
        rest = rest.dropFirst(digits.utf8.count + 2)
      case "*", "_", "[", "]", "#", "~", "$": broken("unescaped: \(shown(cell.utf8))")
      default: plain.append(scalar)
      }
    }
    require(
      isSame(String(plain), visible), "Markdown has \(shown(String(plain).utf8)) of \(shown(text.utf8))")
  }

  private static func checkMetrics(_ text: String, _ visible: String) {
    var family = MetricFamily("a", help: "b")
    family.add(1, [("c", text), ("d", text)])
    let lines = family.text.utf8.split(separator: 10, omittingEmptySubsequences: false)
    require(
      lines.count == 4 && lines[3].isEmpty, "a sample of several lines: \(shown(family.text.utf8))")
    require(
      SimpleMetrics.labels(of: Array(lines[2]))?.map(\.value) == [Array(visible.utf8), Array(visible.utf8)],
      "\(shown(text.utf8)) is the label of \(shown(family.text.utf8))")
  }

  // MARK: Lines

  /// As a runner reads a log: line by line, after white space and colours.
  static func isCommand(_ line: some Sequence<UInt8>) -> Bool {
    let bytes = Array(line)
    guard bytes.contains(where: { "#:".utf8.contains($0) }) else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    let lowered = Array(text.lowercased().utf8)
    if ["##[", "##vso[", "##teamcity["].contains(where: { !lowered.ranges(of: $0.utf8).isEmpty }) {
      return true
    }
    let head = /(?:\u{1B}\[[0-9;]*m|[\s\u{FEFF}])*::/.matchingSemantics(.unicodeScalar)
    return text.prefixMatch(of: head) != nil
  }

  private static func checkRunnerCommands(_ text: String) {
    let printed = text.withoutRunnerCommands
    for line in printed.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      require(!isCommand(line), "a runner takes \(shown(line)) for a command")
    }
    require(isSame(printed.withoutRunnerCommands, printed), "changed again: \(shown(printed.utf8))")
    func spelled(_ text: String) -> [UInt8] {
      Array(text.utf8.map { $0 }.replacing("\\u{3A}".utf8, with: ":".utf8)).replacing(
        "\\u{23}".utf8, with: "#".utf8)
    }
    require(spelled(printed) == spelled(text), "\(shown(text.utf8)) is printed as \(shown(printed.utf8))")
  }

  private static func checkLines(_ visible: String, width: Int) {
    func words(_ lines: some Sequence<String>) -> [Unicode.Scalar] {
      lines.flatMap { $0.unicodeScalars.filter { $0 != " " } }
    }
    let lines = visible.wrapped(to: width)
    require(lines.allSatisfy { $0.displayWidth <= width }, "wider than \(width): \(lines)")
    require(words(lines) == words([visible]), "\(shown(visible.utf8)) is wrapped to \(lines)")
    if visible.utf8.allSatisfy({ $0 < 0x80 }) {
      require(visible.displayWidth == visible.utf8.count, "\(visible.displayWidth) columns: \(visible)")
    }
    var table = TextTable(header: ["one", "two"])
    table.rows = [[.init(visible), .init("b")], [.init("a"), .init(visible)]]
    let rows = table.lines(width: width) { text, _ in text }
    require(rows.allSatisfy { $0.displayWidth <= width }, "a table wider than \(width): \(rows)")
    require(
      !rows.contains { $0.unicodeScalars.contains(where: isHidden) }, "a table of several lines: \(rows)")
  }
}

/// By code points: to Swift, texts are equal where only their spelling differs.
func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
