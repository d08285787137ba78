/// How much harm a failure does, the worst first: reports put causes and failed rules in this order.
///
/// It changes no outcome. What somebody may read who must not comes before all else, because it can't be taken back.
package enum Gravity: Int, Sendable, Comparable, CaseIterable {
  /// Who may read what: private notes, people whose data must not arrive.
  case exposure
  /// What can't be judged: an input that is missing, an archive that is damaged.
  case unjudged
  /// Records or contents that are not there any more, or are there that should not be.
  case loss
  /// Records of the wrong person, or of nobody.
  case people
  /// Fields with another value.
  case values
  /// Times, and the order of records.
  case times
  /// What the plan or its waivers say, and what people answer for.
  case plan

  package static func < (left: Gravity, right: Gravity) -> Bool { left.rawValue < right.rawValue }

  /// That of a rule that failed: by its area, and of the flag of private comments by its id.
  package init(ofRule id: String, area: String) {
    self =
      switch area {
      case _ where id == "public-flags-are-unchanged", "visibility", "privacy": .exposure
      case "archive", "counts": .loss
      case "keys", "references", "identity": .people
      case "order", "time": .times
      case "plan", "sign-offs": .plan
      default: .values
      }
  }

  fileprivate init(ofKind kind: Cause.Kind) {
    self =
      switch kind {
      case .missingInput, .damagedArchive: .unjudged
      case .lostBatch, .repeatedBatch, .lostStage, .droppedNulls, .emptiedField, .cutTexts: .loss
      case .unreadEnd, .failedLookUp, .peopleNotMerged, .idsNotRewritten: .people
      case .wrongColumn, .swappedColumns, .castFlag, .constantField: .values
      case .shiftedClock, .replacedTimes, .coarseTimes, .wrongUnit, .reversedOrder: .times
      }
  }
}

extension RuleResult {
  package var gravity: Gravity {
    outcome == .notChecked ? .unjudged : Gravity(ofRule: id, area: area)
  }
}

extension Cause {
  /// That of its kind; one that explains a failure about who may read what has the gravity of that.
  ///
  /// - Parameter areas: the area of each rule, by its id.
  package func gravity(_ areas: [String: String]) -> Gravity {
    let exposes = explains.contains { share in
      Gravity(ofRule: share.rule, area: areas[share.rule] ?? "") == .exposure
    }
    return exposes ? .exposure : Gravity(ofKind: kind)
  }
}
