extension PlanReader {
  /// The longest text that `cut` may leave, far above what any field holds.
  private static let longestCut: Int64 = 1 << 30

  /// `cut:` and `loss:`. What is cut must be owned; a loss must be of something.
  mutating func readLoss(_ section: PlanSection, by rule: FieldRule, into column: inout ColumnPlan) {
    if let value = section["cut"] {
      column.cut = wholeNumber(value, in: 1...Self.longestCut).map { Int(clamping: $0) }
      if column.type != .text, column.type != .html {
        report(
          "'\(value.name)' is for a text or html, and this field is of type \(column.type.rawValue); leave it out",
          line: value.keyLine)
      }
      if section["loss"] == nil {
        report(
          "'\(value.name)' loses text, and nobody answers for it; add 'loss: {reason: …, owner: …}' beside it",
          line: value.keyLine)
      }
    }
    guard let value = section["loss"] else { return }
    guard let loss = self.section(value, keys: .loss) else { return }
    let (reason, owner) = (text(loss["reason"])?.value, text(loss["owner"])?.value)
    for key in PlanKeys.loss.names where loss[key] == nil {
      report("'\(loss.path(of: key))' is missing; a loss has a reason and an owner", line: value.keyLine)
    }
    guard let reason, let owner else { return }
    column.loss = StatedLoss(reason: reason, owner: owner)
    let isOfRecord = !rule.takesDefault || column.type.isReference || column.type == .email
    guard !isOfRecord else {
      return report(
        "'\(value.name)' can't be of ids and e-mails, which say who or what a record is; leave it out",
        line: value.keyLine)
    }
    if column.cut == nil, section["cut"] == nil, column.map?.sharedTargets.isEmpty ?? true {
      report(
        "'\(value.name)' states a loss where nothing is lost; it needs 'cut', or a 'map' in which several values become one",
        line: value.keyLine)
    }
  }

  /// Reports a mapping with more stated losses than are told apart.
  mutating func reportManyLosses(_ plan: Plan) {
    for columns in plan.chats.map(\.columns.all) + plan.records.map(\.columns) {
      let lossy = columns.filter { $0.loss != nil }
      guard lossy.count > StatedLoss.most, let line = lossy[StatedLoss.most].line else { continue }
      report("one mapping states more than \(StatedLoss.most) losses; state fewer", line: line)
    }
  }
}
