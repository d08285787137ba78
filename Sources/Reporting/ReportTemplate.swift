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
    try template.get().render(Self.members(view) ?? view)
  }

  /// A view as dictionaries, arrays and values; nil for an absent one.
  ///
  /// The library finds a property by reflecting on the object, and on each around it, for every name of the template: a
  /// third of the time of a small audit. Here each object is reflected on once.
  private static func members(_ value: Any) -> Any? {
    if value is String || value is Bool || value is Int { return value }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { members($0.value) }
    case .collection: return mirror.children.map { members($0.value) ?? $0.value }
    case .struct:
      return mirror.children.reduce(into: [String: Any]()) { object, child in
        if let name = child.label { object[name] = members(child.value) }
      }
    default: return value
    }
  }
}
