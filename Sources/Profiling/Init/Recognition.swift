/// Which column of a chat export is what: by their names first, then by their values.
///
/// A guess needs values that fit: an id is an integer, a time a stamp. Among columns that fit, the name
/// counts most, then what a sample shows: a comment's id hardly ever repeats, the requester is constant in a
/// conversation, the author is not, and an e-mail is constant for its author.
struct Recognition {
  private let sample: Sample
  /// The columns found, by field.
  private(set) var columns: [ChatField: Int] = [:]

  init(_ sample: Sample) {
    self.sample = sample
    for field in ChatField.allCases {
      columns[field] =
        sample.names.indices
        .filter { !columns.values.contains($0) && fits($0, field) }
        .map { (column: $0, score: nameScore(of: $0, field) + valueScore(of: $0, field)) }
        .filter { $0.score >= 3 }
        .max { ($0.score, $1.column) < ($1.score, $0.column) }?.column
    }
  }

  /// Whether this is a chat export: who wrote what in which conversation, and most of the rest.
  var isChat: Bool {
    let needed: [ChatField] = [.commentID, .ticketID, .authorID, .body]
    return needed.allSatisfy { columns[$0] != nil } && columns.count >= 7
  }

  private func nameScore(of column: Int, _ field: ChatField) -> Int {
    let folded = ColumnNames.folded(sample.names[column])
    if let rank = field.names.firstIndex(of: folded) { return max(6, 14 - rank) }
    let near = field.names.prefix(4).contains { folded.hasSuffix($0) || folded.hasPrefix($0) }
    return near ? 4 : 0
  }

  /// Whether the values allow a field at all. An empty column fits what may be null.
  private func fits(_ column: Int, _ field: ChatField) -> Bool {
    let isEmpty = sample.statistics[column].values == 0
    switch field {
    case .commentID, .ticketID, .authorID, .requesterID: return sample.isMostly(column) { $0 == .integer }
    case .commentCreatedAt, .ticketCreatedAt: return sample.isTime(column)
    case .isPublic: return (1...2).contains(sample.distinct(column)) && sample.meanLength(column) <= 12
    case .email:
      return isEmpty || sample.count(column) { $0 == .email } * 2 > sample.statistics[column].values
    case .body, .name:
      return isEmpty
        || !sample.isTime(column) && !sample.isMostly(column) { $0 == .integer || $0 == .boolean }
    }
  }

  private func valueScore(of column: Int, _ field: ChatField) -> Int {
    switch field {
    case .email: 5
    case .body: sample.count(column) { $0 == .html } > 0 ? 5 : sample.meanLength(column) > 60 ? 3 : 0
    case .isPublic: sample.isMostly(column) { $0 == .boolean } ? 4 : 0
    case .commentID: sample.distinct(column) * 10 >= sample.records * 6 && !sample.isTime(column) ? 4 : 0
    case .ticketID: ticketScore(column)
    case .authorID: authorScore(column)
    case .requesterID: isConstantInTicket(column) ? 4 : -2
    case .ticketCreatedAt: isConstantInTicket(column) ? 4 : -2
    case .commentCreatedAt: isConstantInTicket(column) ? -2 : 4
    case .name: columns[.authorID].map { sample.isConstant(column, within: $0) } == true ? 3 : 0
    }
  }

  private func isConstantInTicket(_ column: Int) -> Bool {
    columns[.ticketID].map { sample.isConstant(column, within: $0) } ?? false
  }

  /// A conversation has several rows, and a time that is the same in all of them.
  private func ticketScore(_ column: Int) -> Int {
    guard sample.distinct(column) * 2 < sample.records else { return 0 }
    let hasConstantTime = sample.names.indices.contains {
      $0 != column && sample.isTime($0) && sample.isConstant($0, within: column)
    }
    return hasConstantTime ? 4 : 0
  }

  /// An author has one e-mail, and is not the same in all rows of a conversation.
  private func authorScore(_ column: Int) -> Int {
    guard let email = columns[.email], sample.isConstant(email, within: column) else { return 0 }
    return isConstantInTicket(column) ? 0 : 4
  }
}
