import Plan

/// One kind of damage, or one lawful form that looks like damage.
struct Fault: Sendable {
  enum Area: String, CaseIterable, Sendable {
    case records, fields, ids, references, order, instants, flags, texts, people, batches
    case json = "JSON"
    case tar, gzip, exports, compound, lawful
  }

  /// What an audit must say.
  enum Expected: Sendable {
    /// FAIL, by at least one of these rules.
    case rules([String])
    /// One of these rules fails as a warning, whatever the verdict is.
    case warnings([String])
    /// FAIL by any rule, or NO VERDICT: what a whole file of the exports has lost can show anywhere.
    case noPass
    /// What the audit of the undamaged migration says, but for these rules, which may warn.
    case nothing(warnings: [String])
  }

  let area: Area
  /// A clause: "a comment is left out".
  let name: String
  let expected: Expected
  /// Whether it can be at several places.
  let hasPlaces: Bool
  /// Puts the fault into a copy, at its position; nil where nothing of the migration can have it.
  let damage: @Sendable (inout MigrationCopy) throws -> Damage?

  init(
    _ area: Area, _ name: String, _ expected: Expected, hasPlaces: Bool = true,
    damage: @escaping @Sendable (inout MigrationCopy) throws -> Damage?
  ) {
    self.area = area
    self.name = name
    self.expected = expected
    self.hasPlaces = hasPlaces
    self.damage = damage
  }

  /// The name for a command: `a-comment-is-left-out`.
  var id: String {
    String(
      name.lowercased().map { character in
        character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
      }
    ).split(separator: "-").joined(separator: "-")
  }

  var isLawful: Bool {
    if case .nothing = expected { return true }
    return false
  }
}

/// What was damaged, and where.
struct Damage: Equatable, Sendable {
  /// The records, as findings call them: `comment 17`. Of several, one is enough.
  var keys: [String] = []
  /// The members of the archive.
  var members: [String] = []
  /// The files of the exports, as the last part of their paths.
  var files: [String] = []

  /// Where it is, for people.
  var place: String {
    let places = keys + members + files
    return places.isEmpty
      ? "the archive" : places.prefix(2).joined(separator: ", ") + (places.count > 2 ? ", …" : "")
  }

  /// Whether a finding can name it.
  var hasPlace: Bool { !(keys + members + files).isEmpty }
}

/// What a drill can't do, and why: one sentence.
package struct DrillError: Error, Equatable, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}
