import Plan

/// What the values of a sample say against a column whose name says that it is a field; counts, without a value.
struct Objections {
  let sample: Sample
  let role: ProfiledSource.Role
  /// The columns found so far.
  let columns: [DraftField: Int]

  /// - Returns: nothing where the values fit.
  func objections(to column: Int, as field: DraftField) -> [String] {
    let isFilled = sample.statistics[column].values > 0
    switch field {
    case .name, .email:
      guard isFilled else { return [] }
    default:
      guard isFilled else { return ["it is never filled in \(grouped(sample.records)) records"] }
    }
    switch field {
    case .commentID, .ticketID, .authorID, .requesterID, .userID: return ofID(column, field)
    case .commentCreatedAt, .ticketCreatedAt: return ofTime(column, field)
    case .isPublic: return ofFlag(column)
    case .email:
      let emails = sample.count(column) { $0 == .email }
      return emails * 2 > sample.statistics[column].values ? [] : [forms("e-mails", column)]
    case .name:
      return isAny(column, of: [.integer, .boolean, .html, .json]) ? [forms("names", column)] : []
    case .body:
      return isAny(column, of: [.integer, .boolean, .email, .json]) ? [forms("texts", column)] : []
    }
  }

  private func ofID(_ column: Int, _ field: DraftField) -> [String] {
    guard sample.isMostly(column, { $0 == .integer }) || isTextID(column) else {
      return [forms("ids", column)]
    }
    if field.isOwnID(in: role) { return ofOwnID(column) }
    return field == .requesterID && role == .chat ? ofTicket(column) : []
  }

  /// An id repeats where records are repeated whole, by stages that overlap; not for different ones.
  private func ofOwnID(_ column: Int) -> [String] {
    let distinct = sample.distinct(column)
    guard distinct * 10 < sample.records * 6 else { return [] }
    let isShared = sample.names.indices.contains { other in
      let (constant, all) = sample.groups(of: column, constantIn: other)
      return constant * 2 < all
    }
    let values = distinct == 1 ? "1 value" : "\(grouped(distinct)) distinct values"
    return isShared ? ["it has only \(values) in \(grouped(sample.records)) different records"] : []
  }

  /// UUIDs and the like, in a column that is called an id; one that is called an author may have names.
  private func isTextID(_ column: Int) -> Bool {
    let name = ColumnNames.folded(sample.names[column])
    let texts = sample.statistics[column].texts
    let hasSpaces = [texts.least ?? [], texts.greatest].contains { $0.contains(where: isSpace) }
    return !hasSpaces && ["id", "key"].contains { name.hasSuffix($0) } && sample.meanLength(column) <= 64
      && sample.isMostly(column) { [.text, .integer, .scientific].contains($0) }
  }

  private func ofTime(_ column: Int, _ field: DraftField) -> [String] {
    guard sample.isTime(column) else { return [forms("times", column)] }
    guard role == .chat else { return [] }
    if field == .ticketCreatedAt { return ofTicket(column) }
    guard let ticket = columns[.ticketID] else { return [] }
    let (constant, all) = sample.groups(of: ticket, constantIn: column)
    return all > 1 && constant == all
      ? [
        "it is constant in \(grouped(all)) of \(grouped(all)) conversations with several rows, as the time of a ticket"
      ]
      : []
  }

  /// What is of the ticket is the same in all rows of a conversation.
  private func ofTicket(_ column: Int) -> [String] {
    guard let ticket = columns[.ticketID], ticket != column else { return [] }
    let (constant, all) = sample.groups(of: ticket, constantIn: column)
    return constant * 100 >= all * 90
      ? [] : ["it changes in \(grouped(all - constant)) of \(grouped(all)) conversations with several rows"]
  }

  private func ofFlag(_ column: Int) -> [String] {
    let distinct = sample.distinct(column)
    let isWord = sample.meanLength(column) <= 24 && distinct <= CommonValues.limit
    let numbers = sample.count(column) { $0 == .integer }
    let isNumber =
      numbers > 0
      && sample.statistics[column].integers.map { $0 != 0...1 && $0 != 0...0 && $0 != 1...1 } ?? true
    return isWord && !isNumber && !sample.isTime(column)
      ? [] : ["\(forms("words for public and private", column)), \(grouped(distinct)) distinct"]
  }

  private func isAny(_ column: Int, of forms: [ValueForm]) -> Bool {
    sample.isTime(column) || sample.isMostly(column) { forms.contains($0) }
  }

  private func forms(_ wanted: String, _ column: Int) -> String {
    "its values are not \(wanted) but \(Evidence(sample: sample, columns: [:]).forms(of: column))"
  }
}
