import Foundation
import Plan
import Testing

@testable import Audit

/// Rows and places of a trace beside those that Python's csv, json and tarfile find.
@Suite("A trace agrees with Python", .enabled(if: TracePython.isInstalled, "skipped: there is no python3"))
struct TraceAgreementTests {
  private struct Expected: Decodable {
    struct Place: Decodable, Equatable {
      var member: String
      var pointer: String
      var offset: Int
    }

    var type: String
    var id: String
    /// The lines of its rows; of a ticket the first.
    var lines: [Int]
    var places: [Place]
  }

  @Test("on lines, members, pointers and bytes of 50 records of a made-up migration", arguments: 1...3)
  func agreement(seed: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let told = try TracePython.run(Self.script, [folder, "\(seed)"])
    let records = try JSONDecoder().decode([Expected].self, from: Data(told.utf8))
    #expect(records.count == 50)
    #expect(records.contains { $0.places.isEmpty } && records.contains { $0.places.count > 1 })
    let plan = try Plan(contentsOf: folder + "/migration.yml")
    // No rule: what they say is another matter.
    let audit = try Audit(plan: plan, rules: RuleBook(pages: []), startedAt: 0)
    for record in records {
      let trace = try audit.trace(TracedRecord(record.type, record.id, plan))
      let lines = trace.rows.filter { [.kept, .duplicate].contains($0.state) }.map(\.place.line)
      #expect(lines == record.lines, "\(record.type) \(record.id)")
      let places = trace.places.map {
        Expected.Place(member: $0.member ?? "", pointer: $0.pointer ?? "", offset: $0.offset ?? -1)
      }
      #expect(places == record.places, "\(record.type) \(record.id)")
      #expect(trace.fields.flatMap(\.found).allSatisfy { $0.isEqual == true }, "\(trace.fields)")
    }
  }

  /// Writes exports, a plan and an archive, and prints where 50 records of them are.
  private static let script = #"""
    import csv, io, json, random, sys, tarfile
    folder, seed = sys.argv[1], int(sys.argv[2])
    r = random.Random(seed)
    pieces = ["a", "é", "日本", ",", '"', "\n", "\r\n", "<p>", "</p>", " ", "\\", "😀", "x" * 40]
    ids = r.sample(range(1000, 10000), 120)
    comments = {}
    for place, id in enumerate(ids):
        minute = f"2021-01-01T{place // 60:02}:{place % 60:02}:00Z"
        comments[id] = dict(ticket=r.randrange(1, 20), author=r.randrange(1, 9), public=r.random() < 0.5, at=minute,
                            body="".join(r.choices(pieces, k=r.randrange(1, 9))))
    lines, tickets = {}, {}
    out = io.StringIO()
    out.write("TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,"
              "COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL\n")
    writer = csv.writer(out, lineterminator="\n")
    for id in ids + r.sample(ids, 15):
        one, line = comments[id], out.getvalue().count("\n") + 1
        writer.writerow(["2021-01-01T00:00:00Z", 1, id, one["ticket"], str(one["public"]).lower(), one["body"],
                         one["at"], one["author"], f"N{one['author']}", f"n{one['author']}@example.org"])
        lines.setdefault(("comment", id), []).append(line)
        tickets.setdefault(one["ticket"], line)
    open(f"{folder}/chat.csv", "w", newline="", encoding="utf-8").write(out.getvalue())
    open(f"{folder}/users.csv", "w").write("id,email\n9001,nobody@example.org\n")
    open(f"{folder}/migration.yml", "w").write("""migration: Made up
    sources:
      chat: {path: chat.csv}
      ticketing: {path: users.csv}
    identity: {match: email, keep: ticketing}
    archive: {path: tickets.tar.gz}
    as-of: 2026-01-01T00:00:00Z
    """)
    for id, line in tickets.items(): lines["ticket", id] = [line]
    objects = [("data", "ticket", id, {"id": id, "created_at": "2021-01-01T00:00:00Z", "requester_id": 1})
               for id in tickets]
    for id, one in comments.items():
        object = {"id": id, "ticket_id": one["ticket"], "author_id": one["author"], "public": one["public"],
                  "created_at": one["at"], "html_body": one["body"]}
        objects += [("comments", "comment", id, object)] * r.choice([0, 1, 1, 1, 1, 1, 1, 2])
    authors = sorted({one["author"] for one in comments.values()} | {1})
    objects += [("users", "user", id, {"id": id, "name": f"N{id}", "email": f"n{id}@example.org"})
                for id in authors if any(one["author"] == id for one in comments.values())]
    r.shuffle(objects)
    places = {}
    with tarfile.open(f"{folder}/tickets.tar.gz", "w:gz", format=tarfile.USTAR_FORMAT) as tar:
        for batch in range(0, len(objects), 30):
            name, text = f"backup_tickets_{batch // 30 * 100 + 100}.json", b'{"data":{"tickets":{'
            for number, array in enumerate(["users", "data", "organizations", "comments"]):
                text += (b"," if number else b"") + b'"' + array.encode() + b'": ['
                index = 0
                for kind, type, id, object in objects[batch:batch + 30]:
                    if kind != array: continue
                    text += b" " * r.randrange(3) + (b"," if index else b"") + b"\n" * r.randrange(2)
                    place = dict(member=name, pointer=f"/data/tickets/{array}/{index}", offset=len(text))
                    places.setdefault((type, id), []).append(place)
                    keys = list(object)
                    r.shuffle(keys)
                    text += json.dumps({key: object[key] for key in keys}, ensure_ascii=r.random() < 0.5).encode()
                    index += 1
                text += b"]"
            text += b"}}}"
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    wanted = [("comment", id) for id in r.sample(ids, 37)]
    wanted += [("ticket", id) for id in r.sample(sorted(tickets), 8)] + [("user", id) for id in authors[:5]]
    print(json.dumps([dict(type=type, id=str(id), lines=lines.get((type, id), []), places=places.get((type, id), []))
                      for type, id in wanted]))
    """#
}

/// Python as a witness from outside.
private enum TracePython {
  static let isInstalled = (try? run("print(1)", [])) == "1\n"

  struct Failure: Error {}

  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure() }
    return String(decoding: text, as: UTF8.self)
  }
}
