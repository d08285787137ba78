// How messages and reports write numbers.

/// `1234567` as `1,234,567`.
package func grouped(_ number: some BinaryInteger) -> String {
  var text = String(number.magnitude)
  var place = text.utf8.count - 3
  while place > 0 {
    text.insert(",", at: text.index(text.startIndex, offsetBy: place))
    place -= 3
  }
  return number < 0 ? "-" + text : text
}

/// The form of a verb that agrees with a number: `verb(1, "is", "are")`.
package func verb(_ number: some BinaryInteger, _ singular: String, _ plural: String) -> String {
  number == 1 ? singular : plural
}

/// `1 comment`, `1,234 comments`; `plural` where an s does not make it.
package func counted(_ number: some BinaryInteger, _ noun: String, plural: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// `1 value`, `2 values`, `1 user with an e-mail`: a count of what several are called by.
package func counted(_ number: some BinaryInteger, of units: String) -> String {
  if number != 1 { return "\(grouped(number)) \(units)" }
  // What is counted is before what tells more of it.
  let details = [" with ", " of ", " known "].compactMap { units.firstRange(of: $0)?.lowerBound }
  let end = details.min() ?? units.endIndex
  return "1 \(singular(String(units[..<end])))\(units[end...])"
}

/// What one of a source's records is called, by the source's name: `ticket` for `tickets`.
package func singular(_ name: String) -> String {
  if name == "people" { return "person" }
  if ["ches", "shes", "sses", "xes"].contains(where: name.hasSuffix) { return String(name.dropLast(2)) }
  if name.hasSuffix("ies"), name.utf8.count > 4 { return name.dropLast(3) + "y" }
  return name.hasSuffix("s") && !name.hasSuffix("ss") && name.utf8.count > 1 ? String(name.dropLast()) : name
}
