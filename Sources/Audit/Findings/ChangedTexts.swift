import Archive
import Exports
import Foundation
import Plan

/// Two texts that differ, known by their digests: which field of a finding's record they are.
struct ChangedText: Sendable, Equatable {
  /// The record, as messages name it.
  var record: String
  var field: String
  var expected: FieldValue
  var found: FieldValue
  /// Another record that must have the text that was found.
  var otherRecord: String?

  /// The kind of change, where no text is needed to know it.
  fileprivate var kind: TextChangeKind? {
    switch found.kind {
    case .null: .null
    case .missing: .missing
    case .text: found.textLength == 0 ? .emptied : nil
    default: .other
    }
  }
}

/// Tells of findings what changed in their texts, which an audit keeps no more of than digests: by reading the rows of
/// these findings again, and their batches. Of each kind of change the first findings are shown, and all are counted.
///
/// A text that is not the one that was judged is not spoken of, and neither is one that is too long for a `TextChange`.
///
/// - Complexity: both sides are read once more, up to the last of these findings; nothing where no text differs.
struct ChangedTexts {
  let plan: Plan
  let deliveries: Deliveries
  let showsValues: Bool

  /// The changed texts of one rule (with custom fields, of one field) that are looked at, in the order of their rows.
  static let mostClassed = 10_000
  /// The most bytes of texts that are kept for it.
  private static let mostBytes = 64 << 20

  /// Ends a reading of which nobody wants the rest.
  private struct Done: Error {}

  private struct Line: Hashable {
    var file: String
    var line: Int
    var record: Int
    var element: Int
  }

  /// A finding, by its rule and number.
  private struct Address: Hashable {
    var rule: Int
    var finding: Int
  }

  /// What is told of one.
  private struct Change {
    var kind: TextChangeKind
    /// Of the text that was found, in characters.
    var length = 0
    var words = ""
    var excerpts: (expected: String, found: String)?
  }

  func complete(_ results: [RuleResult]) -> [RuleResult] {
    var changed: [Address: ChangedText] = [:]
    for (rule, result) in results.enumerated() {
      for (number, finding) in result.findings.enumerated() {
        changed[Address(rule: rule, finding: number)] = finding.changedText
      }
    }
    guard !changed.isEmpty else { return results }
    let unknown = changed.filter { $0.value.kind == nil }
    var changes = changed.compactMapValues { text in text.kind.map { Change(kind: $0) } }
    if !unknown.isEmpty {
      let expected = exportTexts(of: unknown, in: results)
      readArchive(unknown, in: results) { address, found in
        changes[address] = expected[address].flatMap { change(from: $0, to: found, unknown[address]) }
      }
    }
    return results.indices.map { rule in
      told(results[rule]) { changes[Address(rule: rule, finding: $0)] }
    }
  }

  private func change(from expected: String, to found: String, _ text: ChangedText?) -> Change? {
    guard let change = TextChange(from: expected, to: found) else { return nil }
    var kind = change.kind
    var words = change.words(kind, isMasked: !showsValues)
    if kind == .other, let record = text?.otherRecord {
      kind = .otherRecord
      words = "the text of \(record)"
    }
    return Change(
      kind: kind, length: change.found.count, words: "; \(words)",
      excerpts: showsValues ? change.excerpts : nil)
  }

  /// A result with what is known of its changed texts: the first of each field and kind stay.
  private func told(_ result: RuleResult, _ change: (Int) -> Change?) -> RuleResult {
    struct Group: Hashable {
      var field: String
      var kind: TextChangeKind?
    }
    var result = result
    var tally = TextChangeTally()
    var (kept, keptOfField): ([Group: Int], [String: Int]) = ([:], [:])
    var findings: [Finding] = []
    for (number, finding) in result.findings.enumerated() {
      guard let text = finding.changedText else {
        findings.append(finding)
        continue
      }
      let change = change(number)
      if let change { tally.add(change.kind, length: change.length) }
      let group = Group(field: text.field, kind: change?.kind)
      guard kept[group, default: 0] < Finding.evidenceLimit,
        keptOfField[text.field, default: 0] < Finding.totalLimit
      else { continue }
      kept[group, default: 0] += 1
      keptOfField[text.field, default: 0] += 1
      findings.append(told(finding, text, change))
    }
    result.findings = findings
    // Custom fields are summed up field by field, and their other values are not texts.
    let isOfOneField = keptOfField.count == 1 && findings.count == keptOfField.values.reduce(0, +)
    result.complete(isOfOneField ? tally.words(of: result.violations) : tally.words(of: tally.total))
    return result
  }

  private func told(_ finding: Finding, _ text: ChangedText, _ change: Change?) -> Finding {
    var finding = finding
    finding.changedText = nil
    guard let change else { return finding }
    if let excerpts = change.excerpts {
      (finding.expected, finding.found) = (excerpts.expected, excerpts.found)
      finding.message = "\(text.record): \(text.field) must be \(excerpts.expected) and is \(excerpts.found)"
    }
    finding.message += change.words
    return finding
  }

  // MARK: The export's side

  private func exportTexts(of wanted: [Address: ChangedText], in results: [RuleResult]) -> [Address: String] {
    var texts: [Address: String] = [:]
    var room = Self.mostBytes
    let bySource = Dictionary(grouping: wanted.keys) {
      results[$0.rule].findings[$0.finding].export?.source ?? ""
    }
    for (source, addresses) in bySource {
      var lines: [Line: [(address: Address, column: Int)]] = [:]
      var columns: [ColumnPlan] = []
      for address in addresses {
        let finding = results[address.rule].findings[address.finding]
        guard let place = finding.export, let text = wanted[address],
          let type = finding.archive.flatMap({ type(of: $0) }),
          let column = column(text.field, of: type, from: source)
        else { continue }
        let number = columns.firstIndex(of: column) ?? columns.count
        if number == columns.count { columns.append(column) }
        let line = Line(
          file: place.file, line: place.line, record: place.record, element: place.element ?? 0)
        lines[line, default: []].append((address, number))
      }
      read(source, columns, lines, wanted, into: &texts, &room)
    }
    return texts
  }

  private func read(
    _ source: String, _ columns: [ColumnPlan], _ lines: [Line: [(address: Address, column: Int)]],
    _ wanted: [Address: ChangedText], into texts: inout [Address: String], _ room: inout Int
  ) {
    guard let source = plan.sources.first(where: { $0.name == source }),
      let export = try? Export(source, relativeTo: plan.directory)
    else { return }
    let readers = columns.map { FieldReader($0) }
    var left = lines.count
    // What can't be read again is not spoken of.
    _ = try? export.read(
      columns: columns.map { WantedColumn($0, isCustom: true) }, problem: { _ in },
      receive: { block in
        for record in 0..<block.count {
          let place = block.places[record]
          let line = Line(
            file: export.files[Int(place.file)].name, line: Int(clamping: place.line),
            record: Int(place.record), element: Int(place.element))
          guard let fields = lines[line] else { continue }
          for (address, column) in fields {
            guard let text = readers[column].resolved(block[record, column]),
              text.count <= min(room, TextChange.longestText),
              FieldValue.text(text) == wanted[address]?.expected
            else { continue }
            room -= text.count
            texts[address] = String(decoding: text, as: UTF8.self)
          }
          left -= 1
          if left == 0 { throw Done() }
        }
      })
  }

  private func column(_ field: String, of type: RecordType, from source: String) -> ColumnPlan? {
    for chat in plan.chats where chat.source.name == source {
      let columns =
        switch type {
        case .comments: [chat.columns.body] + chat.columns.commentFields
        case .tickets: chat.columns.ticketFields
        default: chat.columns.userFields
        }
      return columns.first { $0.field == field }
    }
    return plan.records.first { $0.type == type && $0.source.name == source }?.columns
      .first { $0.field == field }
  }

  // MARK: The archive's side

  private func type(of place: ArchivePlace) -> RecordType? {
    guard let parts = place.pointer?.split(separator: "/"), parts.count == 4 else { return nil }
    return plan.schema.first { $0.array == parts[2] }
  }

  /// Hands on the texts of the archive, in any order.
  private func readArchive(
    _ wanted: [Address: ChangedText], in results: [RuleResult], _ receive: (Address, String) -> Void
  ) {
    var members: [String: [Address]] = [:]
    for address in wanted.keys {
      guard let member = results[address.rule].findings[address.finding].archive?.member else { continue }
      members[member, default: []].append(address)
    }
    RereadBatches.read(members.keys, of: deliveries, limits: plan.limits.ofArchive) { member, contents in
      read(contents, members[member] ?? [], wanted, results, receive)
    }
  }

  private func read(
    _ contents: MemberBytes, _ addresses: [Address], _ wanted: [Address: ChangedText],
    _ results: [RuleResult], _ receive: (Address, String) -> Void
  ) {
    let fields = Set(addresses.compactMap { wanted[$0]?.field }).sorted()
    let schema = BatchSchema(
      plan.schema.map { type in BatchSchema.Array(type.array, fields.map { BatchSchema.Field($0, .any) }) })
    let batch = Batch()
    BatchReader(schema: schema, limits: plan.limits.ofArchive).read(contents.bytes, into: batch)
    for address in addresses {
      guard let text = wanted[address], let place = results[address.rule].findings[address.finding].archive,
        let index = place.pointer?.split(separator: "/").last.flatMap({ Int($0) }),
        let array = plan.schema.firstIndex(where: { $0.name == type(of: place)?.name }),
        let field = fields.firstIndex(of: text.field), index < batch.records[array].count
      else { continue }
      let value = batch.records[array][index, field]
      guard value.kind == .string, value.text.length <= TextChange.longestText else { continue }
      let range = Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)
      let bytes = Bytes(rebasing: UnsafeBufferPointer(contents.bytes)[range])
      if FieldValue.text(bytes) == text.found { receive(address, String(decoding: bytes, as: UTF8.self)) }
    }
  }
}
