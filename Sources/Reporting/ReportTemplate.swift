import Audit
import Mustache

/// A Mustache template over `ReportView`, whose every `{{value}}` is escaped by the format's own rules.
///
/// The library's own HTML escaping compares Characters, so a quote followed by a combining mark passes it
/// unescaped; and it has none for Markdown. Both formats therefore bring an escaping of code points.
struct ReportTemplate {
  private let parts: Result<[MustacheTemplate], any Error>

  /// - Parameters:
  ///   - text: Mustache, without a content type.
  ///   - escaping: what makes a text inert in this format, registered under `name`.
  init(_ text: String, name: String, escaping: some MustacheContentType) {
    MustacheContentTypes.register(escaping, named: name)
    parts = Result {
      try Self.parts(text).map { try MustacheTemplate(string: "{{% CONTENT_TYPE: \(name)}}\n" + $0) }
    }
  }

  /// A text in parts of whole lines, none of which ends within a section.
  ///
  /// At each tag, the library counts the characters of all that comes after it: a quarter of the time of a small audit,
  /// where a page is one text.
  static func parts(_ text: String) -> [String] {
    var (parts, part, depth) = ([String](), "", 0)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      part += line + "\n"
      depth += line.ranges(of: "{{#").count + line.ranges(of: "{{^").count - line.ranges(of: "{{/").count
      if depth == 0, part.utf8.count > 512 {
        parts.append(part)
        part = ""
      }
    }
    // The last line has no end.
    if !part.isEmpty { parts.append(part) }
    if let last = parts.popLast() { parts.append(String(last.dropLast())) }
    return parts
  }

  /// Errors: a template that does not parse, which is a defect of the format.
  func render(_ result: AuditResult) throws -> String {
    try render(view: ReportView(result))
  }

  /// Renders anything whose properties the template names.
  func render(view: Any) throws -> String {
    let members = Self.members(view) ?? view
    return try parts.get().map { $0.render(members) }.joined()
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
