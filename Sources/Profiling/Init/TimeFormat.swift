import Plan

/// How the times of a column are written, as a plan says it, and what no value can show.
struct TimeFormat {
  /// The value of `format:`; nil for RFC 3339, which is the default, and where it must be decided.
  var format: String?
  /// What somebody has to decide, with the lines of a plan that the decision would add.
  var decisions: [(sentence: String, lines: [String])] = []

  init(_ column: Int, of sample: Sample) {
    if let epoch = sample.epochFormat(column) {
      format = epoch
      return
    }
    let shapes = sample.statistics[column].shapes.sorted
    let standard = sample.count(column) { $0.isStamp && $0 != .otherStamp }
    let other = sample.count(column) { $0 == .otherStamp }
    if let shape = shapes.first, other > standard {
      setPattern(shape, others: shapes.dropFirst().map(\.words), standard: standard)
    } else if other > 0 {
      decisions.append(
        (
          "\(grouped(other)) of \(grouped(standard + other)) times are not RFC 3339 but "
            + shapes.map(\.words).joined(separator: ", ") + "; they will be findings", []
        ))
    }
    let local = sample.count(column) { $0 == .stampLocal || $0 == .stampSpaceLocal }
    let isLocalShape = other > standard && shapes.first.map { !$0.shape.hasZone } == true
    if local > 0 || isLocalShape {
      decisions.append(
        (
          "these times have no zone, and no file shows it: give UTC, an offset such as \"+02:00\", or a name",
          ["time-zone: Europe/Berlin"]
        ))
    }
  }

  private mutating func setPattern(_ entry: ShapeTally.Entry, others: [String], standard: Int) {
    let monthFirst = quoted(entry.shape.pattern(isDayFirst: false))
    let dayFirst = quoted(entry.shape.pattern(isDayFirst: true))
    switch (entry.shape.hasOpenOrder, entry.firstIsDay > 0, entry.secondIsDay > 0) {
    case (false, _, _), (true, false, true): format = monthFirst
    case (true, true, false): format = dayFirst
    case (true, true, true):
      decisions.append(
        ("days and months are in both orders; export the times in one", ["format: \(monthFirst)"]))
    case (true, false, false):
      decisions.append(
        (
          "no number is over 12, so the day may be the first or the second",
          [
            "format: \(monthFirst)", "format: \(dayFirst)",
          ]
        ))
    }
    if !others.isEmpty || standard > 0 {
      let forms = others + (standard > 0 ? ["RFC 3339"] : [])
      decisions.append(
        ("other times are written as \(forms.joined(separator: ", ")); they will be findings", []))
    }
  }
}

/// A YAML scalar that reads back as this text: plain where that is safe, else in double quotes.
///
/// Standard: YAML 1.1, double-quoted style; whatever can't be seen is escaped.
func quoted(_ text: String) -> String {
  let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
  let isPlain =
    text.utf8.first.map { (65...90).contains($0 & 0xDF) } == true
    && text.utf8.allSatisfy { isDigit($0) || (65...90).contains($0 & 0xDF) || "_./-*".utf8.contains($0) }
    && !words.contains(text.lowercased())
  if isPlain { return text }
  return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\"": return "\\\""
  case "\\": return "\\\\"
  default: break
  }
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
  default: return String(scalar)
  }
}
