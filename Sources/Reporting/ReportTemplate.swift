import Audit
import Mustache

/// A Mustache template over `ReportView`, whose every `{{value}}` is escaped by the format's own rules.
///
/// The library's own HTML escaping compares Characters, so a quote followed by a combining mark passes it
/// unescaped; and it has none for Markdown. Both formats therefore bring an escaping of code points.
struct ReportTemplate {
  private let template: Result<MustacheTemplate, any Error>

  /// - Parameters:
  ///   - text: Mustache, without a content type.
  ///   - escaping: what makes a text inert in this format, registered under `name`.
  init(_ text: String, name: String, escaping: some MustacheContentType) {
    MustacheContentTypes.register(escaping, named: name)
    template = Result { try MustacheTemplate(string: "{{% CONTENT_TYPE: \(name)}}\n" + text) }
  }

  /// Errors: a template that does not parse, which is a defect of the format.
  func render(_ result: AuditResult) throws -> String {
    try render(view: ReportView(result))
  }

  /// Renders anything whose properties the template names.
  func render(view: Any) throws -> String {
    try template.get().render(view)
  }
}
