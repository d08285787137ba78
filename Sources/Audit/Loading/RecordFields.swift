import Exports
import Plan

/// The mapped columns of one source, in the order in which a record is judged by them.
///
/// The order of judgement is that of `Sources/README.md`: invalid UTF-8 in any column, null, a value that can't be
/// read, an empty body.
struct RecordFields: Sendable {
  let readers: [FieldReader]
  /// The columns that the reader must carry, each once: custom fields may share one.
  let columns: [WantedColumn]
  /// For each reader its column.
  private let places: [Int]
  /// The column of the source's `where`, and the words that it is compared with.
  private let filter: (comparison: Comparison, place: Int, words: [[UInt8]])?
  /// The fields of which the plan states a loss: each is a bit of `losses`.
  let lossy: [Int]
  /// The column that says how many comments a ticket has, and how many more it has.
  private let commentCount: (reader: FieldReader, place: Int, plus: Int64)?
  /// The reader whose null is judged last, or written as the empty text.
  private let body: Int?
  /// The columns of blocks of whose texts no more is needed than what is known of them, with their readers.
  let knownTexts: [Int: FieldReader]

  /// - Parameters:
  ///   - plans: the core fields first, then the custom ones.
  ///   - ids: for each what becomes of an id; empty where all stay as they are.
  ///   - core: how many are core fields.
  ///   - body: the index of the body among them.
  ///   - texts: numbers ids that are texts.
  ///   - inspection: how texts are looked through.
  ///   - source: the source, for its `where`.
  ///   - commentCount: where tickets say how many comments they have.
  ///   - knowsTexts: whether digests are enough of texts.
  init(
    _ plans: [ColumnPlan], ids: [IDRule] = [], core: Int, body: Int? = nil,
    texts: NumberedTexts = NumberedTexts(), inspection: TextInspection? = nil, of source: Source? = nil,
    commentCount: CommentCount? = nil, knowsTexts: Bool = true
  ) {
    var readers = plans.enumerated().map { index, plan in
      FieldReader(plan, ids: index < ids.count ? ids[index] : .same, texts: texts, inspection: inspection)
    }
    var columns: [WantedColumn] = []
    places = plans.enumerated().map { index, plan in
      let wanted = WantedColumn(plan, isCustom: index >= core)
      let known = columns.firstIndex {
        $0.name.utf8.elementsEqual(wanted.name.utf8) && $0.isJSON == wanted.isJSON
          && $0.template == wanted.template
      }
      if known == nil { columns.append(wanted) }
      return known ?? columns.count - 1
    }
    filter = source?.filter.map { comparison in
      columns.append(WantedColumn(filter: comparison))
      // The word `null` is the empty value.
      return (comparison, columns.count - 1, comparison.words.map { $0 == "null" ? [] : Array($0.utf8) })
    }
    self.commentCount = commentCount.map {
      columns.append(WantedColumn($0.column, isCustom: true))
      return (FieldReader($0.column), columns.count - 1, $0.plus)
    }
    self.columns = columns
    self.body = body
    let others = [filter?.place, self.commentCount?.place].compactMap(\.self)
    // Of core fields, only bodies are known by digests.
    let known = readers.indices.filter { [places] field in
      knowsTexts && (field == body || field >= core) && readers[field].isOfKnownTexts
        && !others.contains(places[field])
        && places.count { $0 == places[field] } == 1
    }
    knownTexts = Dictionary(uniqueKeysWithValues: known.map { [places] in (places[$0], readers[$0]) })
    if inspection?.isReplayed == true { for field in known { readers[field].isReplayed = true } }
    self.readers = readers
    lossy = plans.indices.filter { plans[$0].loss != nil }
  }

  var isFiltered: Bool { filter != nil }

  /// Whether the source's `where` means a record.
  func isWanted(_ block: RecordBlock, _ record: Int) -> Bool {
    guard let filter else { return true }
    let text = block[record, filter.place]
    return filter.words.contains { $0.elementsEqual(text) } == filter.comparison.isEqual
  }

  /// Whether the first `count` fields are read as they stand, from columns of the same numbers.
  func arePlain(_ count: Int) -> Bool {
    readers.prefix(count).allSatisfy(\.isDirect) && places.prefix(count).elementsEqual(0..<count)
  }

  /// The bytes of a field as they stand in the export.
  func text(_ block: RecordBlock, _ record: Int, _ field: Int) -> Bytes { block[record, places[field]] }

  /// The bytes of a field behind its way; nil where they do not fit its pattern, the map does not know them, or they are no
  /// UTF-8.
  func resolved(_ block: RecordBlock, _ record: Int, _ field: Int) -> Bytes? {
    readers[field].resolved(text(block, record, field))
  }

  /// The value of a field; nil where it can't be read, or is null and must not be.
  func value(_ block: RecordBlock, _ record: Int, _ field: Int) -> FieldValue? {
    guard let value = readers[field].value(text(block, record, field)) else { return nil }
    return value.tag == FieldValue.null.tag && readers[field].plan.whenNull != .keep ? nil : value
  }

  func instant(_ block: RecordBlock, _ record: Int, _ field: Int) -> Instant? {
    resolved(block, record, field).flatMap { readers[field].instant($0) }
  }

  /// What a record says of the number of its ticket's comments.
  func declaredComments(_ block: RecordBlock, _ record: Int, showsValues: Bool) -> DeclaredComments.Reading {
    guard let (reader, place, plus) = commentCount else { return .nothing }
    let text = block[record, place]
    if let resolved = reader.resolved(text), resolved.isEmpty { return .nothing }
    if let number = reader.number(text), number >= 0 {
      let (sum, isBeyond) = number.addingReportingOverflow(plus)
      if !isBeyond { return .count(sum) }
    }
    return .unreadable(shownScalar(text, showsValues: showsValues))
  }

  /// The id that a field holds, if it can be read, without noting one that is a text.
  func unnotedNumber(_ block: RecordBlock, _ record: Int, _ field: Int) -> Int64? {
    readers[field].unnotedNumber(text(block, record, field))
  }

  /// Reads the fields from `first` on into `values`; false where one can't be read, or is null and must not be.
  func read(
    _ block: RecordBlock, _ record: Int, _ fields: Range<Int>, into values: inout [FieldValue],
    at columns: [Int]
  ) -> Bool {
    for (field, column) in zip(fields, columns) {
      guard let value = value(block, record, field) else { return false }
      values[column] = value
    }
    return true
  }

  /// In which of the fields `lossy` a record loses something.
  func losses(_ block: RecordBlock, _ record: Int) -> UInt64 {
    var losses: UInt64 = 0
    for (bit, field) in lossy.enumerated() where readers[field].loses(text(block, record, field)) {
      losses |= 1 << UInt64(bit)
    }
    return losses
  }

  /// Why a record is rejected, in the order of judgement.
  ///
  /// - Parameter after: what is judged after the fields themselves.
  func rejection(
    _ block: RecordBlock, _ record: Int, showsValues: Bool, after: () -> (Rejects.Reason, String)?
  ) -> (reason: Rejects.Reason, message: String) {
    // What nothing speaks against is counted all the same: no record goes without a reason.
    reason(block, record, showsValues: showsValues) ?? after() ?? (.unusable, "the record can't be used")
  }

  private func reason(
    _ block: RecordBlock, _ record: Int, showsValues: Bool
  ) -> (Rejects.Reason, String)? {
    if let filter, !isWanted(block, record) {
      return (.unwanted(filter.comparison), "it is not one of those where \(filter.comparison)")
    }
    for field in readers.indices where !isWellFormed(field, text(block, record, field)) {
      return (.invalidUTF8, "\(readers[field].plan.from) is not UTF-8")
    }
    for field in readers.indices where field != body && readers[field].plan.whenNull != .keep {
      guard let text = resolved(block, record, field), text.isEmpty else { continue }
      let plan = readers[field].plan
      return (.null(plan, order: field), "\(plan.from) is null")
    }
    for field in readers.indices where readers[field].value(text(block, record, field)) == nil {
      let complaint = readers[field].complaint(
        readers[field].asExported(text(block, record, field)), showsValues: showsValues)
      let plan = readers[field].plan
      return (.unreadable(plan, order: field), "\(plan.from) is \(complaint)")
    }
    if let body, readers[body].plan.whenNull == .drop, resolved(block, record, body)?.isEmpty == true {
      return (.emptyBody(readers[body].plan), "\(readers[body].plan.from) is empty")
    }
    return nil
  }

  private func isWellFormed(_ field: Int, _ text: Bytes) -> Bool {
    readers[field].isReplayed && KnownText(replayed: text) != nil || isUTF8(readers[field].asExported(text))
  }

  /// The id that a field holds, if it can be read.
  @inline(__always)
  func number(_ block: RecordBlock, _ record: Int, _ field: Int) -> Int64? {
    readers[field].number(text(block, record, field))
  }
}

/// A value where a number, flag or time belongs, as a message may show it: text that could be a name is masked.
func shownScalar(_ text: Bytes, showsValues: Bool) -> String {
  let isPlain = text.allSatisfy { $0 >= 0x20 && $0 < 0x3B || $0 == 0x54 || $0 == 0x5A || $0 | 0x20 == 0x65 }
  return showsValues || isPlain && text.count <= 40
    ? "'\(String(decoding: text, as: UTF8.self))'" : "a text of \(counted(text.count, "byte")) (masked)"
}
