import Testing

@testable import Plan

/// What is wrong with a text, as the user sees it; empty for a plan that is right. The schema must agree.
func problems(of text: String) -> [String] {
  do {
    _ = try Plan(text: text, path: "m.yml")
    expectSchema(of: text, toAgreeWith: [])
    return []
  } catch {
    expectSchema(of: text, toAgreeWith: error.problems.map(\.message))
    return error.problems.map(\.description)
  }
}

/// Expects that the schema accepts a plan that is right, and refuses one with an unknown key or a value of a wrong kind.
private func expectSchema(of text: String, toAgreeWith problems: [String]) {
  // A text of aliases that multiply is refused unread, and is not read here either.
  if problems.contains(where: { $0.contains("YAML aliases") }) { return }
  guard SchemaCheck.plan.isThere, let complaints = try? SchemaCheck.plan.complaints(text) else { return }
  if problems.isEmpty { #expect(complaints == "", "\(text)") }
  // What a field may be depends on its record, and which sources are mapped is beyond a schema; so are the names of types.
  let beyond = #/(\.fields'|\.(type|when-null|default|value)')|of your own has another name|in 'counts'/#
  let kinds =
    #/unknown key|expected (a mapping|text|a whole number|a number from|([a-z0-9-]+, )*[a-z0-9-]+ or [a-z0-9-]+) (for|[0-9])|empty list/#
  if problems.contains(where: { $0.contains(kinds) && !$0.contains(beyond) }) {
    #expect(complaints != "", "the schema accepts \(text), but: \(problems)")
  }
}

@Suite("Mistakes in a plan")
struct PlanProblemTests {
  @Test("all mistakes are reported at once, in the order of their lines")
  func all() {
    let text = """
      conflicts: maybe
      archive: {batch-size: 0}
      sources: {chat: {path: [], colour: red}}
      sorces: 1
      """
    #expect(
      problems(of: text) == [
        "m.yml:1: expected refuse, first or last for 'conflicts', found text 'maybe'",
        "m.yml:2: expected a number from 1 to 1000000 for 'archive.batch-size', found 0",
        "m.yml:3: unknown key 'colour' in 'sources.chat'; known here: path, format, encoding, delimiter, "
          + "quote, escape, comment, skip-lines, header, null, collection, each, where, may-be-empty, stages, "
          + "fetch, columns, records, ignore",
        "m.yml:3: 'sources.chat.path' is an empty list; name at least one",
        "m.yml:4: unknown key 'sorces'; did you mean 'sources'?",
      ])
  }

  @Test("the error as a whole is its problems, one to a line")
  func description() {
    let error = PlanError([
      PlanProblem(path: "m.yml", line: nil, message: "one"),
      PlanProblem(path: "m.yml", line: 7, message: "two"),
    ])
    #expect(error.description == "m.yml: one\nm.yml:7: two")
  }

  @Test(
    "an unknown key is an error with the nearest known key",
    arguments: [
      ("conflict: refuse", "unknown key 'conflict'; did you mean 'conflicts'?"),
      ("Archive: {}", "unknown key 'Archive'; did you mean 'archive'?"),
      ("as_of: x", "unknown key 'as_of'; did you mean 'as-of'?"),
      ("archive: {meber: x}", "unknown key 'meber' in 'archive'; did you mean 'member'?"),
      (
        "archive: {numbering: {offset: 1}}",
        "unknown key 'offset' in 'archive.numbering'; known here: start, step"
      ),
      (
        "records: {comment: {}}",
        "unknown key 'comment' in 'records'; did you mean 'comments'? A record type of your own has another name"
      ),
      ("records: {users: {field: {}}}", "unknown key 'field' in 'records.users'; did you mean 'fields'?"),
      (
        "records: {users: {fields: {mail: {}}}}",
        "unknown key 'mail' in 'records.users.fields'; did you mean 'email'? A custom field of that name "
          + "needs 'email' beside it"
      ),
      (
        "records: {users: {fields: {name: {when_null: drop}}}}",
        "unknown key 'when_null' in 'records.users.fields.name'; did you mean 'when-null'?"
      ),
      (
        "records: {users: {fields: {name: {when-null: drop}}}}",
        "expected keep for 'records.users.fields.name.when-null', found text 'drop'"
      ),
      (
        "\"a\\e[31m\": 1",
        "unknown key 'a\\u{001B}[31m'; known here: migration, sources, identity, conflicts, "
          + "unresolved-requester, already-imported, archive, as-of, records, tables, calendars, export-defects, null, "
          + "decisions, counts, must-not-arrive, legacy-hosts, links, rules, waivers, sign-offs, gates, hypercare"
      ),
    ])
  func unknownKey(line: String, message: String) {
    #expect(problems(of: "sources: {chat: {path: a.csv}}\n" + line) == ["m.yml:2: " + message])
  }

  @Test("a key that is no text is an error")
  func complexKey() {
    #expect(
      problems(of: "sources: {chat: {path: a.csv}}\n? [a]\n: 1") == [
        "m.yml:2: expected a name as the key, found a list or a mapping"
      ])
  }

  @Test(
    "a value of the wrong kind is an error that says what was expected and what was found",
    arguments: [
      ("migration: [a]", "expected text for 'migration', found a list"),
      ("migration:", "expected text for 'migration', found nothing"),
      ("migration: ~", "expected text for 'migration', found nothing"),
      ("migration: '  '", "'migration' is blank; write its text, or leave the key out"),
      ("migration: \"a\\0b\"", "'migration' has a control character: 'a\\u{0000}b'; remove it"),
      ("conflicts: {}", "expected text for 'conflicts', found a mapping"),
      (
        "unresolved-requester: same_ids",
        "expected refuse, allow or same-ids for 'unresolved-requester', found text 'same_ids'"
      ),
      ("already-imported: yes", "expected include or omit for 'already-imported', found text 'yes'"),
      ("archive: a.tar.gz", "expected a mapping for 'archive', found text 'a.tar.gz'"),
      ("records: [a]", "expected a mapping for 'records', found a list"),
      ("as-of: {a: 1}", "expected text for 'as-of', found a mapping"),
    ])
  func wrongKind(line: String, message: String) {
    #expect(problems(of: "sources: {chat: {path: a.csv}}\n" + line) == ["m.yml:2: " + message])
  }

  @Test("a value on a line of its own is reported where it stands")
  func place() {
    #expect(
      problems(of: "sources: {chat: {path: a.csv}}\nconflicts:\n\n  never") == [
        "m.yml:4: expected refuse, first or last for 'conflicts', found text 'never'"
      ])
  }

  @Test("a long value is cut in the message")
  func longValue() {
    let text = "sources: {chat: {path: a.csv}}\nconflicts: " + String(repeating: "x", count: 61)
    let shown = String(repeating: "x", count: 60) + "…"
    #expect(
      problems(of: text) == [
        "m.yml:2: expected refuse, first or last for 'conflicts', found text '\(shown)'"
      ])
  }
}
