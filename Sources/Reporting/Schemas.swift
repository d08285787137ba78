import Foundation

/// The JSON Schemas that the binary carries: each `NAME.schema.json` of the folder that the link `Schemas` names.
package enum Schemas {
  package static let names = EmbeddedSchemas.all.map(\.name)

  /// The text of a schema, as it is in its file.
  package static func text(_ name: String) -> String? {
    EmbeddedSchemas.all.first { $0.name == name }?.text
  }

  /// What each key of a rule page's front matter means, by its schema: the first sentence of each description.
  package static let meaningsOfPageKeys: [String: String] = {
    let schema =
      text("page").flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) } as? [String: Any]
    let properties = schema?["properties"] as? [String: [String: Any]] ?? [:]
    return properties.compactMapValues { property in
      (property["description"] as? String)?.split(separator: #/\. /#).first.map(String.init)
    }
  }()
}
