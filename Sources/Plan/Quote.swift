import Foundation

/// A value of the plan inside a message: in quotes, at most 60 characters, with everything that could disturb
/// a terminal written as its code point, and without the user and password of an address.
package func quote(_ text: String) -> String {
  let text = withoutUser(text)
  let shown = text.unicodeScalars.prefix(60).map(visible).joined()
  return "'\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")'"
}

/// A password may hold any character, so that all up to the last `@` is read as one.
private func withoutUser(_ text: String) -> String {
  guard let scheme = text.range(of: "://"), let at = text.lastIndex(of: "@"), scheme.upperBound <= at else {
    return text
  }
  return "\(text[..<scheme.upperBound])…\(text[at...])"
}

private func visible(_ scalar: Unicode.Scalar) -> String {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
    "\\u{\(hexadecimal(scalar.value))}"
  default: String(scalar)
  }
}

/// A code point in at least four hexadecimal digits.
package func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
