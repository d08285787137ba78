import Plan

extension JudgedExports {
  /// What keeps the sheet of decisions from being followed, in sentences: its mistakes, decisions that fit no conflict, and
  /// conflicts that nobody has decided, where the plan does not decide them either.
  var undecided: [String] {
    let sheet = decisions.sheet
    var sentences = sheet.mistakes
    for name in sheet.order {
      guard let conflict = sheet.conflicts[name], let first = conflict.rows.first else { continue }
      func place(_ row: DecisionSheet.Row) -> String { "\(sheet.name):\(row.line): \(conflict.name.words): " }
      if let kept = conflict.kept {
        if let reason = misfit(of: conflict) { sentences.append(place(kept) + reason) }
      } else if plan.conflicts == .refuse, conflict.isOpen, misfit(of: conflict) == nil {
        sentences.append(place(first) + "nobody has decided; write yes under 'keep' on the side that counts")
      }
    }
    return sentences
  }

  /// Why a decision fits no conflict of the exports; nil where it does.
  func misfit(of conflict: DecisionSheet.Conflict) -> String? {
    let name = conflict.name
    let remedy = "run 'deskaudit decide' again"
    guard let claim = decisions.claims[name.text] else {
      let isKnown = decisions.known.contains("\(name.record):\(name.key)")
      return isKnown
        ? "the decision does not fit, because its rows have changed since; \(remedy), and decide anew"
        : "the decision fits no conflict of the exports; \(remedy), or remove its rows"
    }
    guard isConflict(claim) else {
      return "the decision fits no conflict, because its rows agree by now; \(remedy), or remove its rows"
    }
    return decisions.strangers.contains(name.text)
      ? "no row has the side that is kept; \(remedy), and copy the decision" : nil
  }

  private func isConflict(_ claim: Decisions.Claim) -> Bool {
    switch claim {
    case .email(let chatID): judgement.emailConflicts.all.contains(chatID)
    case .ticketingID(let key): judgement.ticketingConflicts.all.contains(key)
    case .comment(let first): judgement.commentConflicts.all.contains(first)
    case .ticket(let number): judgement.ticketConflicts.all.contains(number)
    case .record(let type, let first): records[type]?.judgement.contradictory.contains(first) ?? false
    }
  }
}

extension DecisionSheet.Conflict {
  /// Whether nobody has said anything: its rows have no mistake either.
  var isOpen: Bool { kept == nil && rows.allSatisfy { SheetText.keep($0[.keep]) == false } }
}
