import Foundation

/// `links:`, where people look at a record in each of both systems.
package struct LinkPatterns: Sendable, Equatable {
  /// What stands in a pattern for the id of the record.
  package static let idPlace = "{id}"

  /// By the names of record types: `https://old.example.com/t/{id}`.
  package var legacy: [String: String] = [:]
  package var new: [String: String] = [:]

  package init() {}

  /// The address of a record in the old system, by the id that it has there; nil without a pattern for its type.
  package func legacyAddress(of type: String, id: String) -> String? {
    legacy[type].map { Self.filled($0, id) }
  }

  /// The address of a record in the new system.
  package func newAddress(of type: String, id: String) -> String? { new[type].map { Self.filled($0, id) } }

  /// An id has everything percent-encoded but the unreserved characters of RFC 3986.
  private static func filled(_ pattern: String, _ id: String) -> String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    let encoded = id.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    return pattern.replacing(idPlace, with: encoded)
  }
}

extension PlanReader {
  /// Reads `links:`.
  mutating func links(_ value: PlanValue?) -> LinkPatterns {
    var links = LinkPatterns()
    guard let section = section(value, keys: .links) else { return links }
    links.legacy = patterns(section["legacy"])
    links.new = patterns(section["new"])
    return links
  }

  private mutating func patterns(_ value: PlanValue?) -> [String: String] {
    var patterns: [String: String] = [:]
    guard let section = section(value, among: schema.map(\.name)) else { return patterns }
    for entry in section.entries {
      guard let value = section[entry.key], let text = text(value) else { continue }
      let isAddress = ["http://", "https://"].contains { text.value.lowercased().hasPrefix($0) }
      guard isAddress, text.value.components(separatedBy: LinkPatterns.idPlace).count == 2 else {
        report(
          "expected an address with one {id}, such as https://desk.example.com/tickets/{id}, for "
            + "'\(value.name)', found \(value.kind)", line: text.line)
        continue
      }
      patterns[entry.key] = text.value
    }
    return patterns
  }
}
