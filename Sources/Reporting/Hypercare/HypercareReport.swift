import Audit

/// Hypercare for a terminal, in Markdown, as a page, or as JSON: pure functions of a `HypercareResult`.
package enum HypercareReport {
  package enum Format: String, Sendable, CaseIterable {
    case text, markdown, html, json
  }

  /// - Parameter width: columns of the text; the other formats have none.
  /// Errors: none that an export could cause; see `ReportTemplate`.
  package static func render(_ result: HypercareResult, as format: Format, width: Int = 140) throws -> String
  {
    switch format {
    case .text: text(HypercareView(result), max(narrowestTerminal, width))
    case .markdown: try markdown.render(view: HypercareView(result))
    case .html: try html.render(view: HypercareView(result))
    case .json: HypercareJSON.render(result)
    }
  }

  private static func text(_ view: HypercareView, _ width: Int) -> String {
    var sections = [["\(view.headline): \(view.title)"] + view.facts.map { "  \($0)" }]
    sections += view.incidents.enumerated().map { number, incident in
      ["\(number + 1). \(incident.name): \(incident.headline)"]
        + [incident.extent, incident.owner, incident.places, incident.closed].compactMap(\.self).map {
          "   \($0)"
        }
    }
    var days = TextTable(header: view.header.map(\.text))
    days.numbers = Set(view.header.indices.filter { view.header[$0].isNumber })
    days.rows = view.days.map { $0.cells.map { TextTable.Cell($0.text) } }
    var parts = sections.map { lines in lines.flatMap { wrapped($0, width) }.joined(separator: "\n") }
    parts.append(days.lines(width: width) { text, _ in text }.joined(separator: "\n"))
    if !view.exceptions.isEmpty {
      let lines = view.exceptions.flatMap { day in [day.heading] + day.lines.map { "  \($0.text)" } }
      parts.append(
        (["Open exceptions by day"] + lines.flatMap { wrapped($0, width) }).joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Lines that keep the indentation of the first.
  private static func wrapped(_ line: String, _ width: Int) -> [String] {
    let indent = String(line.prefix { $0 == " " })
    return line.visible.wrapped(to: width - indent.count).map { indent + $0 }
  }

  private static let markdown = ReportTemplate(
    """
    # {{headline}}: {{title}}

    {{#facts}}
    - {{.}}
    {{/facts}}
    {{#hasIncidents}}

    ## Incidents

    {{#incidents}}
    1. **{{name}}**: {{headline}}
       - {{extent}}
       - {{owner}}
    {{#places}}
       - {{places}}
    {{/places}}
    {{#closed}}
       - {{closed}}
    {{/closed}}
    {{/incidents}}
    {{/hasIncidents}}

    ## Days

    |{{#header}} {{text}} |{{/header}}
    |{{#header}}{{#isNumber}} ---: |{{/isNumber}}{{^isNumber}} --- |{{/isNumber}}{{/header}}
    {{#days}}
    |{{#cells}} {{text}} |{{/cells}}
    {{/days}}
    {{#exceptions}}

    ## Open exceptions: {{heading}}

    {{#lines}}
    - {{text}}
    {{/lines}}
    {{/exceptions}}

    ## Metrics

    | Metric | What | Bound | |
    | --- | --- | --- | --- |
    {{#metrics}}
    | {{name}} | {{label}} | {{bound}} | {{standing}} |
    {{/metrics}}

    """, name: "DESKAUDIT-MARKDOWN", escaping: MarkdownEscaping())

  private static let html = ReportTemplate(
    HypercarePage.template, name: "DESKAUDIT-HTML", escaping: HTMLEscaping())
}
