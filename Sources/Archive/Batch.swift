/// A decoded string, as a range of the member's bytes (strings are decoded in place).
package struct TextRange: Sendable, Equatable {
  package var start: UInt32
  package var length: UInt32

  @inlinable
  package init(start: UInt32 = 0, length: UInt32 = 0) {
    self.start = start
    self.length = length
  }
}

/// The fields of a record that hold a value of the agreed type.
///
/// A field that is in neither set of its record is missing or of a wrong type; `Batch.problems` says which.
package struct BatchFields: OptionSet, Sendable {
  package let rawValue: UInt8
  @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let id = BatchFields(rawValue: 1)
  package static let ticketID = BatchFields(rawValue: 2)
  package static let authorID = BatchFields(rawValue: 4)
  package static let requesterID = BatchFields(rawValue: 4)
  package static let isPublic = BatchFields(rawValue: 8)
  package static let createdAt = BatchFields(rawValue: 16)
  package static let body = BatchFields(rawValue: 32)
  package static let name = BatchFields(rawValue: 32)
  package static let email = BatchFields(rawValue: 64)
}

package struct BatchTicket: Sendable {
  /// Offset of the object's `{` in the member.
  package var offset: UInt32 = 0
  package var present: BatchFields = []
  /// Where in `Batch.values` those of its further keys begin.
  package var firstValue: UInt32 = 0
  package var id: Int64 = 0
  package var requesterID: Int64 = 0
  package var createdAt = TextRange()
  package init() {}
}

package struct BatchComment: Sendable {
  /// Offset of the object's `{` in the member.
  package var offset: UInt32 = 0
  package var present: BatchFields = []
  /// Where in `Batch.values` those of its further keys begin.
  package var firstValue: UInt32 = 0
  package var isPublic = false
  package var id: Int64 = 0
  package var ticketID: Int64 = 0
  package var authorID: Int64 = 0
  package var createdAt = TextRange()
  package var body = TextRange()
  package init() {}
}

package struct BatchUser: Sendable {
  /// Offset of the object's `{` in the member.
  package var offset: UInt32 = 0
  package var present: BatchFields = []
  /// Where in `Batch.values` those of its further keys begin.
  package var firstValue: UInt32 = 0
  /// The fields that are JSON null, which name and e-mail may be.
  package var null: BatchFields = []
  package var id: Int64 = 0
  package var name = TextRange()
  package var email = TextRange()
  package init() {}
}

package struct BatchOrganization: Sendable {
  /// Offset of the object's `{` in the member.
  package var offset: UInt32 = 0
  package var present: BatchFields = []
  /// Where in `Batch.values` those of its further keys begin.
  package var firstValue: UInt32 = 0
  package var id: Int64 = 0
  package init() {}
}

/// The keys of a batch's objects that are agreed beside the usual ones, as UTF-8.
package struct FurtherKeys: Sendable {
  package var tickets: [[UInt8]] = []
  package var comments: [[UInt8]] = []
  package var users: [[UInt8]] = []
  /// Nil where organizations are not agreed at all: their objects are counted, and nothing more.
  package var organizations: [[UInt8]]?

  package init(
    tickets: [[UInt8]] = [], comments: [[UInt8]] = [], users: [[UInt8]] = [], organizations: [[UInt8]]? = nil
  ) {
    self.tickets = tickets
    self.comments = comments
    self.users = users
    self.organizations = organizations
  }
}

/// The value of a further key.
package struct BatchValue: Sendable, Equatable {
  package enum Kind: UInt8, Sendable {
    /// The object has no such key.
    case missing
    case null, yes, no
    /// `text` is the number as it stands, in the member's bytes.
    case number
    /// `text` is the decoded string, in the member's bytes.
    case string
    /// `text` is the object or array as it stands, in `Batch.nested`.
    case nested
  }

  package var kind = Kind.missing
  package var text = TextRange()

  package init(_ kind: Kind = .missing, _ text: TextRange = TextRange()) {
    self.kind = kind
    self.text = text
  }
}

/// What one member holds. A batch is reused from member to member; text ranges point into the member's bytes.
package struct Batch: Sendable {
  package var tickets: [BatchTicket] = []
  package var comments: [BatchComment] = []
  package var users: [BatchUser] = []
  /// Objects in the organizations array; elements that are no objects count only where organizations are agreed.
  package var organizationCount = 0
  /// Empty where organizations are not agreed.
  package var organizations: [BatchOrganization] = []
  /// The values of further keys: as many for each record as it has further keys, in their order, from the record's
  /// `firstValue` on.
  package var values: [BatchValue] = []
  /// Objects and arrays that are values of further keys, as they stand in the member: reading a member decodes its
  /// strings in place, which would leave nothing of them to be read again.
  package var nested: [UInt8] = []
  package var problems: [BatchProblem] = []
  /// More problems than `problems` holds: every one is counted, the first `BatchReader.problemLimit` are
  /// kept.
  package var problemCount: [BatchProblem.Kind: Int] = [:]
  package init() {}
}

/// Something in a batch that is not of the agreed shape, with its place.
package struct BatchProblem: Error, Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Not JSON by RFC 8259 (syntax, UTF-8, lone surrogates, trailing text, depth): none of the member's
    /// records is taken.
    case notJSON
    case duplicateKey
    /// A value of another type than agreed; where an id belongs: anything but a 64-bit integer without a
    /// leading zero, fraction or exponent.
    case wrongType
    case missingField
    /// One of the four arrays, or an object on the way to them, is missing.
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
