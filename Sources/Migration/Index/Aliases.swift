import Exports
import Plan

/// Addresses of people that count as other addresses of them.
struct Aliases: Sendable {
  /// The keys of the addresses, by those of their aliases.
  private var emails: [[UInt8]: [UInt8]] = [:]
  private var targets: Set<[UInt8]> = []
  private(set) var malformed = Evidence<ExportProblem>()
  private(set) var rejected = RejectedRows()
  /// Rows that say what can't be.
  private(set) var mistakes = Evidence<Mistake>()
  let columns: MappedColumns

  struct Mistake: Sendable {
    let place: RecordPlace
    let sentence: String
  }

  /// Nobody has an alias.
  init() { columns = MappedColumns(readers: [], body: nil) }

  /// Reads the list once.
  ///
  /// - Throws: `ExportError`, and what `progress` throws.
  init(
    _ export: Export, _ list: AliasList, digest: Digest,
    progress: @escaping (_ byteCount: Int) throws -> Void
  ) throws {
    columns = MappedColumns(
      readers: list.columns.map { FieldReader($0, isRequired: true, digest: digest) }, body: nil,
      of: list.source)
    var values: [FieldValue] = []
    _ = try export.read(
      columns: columns.wanted, tap: ReadTap(bytes: { try progress($1.count) }),
      problem: { malformed.add($0) },
      receive: { block in
        for record in 0..<block.count {
          let place = block.places[record]
          if let reason = columns.read(record, of: block, into: &values) {
            let damage = columns.damage(record, of: block, reason)
            rejected.add(RejectedRow(place: place, damage: damage), because: reason)
          } else if let mistake = add(values[0].text, values[1].text) {
            mistakes.add(Mistake(place: place, sentence: mistake))
          }
        }
      })
  }

  /// Takes a pair, or says what is wrong with it.
  private mutating func add(_ alias: Bytes, _ email: Bytes) -> String? {
    var (from, to): ([UInt8], [UInt8]) = ([], [])
    EmailKey.fold(alias, into: &from)
    EmailKey.fold(email, into: &to)
    guard EmailAddress.isOne(from), EmailAddress.isOne(to) else {
      return "alias and email must both be addresses; correct the row, or remove it"
    }
    if let known = emails[from], known != to {
      return "the alias has another email in an earlier row; keep one"
    }
    if from == to || targets.contains(from) || emails[to] != nil {
      return "an alias may not be the email of another; name the address that counts in every row"
    }
    emails[from] = to
    targets.insert(to)
    return nil
  }

  /// Replaces the key of an alias by that of its address.
  @inline(__always)
  func resolve(_ key: inout [UInt8]) {
    if !emails.isEmpty, let email = emails[key] { key = email }
  }
}
