/// One row of the mapping matrix, in words: where a field of the archive comes from, and what becomes of its
/// values.
package struct MatrixRow: Sendable, Equatable {
  /// `comments`, `tickets`, `users`, `organizations`
  package var record: String
  /// The key in the archive's object.
  package var field: String
  /// The source's name.
  package var source: String
  /// The export's column.
  package var from: String
  package var type: String
  /// What stands for null; `—` for nothing.
  package var defaultValue: String
  /// What is done with a value on its way: `map: open→new; time zone Europe/Berlin`.
  package var transformation: String
  /// What a value must be: `required; 64-bit integer`.
  package var validation: String

  package init(
    record: String, field: String, source: String, from: String, type: String, defaultValue: String,
    transformation: String, validation: String
  ) {
    self.record = record
    self.field = field
    self.source = source
    self.from = from
    self.type = type
    self.defaultValue = defaultValue
    self.transformation = transformation
    self.validation = validation
  }
}

extension Plan {
  /// Every field that is read, defaults included: comments, tickets, users, organizations, each source in
  /// turn.
  package var matrix: [MatrixRow] {
    commentRows + ticketRows + userRows + organizationRows
  }

  private var commentRows: [MatrixRow] {
    var rows = [columns.commentID, columns.ticketID].map { MatrixRow("comments", $0, of: chat) }
    rows.append(MatrixRow("comments", columns.authorID, of: chat, also: [Self.person]))
    rows += [columns.isPublic, columns.commentCreatedAt, columns.body].map {
      MatrixRow("comments", $0, of: chat)
    }
    rows += columns.commentFields.map { further($0, "comments", of: chat) }
    guard let map = ticketingRecords?.comments, let tickets = ticketingRecords?.tickets else { return rows }
    rows.append(MatrixRow("comments", map.id, of: map.source, also: [map.ids.words]))
    rows.append(MatrixRow("comments", map.ticketID, of: map.source, also: [tickets.ids.words]))
    rows.append(MatrixRow("comments", map.authorID, of: map.source, must: [Self.known]))
    rows += [map.isPublic, map.createdAt, map.body].map { MatrixRow("comments", $0, of: map.source) }
    return rows + map.fields.map { MatrixRow("comments", $0, of: map.source) }
  }

  private var ticketRows: [MatrixRow] {
    var id = columns.ticketID
    id.field = "id"
    var rows = [
      MatrixRow("tickets", id, of: chat),
      MatrixRow("tickets", columns.requesterID, of: chat, also: [Self.person]),
      MatrixRow("tickets", columns.ticketCreatedAt, of: chat),
    ]
    rows += columns.ticketFields.map { further($0, "tickets", of: chat) }
    guard let map = ticketingRecords?.tickets else { return rows }
    rows.append(MatrixRow("tickets", map.id, of: map.source, also: [map.ids.words]))
    rows.append(MatrixRow("tickets", map.requesterID, of: map.source, must: [Self.known]))
    rows.append(MatrixRow("tickets", map.createdAt, of: map.source))
    return rows + map.fields.map { MatrixRow("tickets", $0, of: map.source) }
  }

  private var userRows: [MatrixRow] {
    var id = columns.authorID
    (id.field, id.from) = ("id", "\(columns.authorID.from), \(columns.requesterID.from)")
    var rows = [
      MatrixRow("users", id, of: chat, also: [Self.person]), MatrixRow("users", columns.name, of: chat),
      MatrixRow("users", columns.email, of: chat),
    ]
    rows += columns.userFields.map { further($0, "users", of: chat) }
    guard let ticketing else { return rows }
    let wins = "the id of the chat person of this e-mail"
    let matches = "matches people, trimmed and in lower case"
    return rows + [
      MatrixRow("users", columns.ticketingID, of: ticketing, also: [wins]),
      MatrixRow("users", columns.ticketingEmail, of: ticketing, also: [matches]),
    ]
  }

  private var organizationRows: [MatrixRow] {
    guard let organizations else { return [] }
    return ([organizations.id] + organizations.fields).map {
      MatrixRow("organizations", $0, of: organizations.source)
    }
  }

  private func further(_ column: ColumnPlan, _ record: String, of source: Source) -> MatrixRow {
    MatrixRow(record, column, of: source, also: column.type == .userReference ? [Self.person] : [])
  }

  private static let person = "the person's id"
  private static let known = "an id of the ticketing users"
}

extension MatrixRow {
  /// - Parameters:
  ///   - also: what else is done with a value.
  ///   - must: what else it must be.
  fileprivate init(
    _ record: String, _ column: ColumnPlan, of source: Source, also: [String?] = [], must: [String] = []
  ) {
    let steps = [column.map?.words, column.reading] + also
    let transformation = steps.compactMap(\.self).joined(separator: "; ")
    self.init(
      record: record, field: column.field, source: source.name, from: column.from, type: column.type.rawValue,
      defaultValue: column.defaultText ?? "—", transformation: transformation.isEmpty ? "—" : transformation,
      validation: ([column.nullRule, column.valueRule].compactMap(\.self) + must).joined(separator: "; "))
  }
}

extension ColumnPlan {
  /// How a value is read, where that is not what its type says alone.
  fileprivate var reading: String? {
    var parts: [String] = []
    switch format {
    case .rfc3339: break
    case .epochSeconds: parts.append("epoch-seconds")
    case .epochMilliseconds: parts.append("epoch-milliseconds")
    case .epochMicroseconds: parts.append("epoch-microseconds")
    case .pattern(let pattern): parts.append(pattern.text)
    }
    if let timeZone { parts.append("time zone \(timeZone.name)") }
    if let words {
      parts.append("true: \(words.isTrue.joined(separator: ", "))")
      parts.append("false: \(words.isFalse.joined(separator: ", "))")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// What a null means; nil where there can be none, because the default stands for it.
  fileprivate var nullRule: String? {
    let mapsToNull = map.map { $0.entries.contains { $0.to == nil } } ?? false
    if defaultText != nil, !mapsToNull { return nil }
    return switch whenNull {
    case .refuse: "required"
    case .drop: "null leaves the row out"
    case .keep: field == "html_body" ? "null becomes the empty text" : "null is kept"
    }
  }

  /// What a value must be, after its map.
  fileprivate var valueRule: String {
    if let map, map.otherwise == nil {
      return "one of \(MatrixRow.list(map.entries.map(\.from)))"
    }
    return switch type {
    case .integer, .userReference: "64-bit integer"
    case .text, .html, .email: "UTF-8"
    case .boolean: "one of \(MatrixRow.list(flagWords)), in any case"
    case .timestamp: format == .rfc3339 ? "RFC 3339 time" : "time of this format"
    case .json: "JSON"
    }
  }
}

extension ValueMap {
  fileprivate var words: String {
    let pairs = entries.map { "\($0.from)→\($0.to ?? "null")" }
    return "map: \(MatrixRow.list(pairs))\(otherwise.map { ", otherwise \($0)" } ?? "")"
  }
}

extension IDRule {
  fileprivate var words: String? {
    switch self {
    case .same: nil
    case .offset(let number): number < 0 ? "minus \(number.magnitude)" : "plus \(number)"
    case .prefix(let digits): "\(digits) in front"
    }
  }
}

extension MatrixRow {
  /// The most items of a list in a cell.
  private static let mostItems = 8

  /// Items with commas; of a long list the first and their number.
  fileprivate static func list(_ items: [String]) -> String {
    let more = items.count - mostItems
    return items.prefix(mostItems).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
