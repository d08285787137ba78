/// What a plan could say of a field whose column is not in the export, or has other ids than numbers: what messages offer.
package struct ColumnRemedies: Sendable, Equatable {
  /// Where the plan names columns; nil where the column has a fixed name.
  package var namedUnder: String? = "records"
  /// What says that no record has a value, or all have one: `'email: {value: null}' under 'records.users.fields'`; nil
  /// where the field can't do without its column.
  package var constant: String?
  /// What says that the ids are texts: `'ids: {text: users}' under 'records.users'`; nil where they can't be.
  package var textIDs: String?
  /// Whether a default may replace a null.
  package var takesDefault = true
  /// Whether rows in which it is null may be dropped.
  package var takesDrop = true

  /// The end of a sentence about a column that is not there; empty where the field can't do without.
  package var instead: String { constant.map { "; where there are none, write \($0) instead" } ?? "" }

  package init(namedUnder: String? = "records") { self.namedUnder = namedUnder }
}

extension Plan {
  /// Gives each column its remedies, once everything else is known of it.
  mutating func completeRemedies() {
    for chat in chats.indices {
      let (comments, tickets, users) = ChatColumns.paths(of: chats[chat].columns)
      for (type, paths) in [(RecordType.comments, comments), (.tickets, tickets), (.users, users)] {
        for path in paths { complete(&chats[chat].columns[keyPath: path], of: type, isOfChat: true) }
      }
    }
    for index in records.indices {
      for column in records[index].columns.indices {
        complete(&records[index].columns[column], of: records[index].type, isOfChat: false)
      }
    }
    // The columns of aliases have fixed names, and without e-mails a list of ticketing users or aliases says nothing.
    ticketing?.email.remedies.takesDefault = false
    ticketing?.id.remedies.takesDrop = false
    var fixed = ColumnRemedies(namedUnder: nil)
    (fixed.takesDefault, fixed.takesDrop) = (false, false)
    aliases?.alias.remedies = fixed
    aliases?.email.remedies = fixed
    for index in tables.indices {
      for column in tables[index].columns.indices {
        tables[index].columns[column].remedies = ColumnRemedies(namedUnder: "tables")
      }
    }
  }

  private func complete(_ column: inout ColumnPlan, of type: RecordType, isOfChat: Bool) {
    let core = type.index(of: column.field).map { type.fields[$0] }
    var remedies = ColumnRemedies()
    remedies.takesDefault = core?.takesDefault ?? true
    remedies.takesDrop = core?.whenNull.contains(.drop) ?? true
    if remedies.takesDefault, let value = column.constantInPlace {
      remedies.constant = "'\(column.field): {value: \(value)}' under 'records.\(type.name).fields'"
    }
    if let named = typeOfIDs(in: column, of: type, isCore: core != nil, isOfChat: isOfChat) {
      remedies.textIDs = "'ids: {text: \(named.name)}' under 'records.\(named.name)'"
    }
    column.remedies = remedies
  }

  /// The record type whose ids a column has, if the plan may say that they are texts.
  private func typeOfIDs(
    in column: ColumnPlan, of type: RecordType, isCore: Bool, isOfChat: Bool
  ) -> RecordType? {
    if case .reference(let singular) = column.type {
      guard let named = schema.first(where: { $0.singular == singular }) else { return nil }
      return isOfChat && named.isCore || recordMap(named) != nil ? named : nil
    }
    guard isCore, column.type == .integer else { return nil }
    switch column.field {
    case "ticket_id": return isOfChat || recordMap(.tickets) != nil ? .tickets : nil
    case "id": return type
    default: return nil
    }
  }
}

extension ColumnPlan {
  /// What `value` could be in place of the column: its default, or null where that is allowed.
  fileprivate var constantInPlace: String? {
    if isConstant { return nil }
    if let text = defaultText, !text.isEmpty { return "'\(text.replacing("'", with: "''"))'" }
    return whenNull == .keep ? "null" : nil
  }
}

extension ChatColumns {
  /// The columns of each record type.
  fileprivate static func paths(
    of columns: ChatColumns
  ) -> (
    comments: [WritableKeyPath<Self, ColumnPlan>], tickets: [WritableKeyPath<Self, ColumnPlan>],
    users: [WritableKeyPath<Self, ColumnPlan>]
  ) {
    (
      [\.commentID, \.ticketID, \.authorID, \.isPublic, \.commentCreatedAt, \.body]
        + columns.commentFields.indices.map { \Self.commentFields[$0] },
      [\.requesterID, \.ticketCreatedAt] + columns.ticketFields.indices.map { \Self.ticketFields[$0] },
      [\.name, \.email] + columns.userFields.indices.map { \Self.userFields[$0] }
    )
  }
}
