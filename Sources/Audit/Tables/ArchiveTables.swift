import Archive

/// What the archive holds, as columns: one row for each record, in the order of the tar.
///
/// The position of a record is (batch number, index in the array), which is the order of `batchOrder`, whatever
/// the place of the member in the tar.
final class ArchiveTables: @unchecked Sendable {  // filled by one thread at a time, then only read
  /// Every entry of the tar.
  var members: [MemberRow] = []
  /// The members that are batches, in the order of the tar.
  var batches: [BatchRow] = []
  private(set) var ticketIDs = IDIndex()
  private(set) var userIDs = IDIndex()
  /// The comments spread by id; let go of once they are joined.
  var commentsByID: Partition?
  /// Indices of `batches` by batch number, then by place in the tar.
  private(set) var batchOrder: [Int] = []

  let comments = RecordTable()
  let commentTicketID = Vector<Int64>()
  let commentAuthorID = Vector<Int64>()
  let commentIsPublic = Vector<UInt8>()
  let commentSeconds = Vector<Int64>()
  let commentNanoseconds = MostlyZero<Int32>()
  let bodyDigest = Vector<UInt64>()
  let bodyLength = Vector<UInt32>()

  let tickets = RecordTable()
  let ticketRequesterID = Vector<Int64>()
  let ticketSeconds = Vector<Int64>()
  let ticketNanoseconds = Vector<Int32>()

  let organizations = RecordTable()

  /// The further fields, by the columns of their layouts.
  let commentFields: [FieldColumn]
  let ticketFields: [FieldColumn]
  let userFields: [FieldColumn]
  let organizationFields: [FieldColumn]

  let users = RecordTable()
  /// Numbers of texts in `texts`; -1 is null or missing.
  let userName = Vector<Int32>()
  let userEmail = Vector<Int32>()
  let texts = TextPool()

  var streamProblems: [ArchiveProblem] = []
  var batchProblemCounts: [BatchProblem.Kind: Int] = [:]
  /// The first problems of each kind, with their batches.
  var batchProblems: [BatchProblem.Kind: [(batch: Int, problem: BatchProblem)]] = [:]
  var summary = ArchiveSummary()

  init(_ layouts: FieldLayouts) {
    commentFields = layouts.comments.makeColumns()
    ticketFields = layouts.tickets.makeColumns()
    userFields = layouts.users.makeColumns()
    organizationFields = layouts.organizations.makeColumns()
  }

  /// Appends to the columns of the comments; each must be given a value.
  struct CommentAppender {
    let id: Vector<Int64>.Appender
    let batch: Vector<Int32>.Appender
    let offset: Vector<UInt32>.Appender
    let present: Vector<UInt8>.Appender
    let ticketID: Vector<Int64>.Appender
    let authorID: Vector<Int64>.Appender
    let isPublic: Vector<UInt8>.Appender
    let seconds: Vector<Int64>.Appender
    let nanoseconds: MostlyZero<Int32>.Appender
    let bodyDigest: Vector<UInt64>.Appender
    let bodyLength: Vector<UInt32>.Appender
  }

  var commentAppender: CommentAppender {
    CommentAppender(
      id: comments.id.appender, batch: comments.batch.appender, offset: comments.offset.appender,
      present: comments.present.appender, ticketID: commentTicketID.appender,
      authorID: commentAuthorID.appender, isPublic: commentIsPublic.appender,
      seconds: commentSeconds.appender, nanoseconds: commentNanoseconds.appender,
      bodyDigest: bodyDigest.appender, bodyLength: bodyLength.appender)
  }

  /// Works out what the archive alone can tell, mostly while the exports are still being read. To be called once,
  /// when the last batch is in.
  func order() {
    ticketIDs = IDIndex(tickets, batches)
    userIDs = IDIndex(users, batches)
    commentsByID = comments.spread(bits: Partition.bits(rows: comments.count))
    batchOrder = batches.indices.sorted {
      (batches[$0].number, batches[$0].member) < (batches[$1].number, batches[$1].member)
    }
  }

  func commentInstant(_ row: Int) -> Instant {
    Instant(seconds: commentSeconds[row], nanoseconds: commentNanoseconds[row])
  }
  func ticketInstant(_ row: Int) -> Instant {
    Instant(seconds: ticketSeconds[row], nanoseconds: ticketNanoseconds[row])
  }
}

/// The fields of a record that hold a value of the agreed type.
struct BatchFields: OptionSet, Sendable {
  let rawValue: UInt8

  static let id = BatchFields(rawValue: 1)
  static let ticketID = BatchFields(rawValue: 2)
  static let authorID = BatchFields(rawValue: 4)
  static let requesterID = BatchFields(rawValue: 4)
  static let isPublic = BatchFields(rawValue: 8)
  static let createdAt = BatchFields(rawValue: 16)
  static let body = BatchFields(rawValue: 32)
  static let name = BatchFields(rawValue: 32)
  static let email = BatchFields(rawValue: 64)
}

/// What every kind of record has: its id, where it stands, and which of its fields hold a value.
final class RecordTable: @unchecked Sendable {  // as ArchiveTables
  let id = Vector<Int64>()
  let batch = Vector<Int32>()
  /// Bytes from the start of the member to the object's `{`.
  let offset = Vector<UInt32>()
  /// Bits of `BatchFields`, and `RecordTable.hasInstant`.
  let present = Vector<UInt8>()

  /// `created_at` is a string that is RFC 3339.
  static let hasInstant: UInt8 = 128

  var count: Int { id.count }

  func has(_ fields: BatchFields, _ row: Int) -> Bool { present[row] & fields.rawValue == fields.rawValue }
  /// The rows that have an id, spread by it.
  func spread(bits: Int) -> Partition { Partition(id, bits: bits) { has(.id, $0) } }

  func hasInstant(_ row: Int) -> Bool { present[row] & RecordTable.hasInstant != 0 }
}

/// One entry of the tar.
struct MemberRow: Sendable {
  var name: String
  var kind: Member.Kind
  /// Bytes from the start of the tar to the entry's header.
  var offset: Int
  /// Its batch number, where the name fits the plan's pattern (a leading `./` aside).
  var batchNumber: Int64?
  var hasDotSlash: Bool
}

/// One member that is a batch.
struct BatchRow: Sendable {
  /// Index into `members`.
  var member: Int
  var number: Int64
  var isReadable = true
  /// The rows of the batch in the tables.
  var tickets = 0..<0
  var comments = 0..<0
  var users = 0..<0
  var organizations = 0..<0
  /// Objects in the array of organizations, which are rows only where the plan maps organizations.
  var organizationCount = 0
}
