import Exports
import Plan

/// Addresses of people that count as other addresses of them, by their e-mail keys.
final class Aliases: @unchecked Sendable {  // filled by one thread, then only read
  private let keys = TextPool()
  /// For each key: the number of the one that counts for it, or -1 where it counts itself.
  private let counting = Vector<Int32>()
  /// Whether a key counts for another.
  private let counts = Vector<UInt8>()
  private(set) var count = 0

  /// Takes a pair.
  ///
  /// - Returns: what is wrong with it; nil where it was taken.
  func add(_ alias: Bytes, _ email: Bytes) -> String? {
    guard let from = addressKey(alias), let to = addressKey(email) else {
      return "alias and email are not both addresses"
    }
    if from == to { return "the alias is the email itself" }
    let (one, other) = (Int(number(from)), number(to))
    if counting[one] >= 0, counting[one] != other { return "the alias has another email in an earlier row" }
    if counts[one] != 0 || counting[Int(other)] >= 0 { return "an alias is the email of another" }
    counting[one] = other
    counts[Int(other)] = 1
    count += 1
    return nil
  }

  private func number(_ key: [UInt8]) -> Int32 {
    let (number, isNew) = key.withUnsafeBufferPointer { keys.number($0) }
    if isNew {
      counting.append(-1)
      counts.append(0)
    }
    return number
  }

  /// The key that counts for a key.
  func resolve(_ key: [UInt8]) -> [UInt8] {
    if count == 0 { return key }
    guard let number = key.withUnsafeBufferPointer({ keys.find($0) }), counting[Int(number)] >= 0 else {
      return key
    }
    return Array(keys[counting[Int(number)]])
  }
}

/// Reads the list of aliases.
struct AliasLoader: RowLoader {
  let fields: RecordFields
  private let aliases: Aliases

  init(_ list: AliasList, _ aliases: Aliases) {
    self.aliases = aliases
    fields = RecordFields(list.columns, core: list.columns.count, of: list.source)
  }

  var rowCount: Int { aliases.count }
  func begin(feed: Int, file: Int) {}

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    for record in 0..<block.count {
      let values = [0, 1].map { fields.value(block, record, $0) }
      if fields.isWanted(block, record), values.allSatisfy({ $0 != nil && $0 != .null }),
        let alias = fields.resolved(block, record, 0), let email = fields.resolved(block, record, 1),
        aliases.add(alias, email) == nil
      {
        continue
      }
      reject(record)
    }
  }

  func rejectionAfterFields(_ block: RecordBlock, _ record: Int) -> (Rejects.Reason, String)? {
    guard let alias = fields.resolved(block, record, 0), let email = fields.resolved(block, record, 1) else {
      return nil
    }
    return aliases.add(alias, email).map { (.badAlias, $0) }
  }
}
