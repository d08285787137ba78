/// What writes lines of a width for a terminal, in colour or without.
///
/// Text is made visible and inert (`String.visible`) before it is measured, wrapped and coloured.
protocol TerminalLines {
  /// Columns of the terminal.
  var width: Int { get }
  /// Whether to write ANSI colours.
  var colour: Bool { get }
}

/// The narrowest terminal whose tables can still be read.
let narrowestTerminal = 60
/// Columns of the words that stand before a text, such as `Where`.
let usualLabelWidth = 9

extension TerminalLines {
  /// A word, and beside it a text in lines of their own columns.
  func labelled(
    _ label: String, _ words: String, _ style: Style = .plain, column least: Int = usualLabelWidth
  ) -> [String] {
    let label = label.visible
    let column = max(least, label.displayWidth + 1)
    if column > width / 3 { return text(label, indent: 2) + text(words, style, indent: 2 + usualLabelWidth) }
    return words.visible.wrapped(to: width - 2 - column).enumerated().map { index, line in
      let head = index == 0 ? label : ""
      return "  " + paint(head, style == .plain ? .quiet : style)
        + String(repeating: " ", count: column - head.displayWidth)
        + paint(line, style)
    }
  }

  /// Wrapped lines of one style, indented.
  func text(_ text: String, _ style: Style = .plain, indent: Int = 0) -> [String] {
    text.visible.wrapped(to: width - indent).map { String(repeating: " ", count: indent) + paint($0, style) }
  }

  /// Standard: ECMA-48, Select Graphic Rendition.
  func paint(_ text: String, _ style: Style) -> String {
    let code =
      switch style {
      case .plain: ""
      case .heading: "1"
      case .good: "1;32"
      case .bad: "1;31"
      case .doubtful: "1;33"
      case .quiet: "2"
      }
    return colour && !code.isEmpty && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension Status {
  var style: Style {
    switch self {
    case .passed: .good
    case .failed: .bad
    case .warning, .notChecked, .waived: .doubtful
    case .notApplicable, .switchedOff: .quiet
    }
  }
}
