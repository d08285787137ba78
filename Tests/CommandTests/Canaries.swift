import Foundation

/// A migration in which every text that belongs to a person has one of sixty words that are nowhere else.
struct Canaries {
  static let words = (0..<60).map { String(format: "qz%02dcanary", $0) }

  static let columns = [
    "TICKET_CREATED_AT", "TICKET_REQUESTER_ID", "COMMENT_PART_ID", "CONVERSATION_ID", "COMMENT_PUBLIC",
    "BODY",
    "COMMENT_CREATED_AT", "AUTHOR_ID", "NAME", "EMAIL", "NOTE", "SUBJECT",
  ]

  /// Twelve names, e-mails and bodies with telephone numbers, eight notes of comments and subjects of tickets; four staff
  /// and four organizations are in files of their own.
  static let rows: [[String]] = (0..<24).map { index in
    let (person, ticket) = (index % 12, index % 8)
    return [
      "2021-01-01T00:0\(ticket):00Z", "\(ticket + 1)", "\(100 + index)", "\(50 + ticket)", "true",
      "<p>Call \(words[24 + person]) +49 30 \(1_000_000 + index)</p>",
      String(format: "2021-01-01T01:%02d:00Z", index), "\(person + 1)", "\(words[person]) Person",
      "\(words[12 + person])@example.org", "note \(words[36 + ticket])", "Subject \(words[44 + ticket])",
    ]
  }

  static let users =
    "id,email\n" + (0..<4).map { "\(9000 + $0),\(words[52 + $0])@example.org\n" }.joined()
    + "9100,\(words[12])@example.org\n9101,\(words[13])@example.org\n"

  /// The chat export of these rows.
  static func csv(_ rows: [[String]], hasHeader: Bool = true) -> String {
    ((hasHeader ? [columns] : []) + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(csv(rows), to: "exports/chat.csv")
    try folder.write(users, to: "exports/users.csv")
    let organizations = (0..<4).map { "\($0 + 1),\(words[56 + $0]) GmbH\n" }.joined()
    try folder.write("id,name\n" + organizations, to: "exports/organizations.csv")
    try folder.write(
      """
      migration: A small one
      sources:
        chat: {path: exports/chat.csv}
        ticketing: {path: exports/users.csv}
        organizations: {path: exports/organizations.csv}
      identity: {match: email, keep: ticketing}
      records:
        comments: {fields: {note: {from: NOTE}}}
        tickets: {fields: {subject: {from: SUBJECT}}}
        organizations: {source: organizations, fields: {id: {from: id}, name: {from: name}}}
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      """, to: "migration.yml")
    return folder
  }

  /// What befalls an archive: a pattern of its JSON, and what is in its place.
  static let archiveDamage: [(name: String, pattern: String, replacement: String)] = [
    ("names cut", #"(qz\d\dcanary) Person"#, "$1"),
    ("e-mails in capitals", #"qz(\d\d)canary@"#, "QZ$1CANARY@"),
    ("e-mails with a space", #""(qz\d\dcanary@example.org)""#, #"" $1""#),
    ("bodies cut", #"(Call qz\d\dcan)[^"]*""#, #"$1""#),
    ("bodies escaped", #"<p>(Call qz\d\dcanary)"#, "&lt;p>$1"),
    ("names and e-mails swapped", #""name":("[^"]*"),"email":("[^"]*")"#, #""name":$2,"email":$1"#),
    ("names null", #""name":"[^"]*Person""#, #""name":null"#),
    ("notes changed", #"note (qz\d\dcanary)"#, "Note $1x"),
    ("subjects cut", #""Subject (qz\d\dcanary)""#, #""$1""#),
    ("organizations cut", #"(qz\d\dcanary) GmbH"#, "$1"),
    ("a word for a time", #""created_at":"[^"]*""#, #""created_at":"qz03canary""#),
    ("a word for an id", #""author_id":\d+"#, #""author_id":"qz03canary""#),
    ("a word for a flag", #""public":true"#, #""public":"qz03canary""#),
    ("a key twice", #""public":true"#, #""public":true,"public":"qz04canary""#),
    ("mojibake", "canary", "canaryÃ©"),
    ("comments twice", #"("comments":\[)(\{[^{}]*\})"#, "$1$2,$2"),
    ("a comment gone", #"("comments":\[)\{[^{}]*\},"#, "$1"),
    ("a user gone", #"("users":\[)\{[^{}]*\},"#, "$1"),
    ("one e-mail for all", #"qz\d\dcanary@example.org"#, "qz12canary@example.org"),
    ("one body for all", #""html_body":"[^"]*""#, #""html_body":"qz24canary""#),
    ("JSON broken", #"("html_body":"[^"]{20})[^"]*"[\s\S]*$"#, "$1"),
  ]

  /// What befalls the chat export: its new text.
  static var exportDamage: [(name: String, text: String)] {
    var all: [(String, String)] = []
    for (index, column) in columns.enumerated() {
      var (some, every) = (rows, rows)
      for row in [2, 3, 9] { some[row][index] = "\(words[12 + row])@example.org" }
      for row in every.indices { every[row][index] = words[24 + row % 12] }
      all += [("an e-mail as \(column)", csv(some)), ("texts as \(column)", csv(every))]
    }
    func changed(_ row: Int, _ values: [Int: String]) -> [String] {
      values.reduce(into: rows[row]) { $0[$1.key] = $1.value }
    }
    let conflicts =
      (0..<4).map { changed($0, [5: words[30 + $0]]) }
      + (4..<8).map { changed($0, [2: "\(200 + $0)", 9: "\(words[18 + $0])@example.org"]) }
      + (8..<12).map { changed($0, [2: "\(200 + $0)", 8: words[11 - $0 + 8]]) }
    let text = csv(rows)
    all += [
      ("conflicts", csv(rows + conflicts)), ("no header", csv(rows, hasHeader: false)),
      (
        "an open quote",
        text.replacing("<p>Call \(words[24])", with: "\"<p>Call \(words[24])", maxReplacements: 1)
      ),
      (
        "names among flags",
        csv(rows.indices.map { $0 % 4 == 0 ? changed($0, [4: words[$0 % 12] + " Person"]) : rows[$0] })
      ),
      (
        "one name for a fifth of the flags",
        csv(rows.indices.map { $0 < 5 ? changed($0, [4: words[3]]) : rows[$0] })
      ),
      (
        "rows shifted to the right",
        csv(rows.indices.map { $0 % 5 == 0 ? ["7"] + rows[$0].dropLast() : rows[$0] })
      ),
      (
        "rows shifted to the left",
        csv(rows.indices.map { $0 % 5 == 0 ? rows[$0].dropFirst() + ["7"] : rows[$0] })
      ),
      (
        "no header, and a first row of words that look like no data",
        csv(
          rows.map { row in columns.indices.map { words[$0 % 5 * 10 + (Int(row[2]) ?? 0) % 4] } },
          hasHeader: false)
      ),
      (
        "an e-mail for a header",
        text.replacing("SUBJECT\n", with: "SUBJECT,\(words[9])@example.org\n").replacing(
          "Subject ", with: ",Subject ")
      ),
      ("ragged rows", text.replacing("note \(words[36])", with: "note,\(words[36])")),
      ("a NUL", text.replacing("canary Person", with: "canary \0 Person")),
      ("invisible characters", text.replacing("canary@", with: "canary\u{200B}@")),
    ]
    return all
  }
}
