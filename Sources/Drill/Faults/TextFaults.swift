import Foundation

/// Texts that are no longer what was written: names, e-mails and bodies.
enum TextFaults {
  static var all: [Fault] {
    bodies.map { fault("a body", "comments", "html_body", "bodies-are-unchanged", $0) }
      + names.map { fault("a name", "users", "name", "names-are-unchanged", $0) }
      + emails.map { fault("an e-mail", "users", "email", "emails-are-unchanged", $0) } + others
  }

  /// What is done to a text; nil where it would change nothing.
  private typealias Change = (words: String, change: @Sendable (String) -> JSONNode?)

  private static func fault(
    _ noun: String, _ array: String, _ field: String, _ rule: String, _ change: Change
  ) -> Fault {
    Fault(
      array == "users" ? .fields : .texts, "\(noun) \(change.words)",
      .rules([rule, "batches-match-the-schema"])
    ) {
      try $0.set(array, field) { $0.text.flatMap(change.change) }
    }
  }

  private static func text(_ words: String, _ change: @escaping @Sendable (String) -> String) -> Change {
    (
      words,
      { text in Optional(change(text)).flatMap { Array($0.utf8) == Array(text.utf8) ? nil : .text($0) } }
    )
  }

  private static var anywhere: [Change] {
    [
      text("without its last character") { String($0.dropLast()) },
      text("with a space at its end") { $0 + " " },
      text("without the spaces at its ends") { $0.trimmingCharacters(in: .whitespacesAndNewlines) },
      text("in upper case") { $0.uppercased() },
      text("in lower case") { $0.lowercased() },
      text("decomposed (NFD)") { $0.decomposedStringWithCanonicalMapping },
      text("whose UTF-8 was read as Latin-1") { mojibake($0) },
      text("with a question mark for each character beyond ASCII") {
        String($0.map { $0.isASCII ? $0 : "?" })
      },
      text("without its characters beyond ASCII") { $0.filter(\.isASCII) },
      text("with U+FFFD for a character beyond ASCII") { String($0.map { $0.isASCII ? $0 : "\u{FFFD}" }) },
      text("with a zero-width space") { String($0.prefix(1)) + "\u{200B}" + String($0.dropFirst()) },
      text("emptied") { _ in "" },
      ("nulled", { _ in .null }),
    ]
  }

  private static var names: [Change] {
    anywhere + [
      text("with a tab for its space") { $0.replacing(" ", with: "\t") },
      text("cut at its first space") { String($0.prefix { $0 != " " }) },
      text("with its words exchanged") { $0.split(separator: " ").reversed().joined(separator: " ") },
      text("with an apostrophe against formulas before it") { "'" + $0 },
      text("without its accents") { $0.folding(options: .diacriticInsensitive, locale: nil) },
    ]
  }

  private static var emails: [Change] {
    anywhere + [
      text("without its domain") { String($0.prefix { $0 != "@" }) },
      text("with another domain") { String($0.prefix { $0 != "@" }) + "@example.invalid" },
      text("with a tag") { $0.replacing("@", with: "+1@", maxReplacements: 1) },
      text("in angle brackets") { "<\($0)>" },
      text("with a dot more") { String($0.prefix(1)) + "." + String($0.dropFirst()) },
    ]
  }

  private static var bodies: [Change] {
    anywhere + [
      text("with a line end more") { $0 + "\n" },
      text("with CR LF as LF") { $0.replacing("\r\n", with: "\n") },
      text("with spaces for its line ends") { $0.replacing("\r\n", with: " ").replacing("\n", with: " ") },
      text("without its tags") { withoutTags($0) },
      text("escaped once more") {
        $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      },
      text("with its entities decoded") {
        $0.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
          .replacing("&amp;", with: "&")
      },
      text("cut at 255 characters") { String($0.prefix(255)) },
      text("cut in half") { String($0.prefix($0.count / 2)) },
      text("twice over") { $0 + $0 },
      text("with other letters of the same length") { swappedCase($0) },
      text("with a letter exchanged for another") { exchanged($0) },
      text("with its double spaces made one") { $0.replacing("  ", with: " ") },
      text("without its emoji") {
        String(String.UnicodeScalarView($0.unicodeScalars.filter { $0.value < 0x10000 }))
      },
      text("with typographic quotes") {
        $0.replacing("\"", with: "\u{201D}").replacing("'", with: "\u{2019}")
      },
      text("with the hosts of its links changed") { $0.replacing("https://", with: "https://old.") },
      text("without the addresses of its images and links") {
        $0.replacing("href=", with: "data-href=").replacing("src=", with: "data-src=")
      },
      text("with a digit changed") { text in
        String(text.map { $0 == "1" ? "7" : $0 })
      },
      text("with backslashes before its quotes") { $0.replacing("\"", with: "\\\"") },
      text("with the word null in its place") { _ in "null" },
      text("with no-break spaces made spaces") { $0.replacing("\u{A0}", with: " ") },
      text("as text of a JSON text") { "\"\($0.replacing("\"", with: "\\\""))\"" },
    ]
  }

  private static var others: [Fault] {
    [
      Fault(.texts, "two comments: their bodies exchanged", .rules(["bodies-are-unchanged"])) { copy in
        try copy.exchange("comments", "html_body")
      },
      Fault(.people, "two users: their names exchanged", .rules(["names-are-unchanged"])) { copy in
        try copy.exchange("users", "name")
      },
      Fault(.people, "two users: their e-mails exchanged", .rules(["emails-are-unchanged"])) { copy in
        try copy.exchange("users", "email")
      },
      Fault(.people, "a user: the e-mail of another", .rules(["emails-are-unique", "emails-are-unchanged"])) {
        copy in
        try copy.editPair("users", where: { $0["email"] != $1["email"] && $0["email"]?.text != nil }) {
          left, right in
          right["email"] = left["email"]
        }
      },
      Fault(.people, "a user: the e-mail of another, in upper case", .rules(["emails-are-unique"])) { copy in
        try copy.editPair("users", where: { $0["email"] != $1["email"] && $0["email"]?.text != nil }) {
          left, right in
          right["email"] = left["email"]?.text.map { .text($0.uppercased()) }
        }
      },
      Fault(.people, "two users made one", .rules(["no-missing-users"])) { copy in
        try copy.mergeUsers()
      },
      Fault(.people, "a user split in two", .rules(["no-unexpected-users"])) { copy in
        try copy.splitUser()
      },
      Fault(
        .texts, "every body without its last character", .rules(["bodies-are-unchanged"]), hasPlaces: false
      ) { copy in
        try copy.setAll("comments") { comment in
          comment["html_body"]?.text.map { text in comment.with("html_body", .text(String(text.dropLast()))) }
        }
      },
      Fault(.texts, "every name nulled", .rules(["names-are-unchanged"]), hasPlaces: false) { copy in
        try copy.setAll("users") { $0["name"]?.isNull == false ? $0.with("name", .null) : nil }
      },
      Fault(.texts, "every e-mail in lower case", .rules(["emails-are-unchanged"]), hasPlaces: false) {
        copy in
        try copy.setAll("users") { user in
          user["email"]?.text.map { text in
            let lower = text.lowercased()
            return lower == text ? user : user.with("email", .text(lower))
          }
        }
      },
    ]
  }

  private static func mojibake(_ text: String) -> String {
    String(String.UnicodeScalarView(text.utf8.map { Unicode.Scalar($0) }))
  }

  private static func withoutTags(_ text: String) -> String {
    var depth = 0
    return text.filter { character in
      if character == "<" { depth += 1 }
      defer { if character == ">", depth > 0 { depth -= 1 } }
      return depth == 0
    }
  }

  private static func swappedCase(_ text: String) -> String {
    String(
      text.map { character in
        guard character.isASCII, let scalar = character.unicodeScalars.first, character.isLetter else {
          return character
        }
        return Character(Unicode.Scalar(UInt8(scalar.value) ^ 0x20))
      })
  }

  /// Two neighbours that differ change places.
  private static func exchanged(_ text: String) -> String {
    var characters = Array(text)
    let index = characters.indices.dropLast().first {
      characters[$0].isLetter && characters[$0 + 1].isLetter && characters[$0] != characters[$0 + 1]
    }
    guard let index else { return text }
    characters.swapAt(index, index + 1)
    return String(characters)
  }
}

extension JSONNode {
  /// The same object with another value of a key.
  func with(_ key: String, _ value: JSONNode) -> JSONNode {
    var copy = self
    copy[key] = value
    return copy
  }
}

extension MigrationCopy {
  /// Two records of a batch exchange a field in which they differ.
  mutating func exchange(_ array: String, _ field: String) throws -> Damage? {
    try editPair(array, where: { $0[field] != $1[field] }) { left, right in
      (left[field], right[field]) = (right[field], left[field])
    }
  }

  /// One of two users of a batch is gone, and everything of theirs is the other's.
  fileprivate mutating func mergeUsers() throws -> Damage? {
    let users = Set(try referencedUsers())
    var pair: (gone: JSONNode, kept: JSONNode)?
    let damage = try editPair("users", where: { left, _ in left["id"]?.integer.map(users.contains) ?? false })
    { left, right in
      pair = (left, right)
    }
    guard let pair, damage != nil, let gone = pair.gone["id"], let kept = pair.kept["id"] else { return nil }
    _ = try setAll("comments") { $0["author_id"] == gone ? $0.with("author_id", kept) : nil }
    _ = try setAll("data") { $0["requester_id"] == gone ? $0.with("requester_id", kept) : nil }
    return try removeAll("users") { $0["id"] == gone }
  }

  /// A user is there again under another id, which one of their comments has as its author.
  fileprivate mutating func splitUser() throws -> Damage? {
    let number = JSONNode.integer(try unusedID("users", "id"))
    guard let (place, batch) = try place("comments"), let author = batch["comments"][place.index]["author_id"]
    else {
      return nil
    }
    var user: JSONNode?
    for index in archive.batches where user == nil {
      user = try archive.batch(index)["users"].first { $0["id"] == author }
    }
    guard let user else { return nil }
    var changed = batch
    changed["comments"][place.index]["author_id"] = number
    changed["users"].append(user.with("id", number))
    try archive.setBatch(place.batch, changed)
    return Damage(keys: ["user \(number.integer ?? 0)"], members: [archive.entries[place.batch].name])
  }

  /// The ids of users that comments and tickets name.
  private func referencedUsers() throws -> [Int64] {
    try archive.batches.flatMap { index in
      let batch = try archive.batch(index)
      return batch["comments"].compactMap { $0["author_id"]?.integer }
        + batch["data"].compactMap { $0["requester_id"]?.integer }
    }
  }
}
