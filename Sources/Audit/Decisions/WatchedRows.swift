import Crypto
import Exports
import Foundation
import Plan

/// The rows whose keys the sheet of decisions names: what each says, by a digest, taken as they are read.
///
/// `@unchecked Sendable`: filled by the thread that reads the exports, then only read.
final class WatchedRows: @unchecked Sendable {
  /// The records of the conflicts 1 and 2; those of all others are named like their record types.
  static let emailRecord = "users.email"
  static let ticketingRecord = "users.id"

  /// What rows are about.
  struct Subject: Hashable {
    var record: String
    /// The chat; all systems that share their ids are the one after the chats.
    var system: Int
    var key: Int64
  }

  /// What the first row of each side is, in the order of the rows.
  struct Side {
    var digest: String
    var row: Int32
    /// Of an e-mail its text, by its number.
    var text: Int32 = -1
  }

  let sheet: FilledSheet
  private let chats: [String]
  private let keys: [String: Set<Int64>]
  private(set) var sides: [Subject: [Side]] = [:]

  init(_ sheet: FilledSheet, _ plan: Plan) {
    self.sheet = sheet
    chats = plan.chats.map(\.source.name)
    keys = Dictionary(grouping: sheet.entries.values, by: \.record).mapValues { Set($0.map(\.key)) }
  }

  /// Whether the sheet names a key.
  func has(_ record: String, _ key: Int64) -> Bool { keys[record]?.contains(key) ?? false }

  func hasAny(_ record: String) -> Bool { keys[record] != nil }

  /// Notes a row whose key the sheet names.
  func note(_ subject: Subject, row: Int32, digest: String, text: Int32 = -1) {
    var subject = subject
    subject.system = min(subject.system, chats.count)
    if sides[subject]?.contains(where: { $0.digest == digest }) == true { return }
    sides[subject, default: []].append(Side(digest: digest, row: row, text: text))
  }

  /// Notes a record that the sheet names, of a source of which one row is one record.
  func note(
    _ type: RecordType, _ key: Int64, system: Int, row: Int32, _ fields: RecordFields, _ block: RecordBlock,
    _ record: Int, _ source: Source
  ) {
    guard has(type.name, key) else { return }
    note(
      Subject(record: type.name, system: system, key: key), row: row,
      digest: fields.digest(block, record, Array(fields.readers.indices.dropFirst()), source: source.name))
  }

  func note(emailKey key: [UInt8], of account: Int64, chat: Int, row: Int32, text: Int32) {
    let digest = key.withUnsafeBufferPointer { Self.digest(chats[chat], [("email", $0)]) }
    note(Subject(record: Self.emailRecord, system: chat, key: account), row: row, digest: digest, text: text)
  }

  /// By what ids of a system are told from those of others.
  func qualifier(ofSystem system: Int) -> [UInt8] { system < chats.count ? Array(chats[system].utf8) : [] }

  /// The digest of a side: of the source's name, and of the names and texts of fields that are not null.
  static func digest(_ source: String, _ fields: [(name: String, text: Bytes)]) -> String {
    var hash = SHA256()
    hash.update(data: Data("\(source)\0".utf8))
    for field in fields where !field.text.isEmpty {
      hash.update(data: Data("\(field.name)\0\(field.text.count):".utf8))
      hash.update(bufferPointer: UnsafeRawBufferPointer(field.text))
    }
    return "s" + hexadecimal(hash.finalize().prefix(8))
  }

  /// The name of a conflict between sides.
  static func name(_ record: String, _ key: Int64, _ qualifier: [UInt8], _ digests: [String]) -> String {
    var hash = SHA256()
    hash.update(data: Data("\(record)\0\(key)\0".utf8))
    hash.update(data: Data(qualifier + [0]))
    for digest in Set(digests).sorted() { hash.update(data: Data(digest.utf8)) }
    return "\(record):\(key):\(hexadecimal(hash.finalize().prefix(8)))"
  }
}

extension RecordFields {
  /// The digest of a record of a block by some of its fields.
  func digest(_ block: RecordBlock, _ record: Int, _ fields: [Int], source: String) -> String {
    WatchedRows.digest(
      source,
      fields.map { (readers[$0].plan.field, resolved(block, record, $0) ?? Bytes(start: nil, count: 0)) })
  }
}
