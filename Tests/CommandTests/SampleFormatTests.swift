import Foundation
import Testing

/// Samples of exports in other formats than one CSV, and what plans name beside them.
@Suite("Samples of every format")
struct SampleFormatTests {
  private func sample(_ folder: Folder, _ number: Int, into name: String = "pilot") throws {
    let done = try Tool.run("sample", "--tickets", "\(number)", "--into", name, in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    let built = try Tool.run("build", "\(name)/migration.yml", in: folder)
    #expect(built.exitCode == 0, "\(built.errors)")
    let verified = try Tool.run("verify", "\(name)/migration.yml", "--reports", "\(name)/out", in: folder)
    #expect(verified.exitCode == 0, "\(verified.output)")
  }

  private func json(_ name: String, in folder: Folder) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: folder.bytes(of: name)) as? [String: Any])
  }

  // MARK: Pages

  /// Forty tickets in four pages that count them, each with an organization, a person of a list, and notes in an array; lists
  /// of people and organizations in pages that say nothing of their end. One ticket alone has the key `rare`, without which the
  /// source would be refused.
  private func desk() throws -> Folder {
    let folder = try Folder()
    for page in 0..<4 {
      let tickets = (page * 10..<page * 10 + 10).map { n in
        """
        {"id": \(100 + n), "requester": \(n % 20 + 1), "org": \(n % 7 + 1), "created": "2021-01-\(n % 28 < 9 ? "0" : "")\(n % 28 + 1)T00:00:00Z",
         "text": "a, \\"b\\" {\(n)}", \(n == 33 ? "\"rare\": \"odd\"," : "")
         "notes": [\((0..<(n % 3)).map { "{\"id\": \(5000 + n * 10 + $0), \"by\": \(30 + $0), \"body\": \"n\(n)\"}" }.joined(separator: ", "))]}
        """
      }
      let next = page < 3 ? "\"https://desk.example/t?page=\(page + 2)\"" : "null"
      try folder.write(
        "{\"count\": 40, \"tickets\": [\(tickets.joined(separator: ", "))], \"next_page\": \(next)}\n",
        to: "exports/tickets/page-00000\(page + 1).json")
    }
    for page in 0..<3 {
      let people = (page * 12..<min(page * 12 + 12, 32)).map { n in
        "{\"id\": \(n + 1), \"name\": \"P\(n)\", \"email\": \"p\(n)@example.org\"}"
      }
      try folder.write(
        "[\(people.joined(separator: ",\n"))]\n", to: "exports/people/page-00000\(page + 1).json")
    }
    try folder.write(
      (1...7).map {
        "{\"id\": \($0), \"name\": \"Org \($0)\", \"parent\": \($0 == 1 ? "null" : "\($0 - 1)")}\n"
      }.joined(),
      to: "exports/orgs.ndjson")
    try folder.write(
      """
      migration: A desk
      sources:
        people: {path: exports/people/*.json, fetch: {url: "https://desk.example/u", per-page: 12}}
        orgs: {path: exports/orgs.ndjson}
        tickets: {path: exports/tickets/*.json, fetch: {url: "https://desk.example/t", pagination: next-link}}
        notes: {path: exports/tickets/*.json, each: "notes[]", may-be-empty: true}
      counts: {tickets: 40}
      records:
        users: {source: people, fields: {id: id, name: name, email: email}}
        organizations: {source: orgs, key: id, fields: {name: name, parent_id: {from: parent, type: organization-reference}}}
        tickets:
          source: tickets
          fields:
            id: id
            requester_id: requester
            created_at: created
            organization_id: {from: org, type: organization-reference}
            rare: rare
        comments:
          - source: tickets
            ids: {offset: 100000}
            fields: {id: id, ticket_id: id, author_id: requester, public: {value: true}, created_at: created, html_body: text}
          - source: notes
            fields: {id: id, ticket_id: ^.id, author_id: by, public: {value: false}, created_at: ^.created, html_body: body}
      archive: {path: desk.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      """, to: "migration.yml")
    return folder
  }

  @Test(
    "pages stay a chain with a proven end, their records as they are, closed under references",
    arguments: [1, 4, 11])
  func pages(number: Int) throws {
    let folder = try desk()
    try sample(folder, number)
    var (tickets, kept): ([Int: [String: Any]], Set<Int>) = ([:], [])
    for page in 1...4 {
      let name = "exports/tickets/page-00000\(page).json"
      for ticket in try json(name, in: folder)["tickets"] as? [[String: Any]] ?? [] {
        tickets[try #require(ticket["id"] as? Int)] = ticket
      }
      let cut = try json("pilot/\(name)", in: folder)
      let ids = (cut["tickets"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int }
      kept.formUnion(ids)
      let text = String(decoding: try folder.bytes(of: name), as: UTF8.self)
      let part = String(decoding: try folder.bytes(of: "pilot/\(name)"), as: UTF8.self)
      for record in text.matches(of: /\{"id": 1.*\n.*\n.*\]\}/).map({ String($0.0) }) {
        let id = try #require(record.firstMatch(of: /"id": (\d+)/).flatMap { Int($0.1) })
        #expect(part.contains(record) == ids.contains(id), "\(id)")
      }
      #expect(part.hasSuffix(page < 4 ? "page=\(page + 1)\"}\n" : "null}\n"))
    }
    for page in 1...4 {
      #expect(
        try json("pilot/exports/tickets/page-00000\(page).json", in: folder)["count"] as? Int == kept.count)
    }
    var people: Set<Int> = []
    for page in 1...3 {
      let list = try JSONSerialization.jsonObject(
        with: folder.bytes(of: "pilot/exports/people/page-00000\(page).json"))
      people.formUnion((list as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int })
    }
    let orgs = String(decoding: try folder.bytes(of: "pilot/exports/orgs.ndjson"), as: UTF8.self)
    let organizations = Set(orgs.matches(of: /"id": (\d)/).compactMap { Int($0.1) })
    for id in kept {
      let ticket = try #require(tickets[id])
      #expect(people.contains(try #require(ticket["requester"] as? Int)))
      for note in ticket["notes"] as? [[String: Any]] ?? [] {
        #expect(people.contains(try #require(note["by"] as? Int)))
      }
      // An organization comes with all above it.
      #expect(organizations.isSuperset(of: 1...(try #require(ticket["org"] as? Int))))
    }
  }

  @Test("a list whose last page is proven by being shorter gets one that is shorter, whatever was chosen")
  func silentEnd() throws {
    let folder = try Folder()
    // Only the last page has people who ask.
    for (page, ids) in [(1, 1...6), (2, 7...12), (3, 13...15)] {
      let people = ids.map { "{\"id\": \($0), \"name\": \"P\($0)\", \"email\": \"p\($0)@example.org\"}" }
      try folder.write("[\(people.joined(separator: ","))]", to: "exports/people/page-00000\(page).json")
    }
    let rows = (13...15).map { "\($0),\($0),2021-01-01T00:00:00Z,hello,open\n" }.joined()
    try folder.write(
      "id,who,at,text,state\n\(rows)99,1,2019-01-01T00:00:00Z,x,deleted\n", to: "exports/tickets.csv")
    try folder.write(
      """
      sources:
        people: {path: exports/people/*.json, fetch: {url: "https://desk.example/u", per-page: 6}}
        tickets: {path: exports/tickets.csv, where: state != deleted}
      records:
        users: {source: people, fields: {id: id, name: name, email: email}}
        tickets: {source: tickets, fields: {id: id, requester_id: who, created_at: at}}
        comments:
          source: tickets
          fields: {id: id, ticket_id: id, author_id: who, public: {value: true}, created_at: at, html_body: text}
      as-of: 2026-01-01T00:00:00Z
      """, to: "migration.yml")
    let done = try Tool.run("sample", "--tickets", "5", "--into", "pilot", in: folder)
    // The deleted one is none, though it is the oldest.
    #expect(done.output.hasPrefix("pilot: 3 of 3 tickets; "))
    try sample(folder, 3, into: "other")
    func count(_ page: Int) throws -> Int? {
      let data = try folder.bytes(of: "pilot/exports/people/page-00000\(page).json")
      return (try JSONSerialization.jsonObject(with: data) as? [Any])?.count
    }
    #expect(try [count(1), count(2), count(3)] == [4, 0, 3])
  }

  // MARK: Encodings, folders, and what is beside the exports

  private static let rows = (0..<12).map { n in
    "2021-01-01T00:00:00Z,1,\(100 + n),\(10 + n / 2),true,<p>ä \(n)</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org\r\n"
  }

  @Test("UTF-16 stays UTF-16 with its mark, gzip stays gzip, and Windows-1252 what it is")
  func encodings() throws {
    let folder = try Folder.migration()
    let text = "\u{FEFF}" + Folder.header.replacing("\n", with: "\r\n") + Self.rows.joined()
    try folder.write(try #require(text.data(using: .utf16LittleEndian)), to: "exports/chat.csv")
    try sample(folder, 2)
    let kept = String(data: try folder.bytes(of: "pilot/exports/chat.csv"), encoding: .utf16LittleEndian)
    let lines = try #require(kept).components(separatedBy: "\r\n").dropFirst().dropLast()
    #expect(try #require(kept).hasPrefix("\u{FEFF}TICKET_CREATED_AT,"))
    #expect(lines.count == 4 && lines.allSatisfy { Self.rows.contains($0 + "\r\n") })

    let latin = Folder.header + Self.rows.joined()
    try folder.write(try #require(latin.data(using: .windowsCP1252)), to: "exports/chat.csv")
    let zipped = try Tool.shell("gzip -n exports/chat.csv", in: folder)
    #expect(zipped.exitCode == 0)
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
      .replacing("path: exports/chat.csv", with: "path: exports/chat.csv.gz, encoding: windows-1252")
    try folder.write(plan, to: "migration.yml")
    try sample(folder, 2, into: "second")
    let unzipped = try Tool.shell("gzip -dc second/exports/chat.csv.gz > chat.txt", in: folder)
    #expect(unzipped.exitCode == 0)
    let cut = try #require(String(data: try folder.bytes(of: "chat.txt"), encoding: .windowsCP1252))
    #expect(cut.matches(of: /ann@example\.org\r\n/).count == 4 && cut.contains("<p>ä "))
  }

  @Test("exports that are elsewhere come into the folder of the sample, and so does its archive")
  func otherFolders() throws {
    let folder = try Folder.migration(rows: Self.rows.joined())
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write(
      plan.replacing(
        "chat: {path: exports/chat.csv}", with: "chat: {path: ../exports/chat.csv, records: 12}  # all of it"
      )
      .replacing("path: exports/users.csv", with: "path: \"\(folder.path)/exports/users.csv\"")
      .replacing("path: tickets.tar.gz", with: "path: ../tickets.tar.gz"), to: "plans/acme.yml")
    let done = try Tool.run("sample", "plans/acme.yml", "--tickets", "2", "--into", "pilot", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    let text = String(decoding: try folder.bytes(of: "pilot/migration.yml"), as: UTF8.self)
    #expect(text.contains("  chat: {path: \"exports/chat.csv\"}  # all of it\n"), "\(text)")
    #expect(text.contains("archive: {path: \"tickets.tar.gz\"}"))
    #expect(!text.contains(folder.path))
    #expect(folder.contains("pilot/exports/chat.csv"))
    #expect(try Tool.run("build", "pilot/migration.yml", in: folder).exitCode == 0)
    #expect(folder.contains("pilot/tickets.tar.gz") && !folder.contains("tickets.tar.gz"))
  }

  @Test(
    "tables are cut by ticket_id, waivers by their keys; other tables and the list of the erased come whole")
  func sideFiles() throws {
    let folder = try Folder.migration(
      rows: Self.rows.joined(),
      sources: "  sla: {path: exports/sla.csv}\n  teams: {path: exports/teams.csv}",
      plan: """
        tables:
          sla: {source: sla, side: legacy, key: ticket_id, columns: {ticket_id: {from: ticket, type: integer}, due: due}}
          teams: {source: teams, side: legacy, key: name, columns: {name: name}}
        must-not-arrive: erased.csv
        waivers: waivers.yml
        """)
    try folder.write("ticket,due\n" + (10..<16).map { "\($0),d\($0)\n" }.joined(), to: "exports/sla.csv")
    try folder.write("name\na\nb\n", to: "exports/teams.csv")
    try folder.write("email\nnobody@example.org\n", to: "erased.csv")
    try folder.write(
      """
      - rule: no-missing-comments
        keys: [comment 110]
        max: 1
        reason: Known
        owner: Ada Osei
        expires: 2027-01-31
      - {rule: no-missing-comments, keys: [comment 999], max: 1, reason: x, owner: Ada Osei, expires: 2027-01-31}
      """, to: "waivers.yml")
    let done = try Tool.run("sample", "--tickets", "2", "--into", "pilot", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    let sla = String(decoding: try folder.bytes(of: "pilot/exports/sla.csv"), as: UTF8.self)
    let chat = String(decoding: try folder.bytes(of: "pilot/exports/chat.csv"), as: UTF8.self)
    let kept = (10..<16).filter { chat.contains(",\($0),true") }
    #expect(kept.count == 2 && kept.contains(15), "the ticket of comment 110, which the waiver names, is 15")
    #expect(sla == "ticket,due\n" + kept.map { "\($0),d\($0)\n" }.joined())
    #expect(try folder.bytes(of: "pilot/exports/teams.csv") == folder.bytes(of: "exports/teams.csv"))
    #expect(try folder.bytes(of: "pilot/erased.csv") == folder.bytes(of: "erased.csv"))
    let waivers = String(decoding: try folder.bytes(of: "pilot/waivers.yml"), as: UTF8.self)
    #expect(waivers.contains("comment 110") && !waivers.contains("comment 999"))
    let notes = String(decoding: try folder.bytes(of: "pilot/sample.md"), as: UTF8.self)
    #expect(notes.contains("- sla, a table: cut by its key ticket\\_id\n"))
    #expect(notes.contains("- waivers.yml, waivers: 1 of 2; "))
    #expect(notes.contains("- teams, a table: whole, its key is not ticket\\_id\n"))
  }

  @Test("decisions on what is not in the sample are not either")
  func decisions() throws {
    let conflicts = [100, 106].map { id in
      "2021-01-01T00:00:00Z,1,\(id),\(10 + (id - 100) / 2),true,<p>other</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org\n"
    }
    let folder = try Folder.migration(
      rows: Self.rows.joined() + conflicts.joined(), plan: "decisions: decisions.csv")
    _ = try Tool.run("decide", in: folder)
    let sheet = String(decoding: try folder.bytes(of: "decisions.csv"), as: UTF8.self)
    // In each conflict people keep the first side.
    var seen: Set<Substring> = []
    let decided = sheet.components(separatedBy: "\r\n").map { line -> String in
      guard let name = line.firstMatch(of: /comments:[0-9]+:[0-9a-f]+/)?.0, seen.insert(name).inserted else {
        return line
      }
      var cells = line.components(separatedBy: "\",\"")
      (cells[7], cells[8], cells[10]) = ("yes", "Ada Osei", "It is the first")
      return cells.joined(separator: "\",\"")
    }
    try folder.write(decided.joined(separator: "\r\n"), to: "decisions.csv")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try sample(folder, 1)
    let cut = String(decoding: try folder.bytes(of: "pilot/decisions.csv"), as: UTF8.self)
    #expect(cut.components(separatedBy: "\r\n").count == 4, "header, two sides, and the end: \(cut)")
    #expect(cut.contains("comments:100:") != cut.contains("comments:106:"))
  }
}
