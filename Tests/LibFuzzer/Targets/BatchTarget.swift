@testable import Archive

/// The reader of batches against a simple reader of JSON, its fast paths against its slow ones.
///
/// The first byte chooses whether the rest is a whole member or what a comment of one has after its first key.
enum BatchTarget {
  private static let limits = ArchiveLimits(
    memberBytes: 1 << 20, expansion: 1100, freeExpansion: 1 << 20, extensionBytes: 1 << 20, depth: 64,
    keys: 1 << 20,
    records: 1 << 20)

  private static let fields: [BatchSchema.Field] = [
    .init("id", .integer, isRequired: true), .init("name", .stringOrNull), .init("html_body", .string),
    .init("public", .boolean), .init("extra", .any), .init("a \" b", .any),
  ]

  nonisolated(unsafe) private static let readers = [false, true].map {
    BatchReader(
      schema: BatchSchema([.init("comments", fields), .init("users", nil, isRequired: false)]),
      limits: limits,
      isReference: $0)
  }

  static func run(_ input: [UInt8]) {
    var choices = Choices(input)
    var text = choices.below(4) == 0 ? Array(choices.rest) : []
    if text.isEmpty {
      text = Array(#"{"data":{"tickets":{"users":[],"comments":[{"id":1,"public":true"#.utf8) + choices.rest
    }
    guard text.count < 8192 else { return }
    let batches = readers.map { Reading(text, $0) }
    require(batches[0] == batches[1], "by fast paths \(batches[0]), by slow ones \(batches[1])")
    compare(batches[0], text)
  }

  // MARK: Reading

  private struct Reading: Equatable, CustomStringConvertible {
    var values: [[Field]] = []
    var users = 0
    var offsets: [Int] = []
    var problems: [BatchProblem] = []

    enum Field: Equatable {
      case missing, null, yes, no, wrong
      case integer(Int64)
      case number([UInt8]), string([UInt8]), nested([UInt8])
    }

    init(_ text: [UInt8], _ reader: BatchReader) {
      var bytes = text
      let batch = Batch()
      bytes.withUnsafeMutableBufferPointer { reader.read($0, into: batch) }
      problems = batch.problems
      users = batch.records[1].count
      let records = batch.records[0]
      offsets = records.offsets.map(Int.init)
      func slice(_ range: TextRange, of bytes: [UInt8]) -> [UInt8] {
        Array(bytes[Int(range.start)..<Int(range.start) + Int(range.length)])
      }
      values = (0..<records.count).map { record in
        (0..<records.fieldCount).map { field in
          let value = records[record, field]
          switch value.kind {
          case .missing: return .missing
          case .null: return .null
          case .yes: return .yes
          case .no: return .no
          case .wrong: return .wrong
          case .integer: return .integer(value.integer)
          case .number: return .number(slice(value.text, of: bytes))
          case .string: return .string(slice(value.text, of: bytes))
          case .nested: return .nested(slice(value.text, of: batch.nested))
          }
        }
      }
    }

    var isJSON: Bool { !problems.contains { $0.kind == .notJSON } }
    var description: String {
      "\(values), \(users) users, \(problems.map { "\($0.kind) \($0.pointer) \($0.offset)" })"
    }
  }

  // MARK: The simple reader

  private static func compare(_ reading: Reading, _ text: [UInt8]) {
    var reader = SimpleJSONReader(text)
    // Levels are counted from the value of an unknown key, and so not alike.
    reader.deepest = 60
    var value: SimpleJSON.Value?
    do throws(SimpleJSON.Flaw) {
      reader.skipSpace()
      value = try reader.value()
      reader.skipSpace()
      if reader.byte != nil { value = nil }
    } catch .tooDeep {
      return
    } catch {
      value = nil
    }
    if reader.hasLoneSurrogate || text.prefix(2).contains(0) || String(validating: text, as: UTF8.self) == nil
    {
      value = nil
    }
    require(
      reading.isJSON == (value != nil),
      "it is \(value == nil ? "not " : "")JSON, and the reader says \(reading)")
    guard let value else {
      return require(
        reading.values.isEmpty && reading.problems.count == 1, "broken JSON has records: \(reading)")
    }
    require(
      reading.problems.contains { $0.kind == .duplicateKey } == value.tree.hasDuplicates,
      "duplicate keys: \(value.tree.hasDuplicates), and the reader says \(reading)")
    // Of several objects on the way, all are read.
    if value.tree.hasDuplicates { return }
    let tickets = value.tree["data"]?.tree["tickets"]?.tree
    let comments = elements(tickets?["comments"])
    require(reading.users == elements(tickets?["users"]).count { $0.tree.isObject }, "users: \(reading)")
    require(reading.offsets == comments.map(\.range.lowerBound), "offsets \(reading.offsets)")
    require(
      reading.values.count == comments.count, "\(reading.values.count) comments, expected \(comments.count)")
    for (values, comment) in zip(reading.values, comments) {
      let expected = fields.map { field in
        comment.tree[field.name].map { Self.field($0, field.type, text) } ?? .missing
      }
      require(values == expected, "a comment is read as \(values), expected \(expected)")
    }
    let lacks = comments.contains { $0.tree.isObject && $0.tree["id"] == nil }
    require(
      reading.problems.contains { $0.kind == .missingField } == lacks, "missing ids: \(lacks), \(reading)")
  }

  private static func elements(_ value: SimpleJSON.Value?) -> [SimpleJSON.Value] {
    if case .array(let values) = value?.tree { values } else { [] }
  }

  private static func field(_ value: SimpleJSON.Value, _ type: BatchSchema.ValueType, _ text: [UInt8])
    -> Reading.Field
  {
    let found: Reading.Field =
      switch value.tree {
      case .text(let decoded): .string(decoded)
      case .word(let word): word == Array("true".utf8) ? .yes : word == Array("false".utf8) ? .no : .null
      case .array, .object: .nested(Array(text[value.range]))
      case .number(let digits): integer(digits).map { .integer($0) } ?? .number(digits)
      }
    let fits =
      switch (type, found) {
      case (.any, _), (.string, .string), (.stringOrNull, .string), (.stringOrNull, .null), (.boolean, .yes),
        (.boolean, .no), (.integer, .integer):
        true
      default: false
      }
    return fits ? found : .wrong
  }

  /// RFC 8259 has no leading zero and no plus sign; minus zero is not an integer here.
  private static func integer(_ digits: [UInt8]) -> Int64? {
    digits.elementsEqual("-0".utf8) ? nil : Int64(String(decoding: digits, as: UTF8.self))
  }
}
