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

/// What one of a source's records is called, by the source's name: `ticket` for `tickets`.
package func singular(_ name: String) -> String {
  if name.hasSuffix("ies"), name.utf8.count > 4 { return name.dropLast(3) + "y" }
  return name.hasSuffix("s") && !name.hasSuffix("ss") && name.utf8.count > 1 ? String(name.dropLast()) : name
}
