/// A value of the plan inside a message: in quotes, at most 60 characters, with everything that could disturb
/// a terminal written as its code point.
func quote(_ text: String) -> String {
  let shown = text.unicodeScalars.prefix(60).map(visible).joined()
  return "'\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")'"
}

private func visible(_ scalar: Unicode.Scalar) -> String {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
    "\\u{\(hexadecimal(scalar.value))}"
  default: String(scalar)
  }
}

/// A code point in at least four hexadecimal digits.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
