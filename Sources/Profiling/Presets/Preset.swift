import Foundation
import Plan

/// A complete plan for the exports of a vendor's helpdesk, in the form that its API documents.
///
/// Its text is written by hand, with the traps of the format as comments beside the lines that they concern; a host in
/// capitals is all that it cannot know.
package struct Preset: Sendable {
  /// The word after `init --from`.
  package let name: String
  /// What it is for, with the vendor's name.
  package let product: String
  /// The address of the API in the text; what only the user knows of it is in capitals.
  package let host: String
  /// The sources that `deskaudit fetch` gets, in their order.
  package let fetched: [String]
  let template: String

  package static let all: [Preset] = [
    .freshdesk, .helpscout, .intercom, .kayako, .livechat, .zendesk, .zoho,
  ]

  /// The preset of a name.
  ///
  /// - Throws: `UnknownPreset` with the nearest name and the list of all.
  package static func named(_ name: String) throws(UnknownPreset) -> Preset {
    guard let preset = all.first(where: { $0.name == name.lowercased() }) else {
      throw UnknownPreset(name: name, known: all.map(\.name))
    }
    return preset
  }

  /// The plan's text.
  ///
  /// - Parameter host: the address to write in place of the preset's own.
  package func text(host: PresetHost? = nil) -> String {
    guard let host else { return template }
    return template.replacingOccurrences(of: self.host, with: host.address)
  }

  /// What a text of this preset leaves to its reader, each with its line: what is marked with 'decide', and a host in
  /// capitals.
  package func decisions(in text: String) -> [(line: Int, sentence: String)] {
    let mark = "# decide: "
    var found: [(line: Int, sentence: String)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let range = line.range(of: mark) {
        found.append((index + 1, String(line[range.upperBound...])))
      } else if let word = placeholder, line.contains(host) {
        let sentence = "\(word) of \(host) is yours; init --host writes it everywhere"
        if !found.contains(where: { $0.sentence == sentence }) { found.append((index + 1, sentence)) }
      }
    }
    return found
  }

  /// The part of the host in capitals.
  private var placeholder: String? {
    host.split(whereSeparator: { !$0.isUppercase }).first { $0.count > 2 }.map(String.init)
  }

  /// What to run next in the plan's folder, in this order: the exports are got, the archive is built, and it is
  /// verified.
  package func steps(plan: String) -> [String] {
    let isUsual = plan == "migration.yml"
    let word = Self.shellWord(plan)
    let get = fetched.map { "deskaudit fetch \($0)\(isUsual ? "" : " --plan \(word)")" }
    let argument = isUsual ? "" : " \(word)"
    return [get.joined(separator: " && "), "deskaudit build\(argument)", "deskaudit verify\(argument)"]
  }

  /// A name as a shell takes it.
  private static func shellWord(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
      isDigit(byte) || (65...90).contains(byte & 0xDF) || "._-".utf8.contains(byte)
    }
    return isPlain ? name : "'\(name.replacingOccurrences(of: "'", with: "'\\''"))'"
  }
}

/// A name that no preset has.
package struct UnknownPreset: Error, CustomStringConvertible {
  let name: String
  let known: [String]

  package var description: String {
    let near = nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return "there is no preset '\(name)'\(near); there are \(known.joined(separator: ", "))"
  }
}

/// The address of a desk: a scheme and a host, and nothing else.
package struct PresetHost: Sendable, Equatable {
  /// Without a slash at its end.
  package let address: String

  /// Reads `https://acme.example`, also with a slash at its end or without `https://`.
  ///
  /// - Returns: nil for anything else, such as an address with a path, a user or a password.
  package init?(_ text: String) {
    let whole = text.contains("://") ? text : "https://" + text
    let bare = whole.hasSuffix("/") ? String(whole.dropLast()) : whole
    guard let parts = URLComponents(string: bare), let host = parts.host, !host.isEmpty,
      ["http", "https"].contains(parts.scheme ?? ""), parts.path.isEmpty, parts.user == nil,
      parts.password == nil, parts.query == nil, parts.fragment == nil,
      !bare.contains(where: { $0.isWhitespace || "\"'\\#".contains($0) })
    else { return nil }
    address = bare
  }
}
