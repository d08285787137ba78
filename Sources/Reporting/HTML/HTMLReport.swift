import Audit
import Mustache

/// `audit.html`: one self-contained page, with a script that it does not need and nothing from elsewhere.
///
/// Standard: HTML Living Standard; Content Security Policy Level 3, which allows nothing but the page's own
/// style sheet and script, by their digests. Colour never says anything that a word doesn't say too. Two pages of the
/// same audit differ in one line: when it ran, and for how long.
package enum HTMLReport {
  private static let template = ReportTemplate(
    HTMLPage.template, name: "DESKAUDIT-HTML", escaping: HTMLEscaping())

  /// Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ result: AuditResult) throws -> String {
    try template.render(view: HTMLView(result))
  }
}

/// Makes a text inert in HTML, in content and in quoted attributes.
struct HTMLEscaping: MustacheContentType {
  func escapeText(_ text: String) -> String {
    var escaped = ""
    for scalar in text.visible.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
