import Exports
import Plan

/// Reads the list of people of whom nothing may be in the archive.
struct LedgerLoader: RowLoader {
  let fields: RecordFields
  private let columns: [ErasureLedger.Column]
  private let erased: ErasedPeople
  private let sources: [String]

  /// - Parameter columns: those of the list's header.
  init(_ ledger: ErasureLedger, _ columns: [ErasureLedger.Column], _ plan: Plan, _ erased: ErasedPeople) {
    self.columns = columns
    self.erased = erased
    sources = plan.sources.map(\.name)
    var plans = columns.map { ColumnPlan(field: $0.rawValue, from: $0.rawValue, whenNull: .keep) }
    let words = ledger.source.nullWords ?? plan.nullWords
    for index in plans.indices where !words.isEmpty { plans[index].nullWords = words }
    fields = RecordFields(plans, core: plans.count, of: ledger.source)
  }

  var rowCount: Int { erased.count }
  func begin(feed: Int, file: Int) { erased.lineage.begin(feed: feed, file: file, row: erased.count) }

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    for record in 0..<block.count {
      guard fields.isWanted(block, record), mistake(block, record) == nil else {
        reject(record)
        continue
      }
      let source = text(.source, block, record)
      erased.append(
        id: text(.id, block, record),
        source: source.isEmpty ? nil : String(decoding: source, as: UTF8.self),
        key: emailKey(text(.email, block, record)), hash: Self.digest(text(.sha256, block, record)) ?? [],
        place: block.places[record])
    }
  }

  func rejectionAfterFields(_ block: RecordBlock, _ record: Int) -> (Rejects.Reason, String)? {
    mistake(block, record).map { (.badErasure, $0) }
  }

  /// Why a row can't tell who must not arrive.
  private func mistake(_ block: RecordBlock, _ record: Int) -> String? {
    guard columns.indices.allSatisfy({ isUTF8(fields.text(block, record, $0)) }) else {
      return "it is not UTF-8"
    }
    let (id, email, hash) = (
      text(.id, block, record), text(.email, block, record), text(.sha256, block, record)
    )
    if id.isEmpty, email.isEmpty, hash.isEmpty { return "it names nobody: id, email and sha256 are empty" }
    if !email.isEmpty, addressKey(email) == nil { return "email is not an address" }
    if !hash.isEmpty, Self.digest(hash) == nil { return "sha256 is not 64 hexadecimal digits" }
    let source = String(decoding: text(.source, block, record), as: UTF8.self)
    return source.isEmpty || sources.contains(source) ? nil : "source is not the name of a source of the plan"
  }

  /// The bytes of a column; none where the list does not have it.
  private func text(_ column: ErasureLedger.Column, _ block: RecordBlock, _ record: Int) -> Bytes {
    guard let field = columns.firstIndex(of: column) else { return Bytes(start: nil, count: 0) }
    return fields.resolved(block, record, field) ?? Bytes(start: nil, count: 0)
  }

  /// The 32 bytes of 64 hexadecimal digits in any case.
  private static func digest(_ text: Bytes) -> [UInt8]? {
    guard text.count == 64 else { return nil }
    let digits = text.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
    guard digits.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
