import Mustache

/// Makes a text inert in Markdown, wherever it is in a line: no emphasis, link, image, HTML, heading,
/// list, table cell or mathematics, and none of the links that GitHub makes of bare addresses.
struct MarkdownEscaping: MustacheContentType {
  func escapeText(_ text: String) -> String {
    let scalars = Array(text.visible.unicodeScalars)
    let digits = scalars.prefix { ("0"..."9").contains($0) }.count
    var escaped = ""
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "#", "~", "$": escaped += "\\\(scalar)"
      case "&", "<", ">", "|": escaped += "&#\(scalar.value);"
      // A list item, or a line across the page, begins at the start only.
      case "-" where index == 0, "+" where index == 0, ")" where index == digits && next == " ",
        "." where index == digits && next == " ":
        escaped += "\\\(scalar)"
      case " " where index == 0: escaped += "&#32;"
      // `https://` and `www.` would become links.
      case ":" where next == "/": escaped += "\\:"
      case "." where index > 0 && (scalars[index - 1] == "w" || scalars[index - 1] == "W"): escaped += "\\."
      case "@": appendAt(to: &escaped)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Puts `@` into a code span: an address with a backslash or an entity in it is made a link all the same.
  private func appendAt(to escaped: inout String) {
    if escaped.hasSuffix("@`") {
      escaped.removeLast()
      escaped += "@`"
    } else {
      escaped += "`@`"
    }
  }
}
