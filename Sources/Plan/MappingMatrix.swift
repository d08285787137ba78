/// One row of the mapping matrix, in words: where a field of the archive comes from, and what becomes of its
/// values.
package struct MatrixRow: Sendable, Equatable {
  /// The record type or table: `comments`
  package var record: String
  /// The key in the archive's object.
  package var field: String
  /// The source's name.
  package var source: String
  /// The export's column.
  package var from: String
  package var type: String
  /// What replaces null; `—` for nothing.
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
  /// Every field that is read, defaults included: by record types, each source in turn; then the tables.
  package var matrix: [MatrixRow] {
    let others = schema.filter { !$0.isCore }.flatMap { type in recordRows(type) }
    return commentRows + ticketRows + userRows + others + tableRows
  }

  private var commentRows: [MatrixRow] {
    chats.flatMap { chat in
      let (columns, source) = (chat.columns, chat.source)
      let ids = [
        MatrixRow("comments", columns.commentID, of: source, also: [chat.commentIDs.words]),
        MatrixRow("comments", columns.ticketID, of: source, also: [chat.ticketIDs.words]),
        MatrixRow("comments", columns.authorID, of: source, also: [Self.person]),
      ]
      return ids
        + [columns.isPublic, columns.commentCreatedAt, columns.body].map {
          MatrixRow("comments", $0, of: source)
        }
        + columns.commentFields.map { custom($0, "comments", of: source) }
    } + recordRows(.comments)
  }

  private var ticketRows: [MatrixRow] {
    chats.flatMap { chat in
      var id = chat.columns.ticketID
      id.field = "id"
      let core = [
        MatrixRow("tickets", id, of: chat.source, also: [chat.ticketIDs.words]),
        MatrixRow("tickets", chat.columns.requesterID, of: chat.source, also: [Self.person]),
        MatrixRow("tickets", chat.columns.ticketCreatedAt, of: chat.source),
      ]
      return core + chat.columns.ticketFields.map { custom($0, "tickets", of: chat.source) }
    } + recordRows(.tickets)
  }

  private var userRows: [MatrixRow] {
    let chatRows = chats.flatMap { chat in
      var id = chat.columns.authorID
      (id.field, id.from) = ("id", "\(chat.columns.authorID.from), \(chat.columns.requesterID.from)")
      let core = [
        MatrixRow("users", id, of: chat.source, also: [chat.userIDs.words, Self.person]),
        MatrixRow("users", chat.columns.name, of: chat.source),
        MatrixRow("users", chat.columns.email, of: chat.source),
      ]
      return core + chat.columns.userFields.map { custom($0, "users", of: chat.source) }
    }
    let rows = chatRows + recordRows(.users)
    guard let ticketing else { return rows }
    let wins = "the id of the chat person of this e-mail"
    let matches = "matches people, trimmed and in lower case"
    return rows + [
      MatrixRow("users", ticketing.id, of: ticketing.source, also: [wins]),
      MatrixRow("users", ticketing.email, of: ticketing.source, also: [matches]),
    ]
  }

  /// The rows of the sources of which one row is one record.
  private func recordRows(_ type: RecordType) -> [MatrixRow] {
    recordMaps(type).flatMap { map in
      map.columns.enumerated().map { index, column in
        let isCore = index < map.type.fields.count
        let ids =
          index == 0 ? map.ids : isCore && column.field == "ticket_id" ? recordMap(.tickets)?.ids : nil
        let isPerson = column.type == .user || type == .users && index == 0
        let must = isCore && column.type == .user ? [hasLists ? Self.listed : Self.known] : []
        return MatrixRow(
          type.name, column, of: map.source, also: [ids?.words, isPerson && hasLists ? Self.person : nil],
          must: must)
      }
    }
  }

  private var tableRows: [MatrixRow] {
    tables.flatMap { table in table.columns.map { MatrixRow(table.name, $0, of: table.source) } }
  }

  private func custom(_ column: ColumnPlan, _ record: String, of source: Source) -> MatrixRow {
    MatrixRow(record, column, of: source, also: column.type == .user ? [Self.person] : [])
  }

  private static let person = "the person's id"
  private static let known = "an id of the ticketing users"
  private static let listed = "an id of the lists of people"
}

extension MatrixRow {
  /// - Parameters:
  ///   - also: what else is done with a value.
  ///   - must: what else it must be.
  fileprivate init(
    _ record: String, _ column: ColumnPlan, of source: Source, also: [String?] = [], must: [String] = []
  ) {
    let steps =
      [
        column.nullSteps, column.extract.map { "extract: \($0)" },
        column.isConstant ? nil : column.map?.words,
        column.cut.map { "cut: \($0) characters" }, column.loss.map { "loss: \($0.reason) (\($0.owner))" },
        column.reading,
      ] + also
    let transformation = steps.compactMap(\.self).joined(separator: "; ")
    self.init(
      record: record, field: column.field, source: source.name, from: column.origin,
      type: column.type.rawValue,
      defaultValue: column.isConstant ? "—" : column.defaultText.map { $0.isEmpty ? "null" : $0 } ?? "—",
      transformation: transformation.isEmpty ? "—" : transformation,
      validation: ([column.nullRule, column.valueRule].compactMap(\.self) + must).joined(separator: "; "))
  }
}

extension ColumnPlan {
  fileprivate var nullSteps: String? {
    guard let nullWords, !nullWords.isEmpty else { return nil }
    return "null: \(MatrixRow.list(nullWords))"
  }

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

  /// What a null means; nil where there can be none, because the default replaces it.
  fileprivate var nullRule: String? {
    let mapsToNull =
      map.map { $0.otherwise == .null || $0.entries.contains { $0.to?.isEmpty ?? true } } ?? false
    if defaultText?.isEmpty == false, !mapsToNull { return nil }
    return switch whenNull {
    case .refuse: "required"
    case .drop: "a row with null is dropped"
    case .keep: field == "html_body" ? "null becomes the empty text" : "null is kept"
    }
  }

  /// What a value must be, after its map.
  fileprivate var valueRule: String {
    if let map, map.otherwise == .refuse {
      return "one of \(MatrixRow.list(map.entries.map(\.from)))"
    }
    return switch type {
    case .integer, .reference: "64-bit integer"
    case .number: "number"
    case .text, .html, .email: "UTF-8"
    case .boolean: "one of \(MatrixRow.list(flagWords)), in any case"
    case .timestamp: format == .rfc3339 ? "RFC 3339 time" : "time of this format"
    case .json: "JSON"
    }
  }
}

extension ValueMap {
  fileprivate var words: String {
    let pairs = entries.map { "\($0.from)→\($0.to.map { $0.isEmpty ? "null" : $0 } ?? "null")" }
    let others =
      switch otherwise {
      case .refuse: ""
      case .keep: ", any other as it is"
      case .null, .text(""): ", otherwise null"
      case .text(let text): ", otherwise \(text)"
      }
    return "map: \(MatrixRow.list(pairs))\(others)"
  }
}

extension IDRule {
  fileprivate var words: String? {
    switch self {
    case .same: nil
    case .offset(let number): number < 0 ? "minus \(number.magnitude)" : "plus \(number)"
    case .prefix(let digits): "\(digits) in front"
    case .text(let name): "numbered as texts of \(quote(name))"
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
