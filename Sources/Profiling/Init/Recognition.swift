/// Which column of a file is what, if its records are of one role: by their names alone.
///
/// Values make nothing of a column whose name does not say what it is. They choose among columns of good names, and speak
/// against one whose name is good (`Objections`): then somebody has to decide.
struct Recognition {
  /// A column whose name says, or may say, that it is a field.
  struct Match {
    var column: Int
    /// Whether the name alone is too weak.
    var isWeak = false
    /// What the values say against it, in words.
    var objections: [String] = []

    /// Whether nothing is left to decide.
    var isSure: Bool { !isWeak && objections.isEmpty }
  }

  private let sample: Sample
  private let role: ProfiledSource.Role
  /// The columns of each folded name.
  private let columnsOfName: [String: [Int]]
  private(set) var matches: [DraftField: Match] = [:]

  /// - Parameter ticketID: the column of the ticket around a nested comment, where the records are such comments.
  init(_ sample: Sample, as role: ProfiledSource.Role, ticketID: Int? = nil) {
    self.sample = sample
    self.role = role
    let names = sample.names.map(ColumnNames.folded)
    columnsOfName = Dictionary(grouping: names.indices) { names[$0] }
    if let ticketID { matches[.ticketID] = Match(column: ticketID) }
    let fields = DraftField.all(of: role)
    for field in fields where matches[field] == nil { matches[field] = sure(field) }
    for field in fields where matches[field] == nil { matches[field] = weak(field) }
  }

  /// The columns found, by field.
  var columns: [DraftField: Int] { matches.mapValues(\.column) }

  /// Whether each of the fields was found, by a name that says it.
  func has(_ fields: DraftField...) -> Bool { fields.allSatisfy { matches[$0].map { !$0.isWeak } ?? false } }

  /// Whether the field was found, whatever is left to decide.
  func mayHave(_ field: DraftField) -> Bool { matches[field] != nil }

  /// The likeliest column that no value speaks against, else the likeliest.
  private func sure(_ field: DraftField) -> Match? {
    let all = candidates(FieldNames(field, in: role).sure, field)
    return all.first { $0.objections.isEmpty } ?? all.first
  }

  /// The likeliest column that no value speaks against.
  private func weak(_ field: DraftField) -> Match? {
    var match = candidates(FieldNames(field, in: role).weak, field).first { $0.objections.isEmpty }
    match?.isWeak = true
    return match
  }

  private func candidates(_ wanted: [String], _ field: DraftField) -> [Match] {
    let taken = Set(columns.values)
    let judge = Objections(sample: sample, role: role, columns: columns)
    return wanted.flatMap { name in (columnsOfName[name] ?? []).filter { !taken.contains($0) } }
      .map { Match(column: $0, objections: judge.objections(to: $0, as: field)) }
  }
}
