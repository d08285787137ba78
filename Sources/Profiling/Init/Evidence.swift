import Plan

/// Why a column was taken for a field: counts of the sample, in words, without a value.
struct Evidence {
  let sample: Sample
  let columns: [DraftField: Int]

  /// `integers, 20,000 of 20,000; 16,803 distinct`
  func words(for column: Int, _ field: DraftField?) -> String {
    var parts = [forms(of: column)]
    if let field { parts += relations(of: column, field) }
    return parts.joined(separator: "; ")
  }

  func forms(of column: Int) -> String {
    let statistics = Statistics(sample, column)
    guard statistics.values > 0 else { return "never filled in \(grouped(sample.records)) records" }
    let forms = ValueForm.allCases.map { (form: $0, count: sample.statistics[column][$0].count) }
      .filter { $0.count > 0 }.sorted { $0.count > $1.count }.prefix(3)
    let words = forms.map { "\($0.form.words) \(grouped($0.count))" }.joined(separator: ", ")
    let nulls = statistics.nulls > 0 ? ", null \(grouped(statistics.nulls))" : ""
    return "\(words)\(nulls) of \(grouped(sample.records))"
  }

  private func relations(of column: Int, _ field: DraftField) -> [String] {
    switch field {
    case .commentID, .ticketID, .userID: ["\(grouped(sample.distinct(column))) distinct"]
    case .requesterID, .ticketCreatedAt, .commentCreatedAt: constancy(column, .ticketID, "conversations")
    case .authorID:
      ["\(grouped(sample.distinct(column))) distinct"] + constancy(column, .ticketID, "conversations")
    case .name, .email: constancy(column, .authorID, "authors")
    case .isPublic: ["\(sample.distinct(column)) distinct"]
    case .body: ["\(sample.meanLength(column)) bytes on average"]
    }
  }

  private func constancy(_ column: Int, _ key: DraftField, _ noun: String) -> [String] {
    guard let group = columns[key], group != column else { return [] }
    let (constant, all) = sample.groups(of: group, constantIn: column)
    return all == 0 ? [] : ["constant in \(grouped(constant)) of \(grouped(all)) \(noun) with several rows"]
  }

  /// What the counters of a column say, without borrowing them.
  private struct Statistics {
    var values: Int
    var nulls: Int

    init(_ sample: Sample, _ column: Int) {
      values = sample.statistics[column].values
      nulls = sample.statistics[column].nulls
    }
  }
}
