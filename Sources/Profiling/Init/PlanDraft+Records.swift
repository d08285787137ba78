import Plan

extension PlanDraft {
  mutating func writeRecords(_ sources: DraftSources) {
    write("records:")
    if let chat = sources.named(.chat).first?.source {
      writeRecords(of: chat, beside: sources)
    } else {
      writeLists(sources)
    }
    if let organizations = sources.named(.organizations).first { writeOrganizations(organizations.source) }
  }

  /// A chat, and the tickets and comments of the ticketing tool beside it.
  private mutating func writeRecords(of chat: ProfiledSource, beside sources: DraftSources) {
    let (tickets, comments) = (sources.named(.tickets), sources.named(.comments))
    writeChat("comments", chat, id: .commentID, isList: !comments.isEmpty)
    for comment in comments { writeItem(comment, isBesideChat: true) }
    writeChat("tickets", chat, id: .ticketID, isList: !tickets.isEmpty)
    for ticket in tickets { writeItem(ticket, isBesideChat: true) }
    writeChat("users", chat, id: .authorID, isList: false)
  }

  private mutating func writeChat(_ record: String, _ chat: ProfiledSource, id: DraftField, isList: Bool) {
    write("  \(record):")
    if isList { write("    - source: chat") }
    let indent = isList ? "      " : "    "
    if chat.hasTextIDs(id) { writeTextIDs(record == "users" ? "people" : record, indent) }
    write("\(indent)fields:")
    let fields = DraftField.all(of: .chat).filter { $0.chatRecord == record }
    writeFields(fields, of: chat, indent: indent + "  ")
    let unmapped = chat.unmapped.filter { column in
      let isOfTicket = chat.fields[.ticketID].map { chat.sample.isConstant(column, within: $0) } ?? false
      return record == (isOfTicket ? "tickets" : "comments")
    }
    writeUnmapped(unmapped, of: chat, called: "the chat", indent: indent + "  ")
  }

  /// People, tickets and comments, of which one row is one record.
  private mutating func writeLists(_ sources: DraftSources) {
    let (users, comments) = (sources.named(.users), sources.named(.comments))
    write("  users:")
    let haveTextIDs = users.contains { $0.source.hasTextIDs(.userID) }
    for user in users { writeItem(user, textIDs: haveTextIDs ? "people" : nil) }
    decideSharedIDs(
      users, .userID,
      "where these are different people, keep them apart in each list and in each reference to it",
      users.map { "id: {template: \"\($0.name):{\(column(.userID, of: $0.source))}\"}" } + [
        "ids: {text: people}"
      ])
    write("  tickets:")
    for ticket in sources.named(.tickets) {
      writeItem(ticket, textIDs: ticket.source.hasTextIDs(.ticketID) ? "tickets" : nil)
    }
    write("  comments:")
    for comment in comments {
      writeItem(comment, textIDs: comment.source.hasTextIDs(.commentID) ? comment.name : nil)
    }
    decideSharedIDs(
      comments, .commentID, "where these are different comments, move those of one source out of the way",
      ["ids: {offset: 1000000000}"])
    if let tickets = sources.named(.tickets).first { decideDescription(tickets) }
  }

  private func column(_ field: DraftField, of source: ProfiledSource) -> String {
    source.fields[field].map { source.sample.names[$0] } ?? field.key(in: source.role)
  }

  /// A mapping of a source in a list of them.
  private mutating func writeItem(
    _ named: (name: String, source: ProfiledSource), textIDs: String? = nil, isBesideChat: Bool = false
  ) {
    let source = named.source
    write("    - source: \(quoted(named.name))")
    if let textIDs { writeTextIDs(textIDs, "      ") }
    write("      fields:")
    writeFields(DraftField.all(of: source.role), of: source, indent: "        ")
    writeUnmapped(source.unmapped, of: source, called: named.name, indent: "        ")
    guard isBesideChat else { return }
    decide(
      "ids of two systems may be the same numbers; if they are, move these out of the way",
      ["ids: {offset: 1000000000}"], indent: "      ")
  }

  private mutating func writeTextIDs(_ name: String, _ indent: String) {
    write("\(indent)# the ids are texts: each gets a number, which depends on the text alone")
    write("\(indent)ids: {text: \(quoted(name))}")
  }

  /// Ids that are in two sources of the same records are those of one record, unless the plan says otherwise.
  private mutating func decideSharedIDs(
    _ all: [(name: String, source: ProfiledSource)], _ field: DraftField, _ remedy: String, _ lines: [String]
  ) {
    for (index, second) in all.enumerated() {
      for first in all[..<index] {
        guard let one = first.source.fields[field], let other = second.source.fields[field] else { continue }
        let shared = first.source.sample.shared(one, with: second.source.sample, other)
        guard shared > 0 else { continue }
        let ids = shared == 1 ? "1 id is" : "\(grouped(shared)) ids are"
        decide("\(ids) in \(first.name) and in \(second.name); \(remedy)", lines, indent: "    ")
      }
    }
  }

  /// In some helpdesks the description of a ticket is its first comment, in others it is among the comments as well.
  private mutating func decideDescription(_ tickets: (name: String, source: ProfiledSource)) {
    let source = tickets.source
    guard let description = source.column("description", "descriptionhtml", "descriptiontext", "sourcebody")
    else {
      return
    }
    let id = quoted(column(.ticketID, of: source))
    let body = quoted(source.sample.names[description])
    let ids = source.hasTextIDs(.ticketID) ? "{text: descriptions}" : "{offset: 1000000000000}"
    decide(
      "\(body) of a ticket may be its first comment; if it is not among the comments, add this mapping",
      [
        "- source: \(quoted(tickets.name))", "  ids: \(ids)",
        "  fields: {id: \(id), ticket_id: \(id), author_id: \(quoted(column(.requesterID, of: source))), "
          + "public: {value: true}, created_at: \(quoted(column(.ticketCreatedAt, of: source))), html_body: \(body)}",
      ], indent: "    ")
  }

  private mutating func writeOrganizations(_ source: ProfiledSource) {
    guard let id = source.column("id"), let name = source.column("name") else { return }
    write("  organizations:")
    write("    source: organizations")
    write("    key: \(quoted(source.sample.names[id]))")
    if !source.sample.isMostly(id, { $0 == .integer }) { writeTextIDs("organizations", "    ") }
    write("    fields:")
    write("      name: {from: \(quoted(source.sample.names[name]))}")
    let unmapped = source.unmapped.filter { $0 != id && $0 != name }
    writeUnmapped(unmapped, of: source, called: "organizations", indent: "      ")
  }
}
