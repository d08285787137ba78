extension String {
  /// The text with everything that a reader can't see, or that could steer a terminal or reorder a line,
  /// written out: `\n`, `\t`, `\r`, `\u{1B}`, `\u{202E}`. One line, whatever was in it.
  ///
  /// Control and format characters (Unicode categories Cc and Cf), line and paragraph separators and
  /// code points without a character. O(n).
  package var visible: String {
    if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: text += scalar.escaped
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension String {
  /// The text with some scalars written in another way. A mark that follows one changes nothing, as it does where Characters
  /// are compared. O(n).
  func escaping(_ escapes: [Unicode.Scalar: String]) -> String {
    var text = ""
    for scalar in unicodeScalars {
      if let escape = escapes[scalar] { text += escape } else { text.unicodeScalars.append(scalar) }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var escaped: String {
    switch self {
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: "\\u{\(String(value, radix: 16, uppercase: true))}"
    }
  }
}
