/// Cells of a sheet that the tool writes and people fill in with a spreadsheet.
package enum SheetCell {
  /// A cell without white space at its ends, and without the apostrophe that keeps a spreadsheet from calculating it.
  package static func read(_ cell: String) -> String {
    let text = trimmed(cell)
    guard text.first == "'", let next = text.unicodeScalars.dropFirst().first, isFormula(next) else {
      return text
    }
    return String(text.unicodeScalars.dropFirst())
  }

  /// A cell of CSV: in quotes, and guarded where a spreadsheet would calculate it.
  package static func write(_ text: String) -> String {
    let guarded = text.unicodeScalars.first.map(isFormula) == true ? "'\(text)" : text
    return "\"\(guarded.replacing("\"", with: "\"\""))\""
  }

  private static func isFormula(_ scalar: Unicode.Scalar) -> Bool {
    "=+-@\t\r".unicodeScalars.contains(scalar)
  }

  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
