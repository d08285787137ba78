import Audit

/// The threads that the page shows side by side.
struct HTMLThreads {
  var threadList: [HTMLThread]
  var hasThreads: Bool
  /// How to read them, and what of them is not on the page.
  var threadNotes: [String]

  /// The comments that a page shows of all threads together, so that it stays small enough to be sent.
  static let commentLimit = 600

  init(_ result: AuditResult) {
    let shown = Self.shown(of: result)
    threadList = shown.map { HTMLThread($0, result) }
    hasThreads = !shown.isEmpty
    threadNotes = [
      "\(counting(shown.count, "ticket")) with the comments of both systems: what must arrive on the left, what did on the "
        + "right, in one row where the ids are the same. Custom fields are not shown."
    ]
    if !result.showsValues {
      threadNotes.append(
        "Bodies are masked: letters as a and A, digits as 9, addresses and what is not ASCII as •.")
    }
    if !result.archive.isComplete {
      threadNotes.append(
        "The archive was not read to its end: what is missing here may be in the rest of it.")
    }
    let hidden = result.samples.count - shown.count
    if hidden > 0 { threadNotes.append("\(counting(hidden, "more thread")) in audit.json.") }
  }

  /// The first of the samples, as many as the page has room for.
  static func shown(of result: AuditResult) -> [ThreadSample] {
    var room = commentLimit
    return Array(
      result.samples.prefix { sample in
        room -= sample.rows.count
        return room >= 0
      })
  }
}

/// One thread.
struct HTMLThread {
  /// Where links lead.
  var threadID: String
  var threadTitle: String
  /// `5 comments, 2 of them differ`
  var threadCount: String
  /// Why it was chosen, in a few words, and in full.
  var threadChoice: String
  var threadReasons: [Reason]
  /// Whether it is printed, folded or not: because something is wrong in it.
  var isPrinted: Bool
  var threadRows: [HTMLThreadRow]

  /// Why it was chosen, with a link where there is more to read.
  struct Reason {
    var reasonWords: String
    var reasonLink: String?
  }

  static func anchor(of sample: ThreadSample) -> String { "Thread-\(sample.ticket)" }

  init(_ sample: ThreadSample, _ result: AuditResult) {
    threadID = Self.anchor(of: sample)
    threadTitle = "Ticket \(sample.ticket)"
    let count =
      sample.expected == sample.found
      ? counting(sample.expected, "comment")
      : "\(counting(sample.expected, "comment")) expected, \(sample.found.grouped) found"
    threadCount =
      sample.different == 0
      ? "\(count), all equal"
      : "\(count); \(sample.different.grouped) \(sample.different == 1 ? "differs" : "differ")"
    threadChoice = sample.reasons.map { $0.words(result) }.joined(separator: ", ")
    threadReasons = sample.reasons.map {
      Reason(reasonWords: $0.sentence(result), reasonLink: $0.link(result))
    }
    isPrinted = sample.reasons.contains(where: \.isFailure)
    threadRows = sample.rows.map { HTMLThreadRow($0, ofTicket: sample.ticket) }
  }
}

extension ThreadSample.Reason {
  /// Whether something is wrong in the ticket.
  fileprivate var isFailure: Bool {
    switch self {
    case .cause, .rule: true
    case .longest, .newest, .oldest, .privateNotes, .mergedPerson, .random: false
    }
  }

  fileprivate func words(_ result: AuditResult) -> String {
    switch self {
    case .cause(let number): "cause \(number)"
    case .rule(let id): result.title(ofRule: id)
    case .longest: "most comments"
    case .newest: "newest"
    case .oldest: "oldest"
    case .privateNotes: "private notes"
    case .mergedPerson: "merged person"
    case .random: "drawn"
    }
  }

  fileprivate func sentence(_ result: AuditResult) -> String {
    switch self {
    case .cause(let number):
      result.causes.indices.contains(number - 1)
        ? "cause \(number): \(result.causes[number - 1].sentence)" : "cause \(number)"
    case .rule(let id): "it has a violation of the rule: \(result.title(ofRule: id))"
    case .longest: "it has the most comments"
    case .newest: "it is the newest"
    case .oldest: "it is the oldest"
    case .privateNotes: "it has the most private notes"
    case .mergedPerson: "somebody writes in it who had the most accounts, which became one user"
    case .random(let seed): "drawn by the seed \(seed), which is the same in every audit"
    }
  }

  fileprivate func link(_ result: AuditResult) -> String? {
    switch self {
    case .cause(let number): result.causes.indices.contains(number - 1) ? "Cause-\(number)" : nil
    case .rule(let id): result.rules.contains { $0.id == id } ? id : nil
    case .longest, .newest, .oldest, .privateNotes, .mergedPerson, .random: nil
    }
  }
}

extension AuditResult {
  fileprivate func title(ofRule id: String) -> String { rules.first { $0.id == id }?.title ?? id }
}
