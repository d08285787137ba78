import Plan

/// What is not there to be judged: an input that is missing or can't be read, an archive that is damaged, a stage.
extension CauseSearch {
  mutating func addInputs() {
    addDamage()
    addUnreadable()
    addStages()
  }

  /// A damaged archive: whatever is missing may have been in the rest of it.
  private mutating func addDamage() {
    guard facts.archiveTrouble == nil, !facts.archive.summary.isComplete,
      let first = facts.archive.streamProblems.first
    else { return }
    let notChecked = judged.filter {
      $0.result.outcome == .notChecked && $0.rule.check.inputs(facts.plan).contains(.archive)
    }
    // Of several deliveries, the last entry of all, and what comes after all of them, say nothing of the damaged one.
    let isOne = !facts.archive.deliveries.areSeveral
    let last = isOne ? facts.archive.members.last?.name : nil
    var claim = Claim(
      .damagedArchive,
      "the archive is damaged: \(first.message)"
        + (last.map { "; the last entry that could be read is \($0)" } ?? "")
        + (notChecked.isEmpty
          ? "" : "; \(counted(notChecked.count, "rule")) \(verb(notChecked.count, "is", "are")) not checked"),
      remedy: "Transfer or write the archive again, and verify it before anything else is judged.",
      archive: ArchivePlace(member: first.member, offset: Int(clamping: first.offset)))
    for rule in failed(StreamCheck.self) { claim.violations[rule.result.id] = rule.result.violations }
    claim.notChecked = notChecked.map(\.result.id)
    for record in facts.records where isOne {
      let what = Wrong(.missing, record.type)
      let missing = all(what)
      guard !missing.isEmpty, let tail = MissingRuns(facts, record, missing).tail else { continue }
      claim.rows[what] = RowSet(tail)
    }
    add(claim)
  }

  /// Inputs without which several rules, or all, could not be checked.
  private mutating func addUnreadable() {
    let trouble =
      [facts.archiveTrouble].compactMap(\.self)
      + facts.feeds.all.compactMap(\.trouble)
      + facts.feeds.all.filter { $0.trouble == nil && $0.acceptedCount == 0 && !$0.source.mayBeEmpty }
      .map { "\($0.name) has no accepted row; check the export" }
    var told = Set<String>()
    for sentence in trouble where told.insert(sentence).inserted {
      let rules = judged.filter { $0.result.outcome == .notChecked && $0.result.summary == sentence }
      guard !rules.isEmpty else { continue }
      var claim = Claim(
        .missingInput,
        "\(sentence); \(counted(rules.count, "rule")) \(verb(rules.count, "is", "are")) not checked",
        remedy: "Provide the input, or correct its path in the plan, and verify again.")
      claim.notChecked = rules.map(\.result.id)
      add(claim)
    }
  }

  /// Stages that the plan declares and that no file has.
  private mutating func addStages() {
    for rule in failed(StageCheck.self) {
      let problems = facts.feeds.sources.flatMap { source in
        (source.stageProblems ?? []).map { "\(source.name): \($0)" }
      }
      guard let first = problems.first else { continue }
      let more = problems.count - 1
      var claim = Claim(
        .lostStage,
        "a stage of an export is missing: \(first)\(more > 0 ? ", and \(grouped(more)) more" : "")",
        remedy: "Export the stage again, or correct 'stages' in the plan; what it holds was not judged.")
      claim.violations[rule.result.id] = rule.result.violations
      add(claim)
    }
  }
}
