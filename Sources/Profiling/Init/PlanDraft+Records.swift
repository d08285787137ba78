import Plan

extension PlanDraft {
  mutating func writeRecords(_ sources: [Named]) {
    guard let chat = sources.first(where: { $0.name == "chat" })?.source else { return }
    let source: (String) -> ProfiledSource? = { name in sources.first { $0.name == name }?.source }
    write("records:")
    let (tickets, comments) = (source("tickets"), source("comments"))
    writeChat("comments", chat, isList: comments != nil)
    if let comments {
      writeOther(
        comments, "comments",
        [
          ("id", ["id", "commentid"]), ("ticket_id", ["ticketid", "conversationid"]),
          ("author_id", ["authorid"]),
          ("public", ["public", "ispublic"]), ("created_at", ["createdat", "created"]),
          ("html_body", ["htmlbody", "body", "plainbody"]),
        ])
    }
    writeChat("tickets", chat, isList: tickets != nil)
    if let tickets {
      writeOther(
        tickets, "tickets",
        [("id", ["id"]), ("requester_id", ["requesterid"]), ("created_at", ["createdat", "created"])])
    }
    writeChat("users", chat, isList: false)
    if let organizations = source("organizations"), let id = organizations.column("id") {
      write("  organizations:")
      write("    source: organizations")
      write("    key: \(quoted(organizations.sample.names[id]))")
      let name = organizations.column("name").map { organizations.sample.names[$0] } ?? "name"
      write("    fields: {name: {from: \(quoted(name))}}")
    }
  }

  private mutating func writeChat(_ record: String, _ chat: ProfiledSource, isList: Bool) {
    write("  \(record):")
    if isList { write("    - source: chat") }
    let indent = isList ? "      " : "    "
    write("\(indent)fields:")
    let evidence = Evidence(sample: chat.sample, columns: chat.fields)
    for field in ChatField.inPlanOrder where field.key.record == record {
      guard let column = chat.fields[field] else {
        decide(
          "no column was found for \(field.key.field)", ["\(field.key.field): {from: …}"],
          indent: indent + "  ")
        continue
      }
      write("\(indent)  # from \(quoted(chat.sample.names[column])): \(evidence.words(for: column, field))")
      writeField(
        field.key.field, column, of: chat, isTime: field.isTime, isPublic: field == .isPublic, indent)
    }
    writeUnmapped(record, chat, indent + "  ")
  }

  /// Writes one field; in lines of its own where there is something to add to `from`.
  private mutating func writeField(
    _ key: String, _ column: Int, of source: ProfiledSource, isTime: Bool, isPublic: Bool, _ indent: String
  ) {
    let from = quoted(source.sample.names[column])
    if isTime {
      let time = TimeFormat(column, of: source.sample)
      guard time.format != nil || !time.decisions.isEmpty else {
        return write("\(indent)  \(key): {from: \(from)}")
      }
      write("\(indent)  \(key):")
      write("\(indent)    from: \(from)")
      if let format = time.format { write("\(indent)    format: \(format)") }
      for decision in time.decisions { decide(decision.sentence, decision.lines, indent: indent + "    ") }
    } else if isPublic {
      writeFlag(key, column, of: source, indent)
    } else {
      write("\(indent)  \(key): {from: \(from)}")
    }
  }

  private mutating func writeFlag(_ key: String, _ column: Int, of source: ProfiledSource, _ indent: String) {
    let name = source.sample.names[column]
    let values = (source.sample.statistics[column].common.sorted ?? []).map {
      String(decoding: $0.value, as: UTF8.self)
    }
    let (yes, no): (Set<String>, Set<String>) = (
      ["true", "t", "1", "yes", "y", "on"], ["false", "f", "0", "no", "n", "off"]
    )
    let plain = Set(["true", "t", "1", "false", "f", "0"])
    if values.allSatisfy({ plain.contains($0.lowercased()) }), !ChatField.isOpposite(name) {
      return write("\(indent)  \(key): {from: \(quoted(name))}")
    }
    var positive = values.filter { yes.contains($0.lowercased()) || $0.lowercased() == "public" }
    var negative = values.filter {
      no.contains($0.lowercased()) || ["private", "internal"].contains($0.lowercased())
    }
    write("\(indent)  \(key):")
    write("\(indent)    from: \(quoted(name))")
    let isWord = positive.contains { $0.lowercased() == "public" } || negative.contains { $0.count > 5 }
    if ChatField.isOpposite(name), !isWord {
      swap(&positive, &negative)
      decide(
        "the name says the opposite of public, so its words are swapped; see that this is right",
        indent: indent + "    ")
    }
    if positive.count + negative.count == values.count, !positive.isEmpty || !negative.isEmpty {
      if !positive.isEmpty { write("\(indent)    true: [\(positive.map(quoted).joined(separator: ", "))]") }
      if !negative.isEmpty { write("\(indent)    false: [\(negative.map(quoted).joined(separator: ", "))]") }
    } else {
      decide(
        "which of its \(values.count) words mean a public comment",
        ["true: [\(values.map(quoted).joined(separator: ", "))]"],
        indent: indent + "    ")
    }
  }

  /// Columns of the chat that are not mapped, as custom fields in comments: those that are constant in a
  /// conversation under the tickets.
  private mutating func writeUnmapped(_ record: String, _ chat: ProfiledSource, _ indent: String) {
    let mapped = Set(chat.fields.values)
    let evidence = Evidence(sample: chat.sample, columns: chat.fields)
    for column in chat.sample.names.indices where !mapped.contains(column) {
      let isOfTicket = chat.fields[.ticketID].map { chat.sample.isConstant(column, within: $0) } ?? false
      guard record == (isOfTicket ? "tickets" : "comments") else { continue }
      let name = chat.sample.names[column]
      write("\(indent)# not mapped: \(quoted(name)): \(evidence.words(for: column, nil))")
    }
  }

  private mutating func writeOther(
    _ source: ProfiledSource, _ name: String, _ fields: [(key: String, names: [String])]
  ) {
    write("    - source: \(name)")
    write("      fields:")
    let evidence = Evidence(sample: source.sample, columns: [:])
    for field in fields {
      let column = field.names.lazy.compactMap { source.column($0) }.first
      guard let column else {
        decide("no column was found for \(field.key)", ["\(field.key): {from: …}"], indent: "        ")
        continue
      }
      write("        # from \(quoted(source.sample.names[column])): \(evidence.words(for: column, nil))")
      writeField(
        field.key, column, of: source, isTime: field.key == "created_at", isPublic: field.key == "public",
        "      ")
    }
    decide(
      "ids of two systems may be the same numbers; if they are, move these out of the way",
      ["ids: {offset: 1000000000}"], indent: "      ")
  }
}
