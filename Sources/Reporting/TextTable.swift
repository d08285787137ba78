/// A table of text that fits a width: cells are wrapped, columns that need little take little.
struct TextTable {
  /// Paragraphs, each in a style of its own.
  struct Cell {
    var paragraphs: [(text: String, style: Style)]

    init(_ text: String) {
      paragraphs = [(text.visible, .plain)]
    }

    init(_ paragraphs: [(text: String, style: Style)]) {
      self.paragraphs = paragraphs.map { ($0.text.visible, $0.style) }
    }
  }

  var header: [String]
  var rows: [[Cell]] = []
  /// Columns of numbers, aligned to the right.
  var numbers: Set<Int> = []
  /// Whether there is a line between any two rows, where most of them are wrapped.
  var isRuled = false

  /// The lines of the table, none wider than `width` columns.
  func lines(width: Int, paint: (String, Style) -> String) -> [String] {
    let columns = columnWidths(within: width)
    let rule = columns.map { String(repeating: "─", count: $0) }.joined(separator: "─┼─")
    var lines = wrapped(header.map { Cell([($0, .heading)]) }, columns, paint)
    for (index, row) in rows.enumerated() {
      if index == 0 || isRuled { lines.append(rule) }
      lines += wrapped(row, columns, paint)
    }
    return lines
  }

  /// Gives every column what it needs, and where that is too much, lets the widest ones share what the
  /// others leave. O(columns²).
  private func columnWidths(within width: Int) -> [Int] {
    let needed = header.indices.map { column in
      let texts = rows.flatMap { $0[column].paragraphs.map(\.text) }
      return ([header[column]] + texts).map(\.displayWidth).max() ?? 0
    }
    var widths = needed
    var remaining = width - 3 * (header.count - 1)
    var open = Array(header.indices)
    while !open.isEmpty {
      let share = max(1, remaining / open.count)
      let satisfied = open.filter { needed[$0] <= share }
      for column in satisfied { remaining -= needed[column] }
      if satisfied.isEmpty {
        for (index, column) in open.enumerated() {
          widths[column] = share + (index < remaining - share * open.count ? 1 : 0)
        }
        return widths
      }
      open.removeAll { satisfied.contains($0) }
    }
    return widths
  }

  private func wrapped(_ row: [Cell], _ columns: [Int], _ paint: (String, Style) -> String) -> [String] {
    let cells = zip(row, columns).map { cell, width in
      cell.paragraphs.flatMap { text, style in text.wrapped(to: width).map { ($0, style) } }
    }
    return (0..<(cells.map(\.count).max() ?? 0)).map { line in
      let parts = columns.indices.map { column in
        let (text, style) = line < cells[column].count ? cells[column][line] : ("", .plain)
        let padding = String(repeating: " ", count: max(0, columns[column] - text.displayWidth))
        return numbers.contains(column) ? padding + paint(text, style) : paint(text, style) + padding
      }
      return parts.joined(separator: " │ ").trimmingTrailingSpaces
    }
  }
}

/// What a piece of text is; a terminal may show it in colour.
enum Style {
  case plain, heading, good, bad, doubtful, quiet
}

extension String {
  /// Lines of at most `width` columns, broken at spaces, and within a word only where it needs several.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in split(separator: " ", omittingEmptySubsequences: true).map(String.init) {
      var rest = word[...]
      var needed = word.displayWidth
      if used > 0, used + 1 + needed <= width {
        line += " "
        used += 1
      } else if used > 0 {
        lines.append(line)
        (line, used) = ("", 0)
      }
      while needed > width, let head = rest.prefix(columns: width) {
        lines.append(String(head))
        rest = rest[head.endIndex...]
        needed -= String(head).displayWidth
      }
      line += rest
      used += needed
    }
    if used > 0 || lines.isEmpty { lines.append(line) }
    return lines
  }

  var trimmingTrailingSpaces: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}

extension Substring {
  /// As many characters as fit into `columns`, at least one; nil of the empty text.
  fileprivate func prefix(columns: Int) -> Substring? {
    var used = 0
    var end = startIndex
    while end < endIndex {
      used += self[end].displayWidth
      if used > columns, end > startIndex { break }
      end = index(after: end)
    }
    return end == startIndex ? nil : self[..<end]
  }
}
