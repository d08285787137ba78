/// One root cause of violations, proven by the tables: what a reader has to repair, said once.
///
/// A cause changes no outcome, no count and no verdict, and hides no finding.
package struct Cause: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable, CaseIterable {
    case missingInput = "missing-input"
    case damagedArchive = "damaged-archive"
    case lostBatch = "lost-batch"
    case repeatedBatch = "repeated-batch"
    case lostStage = "lost-stage"
    case unreadEnd = "unread-end"
    case failedLookUp = "failed-look-up"
    case peopleNotMerged = "people-not-merged"
    case droppedNulls = "dropped-nulls"
    case idsNotRewritten = "ids-not-rewritten"
    case wrongColumn = "wrong-column"
    case swappedColumns = "swapped-columns"
    case castFlag = "cast-flag"
    case shiftedClock = "shifted-clock"
    case replacedTimes = "replaced-times"
    case coarseTimes = "coarse-times"
    case wrongUnit = "wrong-time-unit"
    case emptiedField = "emptied-field"
    case constantField = "constant-field"
    case cutTexts = "cut-texts"
    case reversedOrder = "reversed-order"
  }

  /// How many violations of a rule the cause explains.
  package struct Share: Sendable, Equatable {
    /// The rule's id.
    package var rule: String
    package var violations: Int

    package init(rule: String, violations: Int) {
      self.rule = rule
      self.violations = violations
    }
  }

  package var kind: Kind
  /// What happened, with the proof in numbers: a complete sentence without its full stop.
  package var sentence: String
  package var remedy: String
  /// Where it begins, only where that is proven.
  package var export: ExportPlace?
  package var archive: ArchivePlace?
  /// In the order of the rule book; a violation is explained by one cause at most.
  package var explains: [Share]
  /// The ids of the rules that are not checked because of it.
  package var notChecked: [String]

  package init(
    kind: Kind, sentence: String, remedy: String, export: ExportPlace? = nil, archive: ArchivePlace? = nil,
    explains: [Share] = [], notChecked: [String] = []
  ) {
    self.kind = kind
    self.sentence = sentence
    self.remedy = remedy
    self.export = export
    self.archive = archive
    self.explains = explains
    self.notChecked = notChecked
  }
}
