/// What runners of CI take for a command to themselves when a process prints it: GitHub a line that begins with `::`, white
/// space aside, and `##[` anywhere; Azure Pipelines `##vso[` and `##[`; TeamCity `##teamcity[`.
///
/// Names, titles and values come from data, and wherever text is wrapped any word of theirs may be the first of a line.
/// Whoever could choose one could set outputs, hide secrets that are to be found, or end the log. So the finished text is
/// looked at, line by line, where it is printed.
extension String {
  /// The text without a command: one of its first characters is written as `\u{3A}` or `\u{23}`.
  ///
  /// - Complexity: O(n); a text without `::` and `##` is only searched.
  package var withoutRunnerCommands: String {
    guard utf8.hasPair(of: UInt8(ascii: ":")) || utf8.hasPair(of: UInt8(ascii: "#")) else { return self }
    let lines = unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" }
    var text = String.UnicodeScalarView()
    for line in lines {
      append(line, to: &text)
      if line.endIndex < unicodeScalars.endIndex { text.append(unicodeScalars[line.endIndex]) }
    }
    return String(text)
  }

  private typealias Line = Substring.UnicodeScalarView

  private func append(_ line: Line, to text: inout String.UnicodeScalarView) {
    var rest = line
    let start = Self.afterSpace(line)
    if line[start...].starts(with: "::".unicodeScalars) {
      text.append(contentsOf: line[..<start])
      text.append(contentsOf: "\\u{3A}".unicodeScalars)
      rest = line[line.index(after: start)...]
    }
    while let mark = rest.firstIndex(of: "#") {
      text.append(contentsOf: rest[..<mark])
      let isCommand = Self.marks.contains { Self.begins(rest[mark...], with: $0) }
      text.append(contentsOf: (isCommand ? "\\u{23}" : "#").unicodeScalars)
      rest = rest[rest.index(after: mark)...]
    }
    text.append(contentsOf: rest)
  }

  private static let marks = ["##[", "##vso[", "##teamcity["]

  private static func begins(_ line: Line, with mark: String) -> Bool {
    line.lazy.map { $0.properties.lowercaseMapping }.starts(with: mark.unicodeScalars.map(String.init))
  }

  /// After white space, and what colours the terminal (`ESC [ … m`).
  private static func afterSpace(_ line: Line) -> Line.Index {
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == "\u{1B}", let end = line[index...].firstIndex(where: { $0.properties.isAlphabetic }) {
        index = line.index(after: end)
      } else if line[index].properties.isWhitespace || line[index] == "\u{FEFF}" {
        index = line.index(after: index)
      } else {
        break
      }
    }
    return index
  }
}

extension String.UTF8View {
  fileprivate func hasPair(of byte: UInt8) -> Bool {
    var last: UInt8 = 0
    for next in self {
      if next == byte, last == byte { return true }
      last = next
    }
    return false
  }
}
