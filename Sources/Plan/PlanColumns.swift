/// A field of the mapping: the key it is declared under, and what may be declared beside `from`.
private struct Field: Sendable {
  var name: String
  var column: any WritableKeyPath<ChatColumns, ColumnPlan> & Sendable
  var whenNull: [WhenNull] = [.refuse, .drop]
  var hasTimeZone = false

  var keys: [String] {
    ["from"] + (whenNull.isEmpty ? [] : ["when-null"]) + (hasTimeZone ? ["time-zone"] : [])
  }

  static let comments = [
    Field(name: "id", column: \.commentID),
    Field(name: "ticket_id", column: \.ticketID),
    Field(name: "author_id", column: \.authorID),
    Field(name: "public", column: \.isPublic),
    Field(name: "created_at", column: \.commentCreatedAt, hasTimeZone: true),
    Field(name: "html_body", column: \.body, whenNull: [.keep, .drop]),
  ]
  static let tickets = [
    Field(name: "requester_id", column: \.requesterID),
    Field(name: "created_at", column: \.ticketCreatedAt, hasTimeZone: true),
  ]
  /// A null name or e-mail is always kept: it is part of the person.
  static let users = [
    Field(name: "name", column: \.name, whenNull: []),
    Field(name: "email", column: \.email, whenNull: []),
  ]
}

extension PlanReader {
  /// Reads `records:` and the columns of the ticketing users.
  mutating func columns(of plan: PlanSection, sources: PlanSources) -> ChatColumns {
    var columns = ChatColumns()
    var mapped: [Mapped] = []
    let records = section(plan["records"], keys: ["comments", "tickets", "users"])
    let grammar = [("comments", Field.comments), ("tickets", Field.tickets), ("users", Field.users)]
    for (record, fields) in grammar {
      let declared = section(records?[record], keys: ["fields"])
      let given = section(declared?["fields"], keys: fields.map(\.name))
      for field in fields {
        let value = given?[field.name]
        if let value { read(value, as: field, into: &columns[keyPath: field.column]) }
        let column = columns[keyPath: field.column].from
        mapped.append(Mapped(field: "\(record).\(field.name)", column: column, line: value?.line))
      }
    }
    reportSharedColumns(mapped)
    if let given = sources.ticketingColumns { read(given, into: &columns) }
    return columns
  }

  private mutating func read(_ value: PlanValue, as field: Field, into column: inout ColumnPlan) {
    guard let section = section(value, keys: field.keys) else { return }
    column.from = text(section["from"])?.value ?? column.from
    column.whenNull = choice(section["when-null"], among: field.whenNull) ?? column.whenNull
    if let zone = text(section["time-zone"]) {
      column.timeZone = minutes(eastOfUTC: zone.value).map { ZonePlan(name: zone.value, minutesEast: $0) }
      if column.timeZone == nil {
        report(
          "expected UTC or an offset such as \"+02:00\" for '\(section.path(of: "time-zone"))', found "
            + "text \(quote(zone.value))", line: zone.line)
      }
    }
  }

  private mutating func read(_ section: PlanSection, into columns: inout ChatColumns) {
    let id = text(section["id"])
    let email = text(section["email"])
    columns.ticketingID.from = id?.value ?? columns.ticketingID.from
    columns.ticketingEmail.from = email?.value ?? columns.ticketingEmail.from
    reportSharedColumns([
      Mapped(field: section.path(of: "id"), column: columns.ticketingID.from, line: id?.line),
      Mapped(field: section.path(of: "email"), column: columns.ticketingEmail.from, line: email?.line),
    ])
  }

  /// A field and the column that it comes from; the line is nil where that is the default.
  private struct Mapped {
    var field: String
    var column: String
    var line: Int?
  }

  private mutating func reportSharedColumns(_ fields: [Mapped]) {
    for (index, field) in fields.enumerated() {
      let twin = fields[..<index].first { $0.column.utf8.elementsEqual(field.column.utf8) }
      guard let twin, let line = [twin.line, field.line].compactMap(\.self).max() else { continue }
      report(
        "the column \(quote(field.column)) is mapped to both '\(twin.field)' and '\(field.field)'; "
          + "each field has a column of its own", line: line)
    }
  }

  /// `UTC`, or RFC 3339's `±hh:mm`.
  private func minutes(eastOfUTC text: String) -> Int? {
    if text == "UTC" { return 0 }
    let bytes = Array(text.utf8)
    guard bytes.count == 6, bytes[3] == UInt8(ascii: ":") else { return nil }
    let digits = [bytes[1], bytes[2], bytes[4], bytes[5]].map { Int($0) - Int(UInt8(ascii: "0")) }
    let hours = digits[0] * 10 + digits[1]
    let minutes = digits[2] * 10 + digits[3]
    guard digits.allSatisfy({ (0...9).contains($0) }), hours <= 23, minutes <= 59 else { return nil }
    switch bytes[0] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }
}
