import Audit
import Mustache

/// `audit.html`: one self-contained page, without scripts or anything from elsewhere.
///
/// Standard: HTML Living Standard; Content Security Policy Level 3, which allows nothing but the page's own
/// style sheet, by its digest. Colour never says anything that a word doesn't say too.
package enum HTMLReport {
  private static let template = ReportTemplate(
    HTMLPage.template, name: "DESKAUDIT-HTML", escaping: HTMLEscaping())

  /// Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ result: AuditResult) throws -> String {
    try template.render(result)
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
