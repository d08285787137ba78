import Mustache
import Profiling

/// The profile of an export in one of four formats; each a pure function of the finished profile.
package enum ProfileReport {
  package enum Format: String, Sendable, CaseIterable {
    case text, markdown, html, json
  }

  /// - Parameter width: columns of the text; the other formats have none.
  /// Errors: none that a profile could cause; see `ReportTemplate`.
  package static func render(_ profile: Profile, as format: Format, width: Int = 100) throws -> String {
    switch format {
    case .text: text(ProfileDocument(profile), width: max(60, width))
    case .markdown: try markdown.render(view: ProfileDocument(profile))
    case .html: try html.render(view: ProfileDocument(profile))
    case .json: json(profile)
    }
  }

  private static func text(_ document: ProfileDocument, width: Int) -> String {
    var parts = [[document.title.visible] + document.note.visible.wrapped(to: width)]
    for section in document.sections {
      parts.append([
        section.heading.visible, String(repeating: "─", count: min(width, section.heading.displayWidth)),
      ])
      parts[parts.count - 1] += section.lines.flatMap { $0.visible.wrapped(to: width) }
      for table in section.tables {
        var text = TextTable(header: table.header.map(\.text.visible))
        text.numbers = Set(table.header.indices.filter { table.header[$0].isNumber })
        text.rows = table.rows.map { $0.map { TextTable.Cell($0.text) } }
        parts.append(text.lines(width: width) { text, _ in text })
      }
    }
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static let markdown = ReportTemplate(
    """
    # {{title}}

    {{note}}
    {{#sections}}

    ## {{heading}}
    {{#lines}}

    {{.}}
    {{/lines}}
    {{#tables}}

    |{{#header}} {{text}} |{{/header}}
    |{{#header}}{{#isNumber}} ---: |{{/isNumber}}{{^isNumber}} --- |{{/isNumber}}{{/header}}
    {{#rows}}
    |{{#.}} {{text}} |{{/.}}
    {{/rows}}
    {{/tables}}
    {{/sections}}

    """, name: "DESKAUDIT-MARKDOWN", escaping: MarkdownEscaping())

  private static let html = ReportTemplate(
    """
    \(HTMLPage.head())\
    <title>{{title}}</title>
    <style>\(HTMLPage.style)</style>
    </head>
    <body>
    <header>
    <h1>{{title}}</h1>
    <p class="quiet">{{note}}</p>
    </header>
    <main>
    {{#sections}}
    <section>
    <h2>{{heading}}</h2>
    {{#lines}}
    <p>{{.}}</p>
    {{/lines}}
    {{#tables}}
    <div class="scroll" role="region" aria-label="{{heading}}" tabindex="0">
    <table>
    <thead><tr>{{#header}}<th scope="col"{{#isNumber}} class="number"{{/isNumber}}>{{text}}</th>\
    {{/header}}</tr></thead>
    <tbody>
    {{#rows}}
    <tr>{{#.}}<td{{#isNumber}} class="number"{{/isNumber}}>{{text}}</td>{{/.}}</tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{/tables}}
    </section>
    {{/sections}}
    </main>
    </body>
    </html>

    """, name: "DESKAUDIT-HTML", escaping: HTMLEscaping())
}
