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

/// The name of a column as a comment of a plan shows it: cut, and masked where it may be a value.
func shownColumn(_ name: String) -> String {
  let shown = name.shownAsColumn
  return quoted(shown.unicodeScalars.count > 60 ? String(shown.unicodeScalars.prefix(60)) + "…" : shown)
}

/// A YAML scalar that reads back as this text: plain where that is safe, else in double quotes.
///
/// Standard: YAML 1.1, double-quoted style; whatever can't be seen is escaped. So is what `PlanFile` would count as an alias
/// or a key that is not text, though it is neither, and what a runner of CI would take for a command (`##[`).
func quoted(_ text: String) -> String {
  let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
  let isPlain =
    text.utf8.first.map { (65...90).contains($0 & 0xDF) } == true
    && text.utf8.allSatisfy { isDigit($0) || (65...90).contains($0 & 0xDF) || "_./-*".utf8.contains($0) }
    && !words.contains(text.lowercased())
  if isPlain { return text }
  var (scalars, last, lastSeen): (String, Unicode.Scalar, Unicode.Scalar) = ("", "\"", "\"")
  for scalar in text.unicodeScalars {
    let mayOpen =
      !(last.properties.isAlphabetic || ("0"..."9").contains(last)) && !"_./".unicodeScalars.contains(last)
    let isCounted =
      "*?".unicodeScalars.contains(scalar) && (mayOpen || !last.isASCII)
      || scalar == ":" && "]}".unicodeScalars.contains(lastSeen)
    if isCounted || scalar == "#" && last == "#" {
      scalars += "\\x" + String(scalar.value, radix: 16, uppercase: true)
    } else {
      scalars += escaped(scalar)
    }
    last = scalar
    if scalar != " " { lastSeen = scalar }
  }
  return "\"" + scalars + "\""
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
