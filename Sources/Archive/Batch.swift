/// What one member holds. A batch is reused from member to member; text ranges point into the member's bytes.
///
/// One batch belongs to one thread.
package final class Batch {
  /// For each array of the reader's schema, in its order, the records; empty before anything was read.
  package internal(set) var records: [BatchRecords] = []
  /// Objects and arrays that are values of `any` fields, as stored in the member: reading a member decodes its
  /// strings in place, which would leave nothing of them to be read again.
  package internal(set) var nested: [UInt8] = []
  package internal(set) var problems: [BatchProblem] = []
  /// More problems than `problems` holds: every one is counted, the first `BatchReader.problemLimit` of each kind
  /// are kept.
  package internal(set) var problemCount: [BatchProblem.Kind: Int] = [:]

  package init() {}

  /// Makes the batch empty, with the arrays of `layout`, and keeps its room.
  func prepare(for layout: BatchLayout) {
    let fits = records.elementsEqual(layout.arrays) {
      $0.fieldCount == $1.count && $0.hasFields == $1.hasFields
    }
    if !fits { records = layout.arrays.map { BatchRecords($0) } }
    removeAll()
  }

  private func removeAll() {
    for records in records { records.count = 0 }
    nested.removeAll(keepingCapacity: true)
    problems.removeAll(keepingCapacity: true)
    problemCount.removeAll(keepingCapacity: true)
  }

  /// Counts a problem. Returns whether there is room to keep it with its place.
  func count(_ kind: BatchProblem.Kind) -> Bool {
    problemCount[kind, default: 0] += 1
    return problemCount[kind, default: 0] <= BatchReader.problemLimit
  }

  func append(_ problem: BatchProblem) { problems.append(problem) }

  /// Makes the batch that of a member that can't be read: no records, one problem.
  func refuse(at offset: Int, pointer: String, _ message: String) {
    removeAll()
    problemCount[.notJSON] = 1
    problems = [BatchProblem(kind: .notJSON, pointer: pointer, offset: offset, message: message)]
  }
}

/// Something in a batch that does not match the schema, with its place.
package struct BatchProblem: Error, Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    /// Not JSON by RFC 8259 (syntax, UTF-8, lone surrogates, trailing text, depth): none of the member's
    /// records is taken.
    case notJSON
    case duplicateKey
    /// A value of another type than the schema's (`BatchSchema.ValueType`).
    case wrongType
    case missingField
    /// A required array, or an object on the way to the arrays, is missing.
    case missingArray
    case unknownKey
  }

  package var kind: Kind
  /// RFC 6901, from the top of the member: `/data/tickets/comments/17/id`.
  package var pointer: String
  /// Offset in the member's bytes, as stored.
  package var offset: Int
  /// A sentence: what was found, what was expected. Keys may be named (escaped, at most 60 bytes), values
  /// never.
  package var message: String

  package init(kind: Kind, pointer: String, offset: Int, message: String) {
    self.kind = kind
    self.pointer = pointer
    self.offset = offset
    self.message = message
  }
}
