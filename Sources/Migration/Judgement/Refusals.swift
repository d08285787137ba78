import Exports
import Plan

/// Everything for which a build is refused, as sentences: the place, what was expected, what to do.
///
/// Of each kind the first cases are named, and all are counted.
struct Refusals {
  private let exports: JudgedExports

  init(_ exports: JudgedExports) {
    self.exports = exports
  }

  /// Empty if nothing stands against a build.
  var sentences: [String] {
    let rows = chatRows + ticketingRows
    let isDecided = exports.plan.conflicts != .refuse || !exports.judgement.hasConflicts
    if isDecided, !exports.judgement.hasSharedIDs { return rows }
    let report = ConflictReport(exports)
    return rows + (isDecided ? [] : conflicts(report)) + sharedIDs(report) + sharedTicketingIDs
  }

  /// The first cases, and how many more there are.
  private func lines<Case>(
    _ evidence: Evidence<Case>, more: String, sentence: (Case) -> String
  ) -> [String] {
    let rest = evidence.total - evidence.cases.count
    return evidence.cases.map(sentence) + (rest > 0 ? ["… and \(rest) more: \(more)"] : [])
  }
}

// Rows that can't be taken.
extension Refusals {
  private var chatRows: [String] {
    let (chat, columns) = (exports.chat, exports.plan.columns)
    let torn = lines(chat.torn, more: "torn records in \(exports.plan.chat.name)") {
      $0.sentence(in: exports.chatExport.files)
    }
    return chat.leftOutInOrder.filter { $0.reason.isRefused(by: columns) }.reduce(torn) {
      sentences, leftOut in
      let complaint = leftOut.reason.complaint(column: columns[leftOut.reason.field].from)
      return sentences
        + lines(leftOut.rows, more: leftOut.reason.text(columns)) { "\(exports.chatLine($0)): \(complaint)" }
    }
  }

  private var ticketingRows: [String] {
    guard let export = exports.ticketingExport else { return [] }
    let (ticketing, id, name) = (exports.ticketing, exports.plan.columns.ticketingID.from, export.source.name)
    let torn = lines(ticketing.torn, more: "torn records in \(name)") { $0.sentence(in: export.files) }
    let complaints = [
      (ticketing.invalidUTF8, "the row is not valid UTF-8; export it again as UTF-8"),
      (ticketing.nullIDs, "\(id) is null; fill it in"),
      (
        ticketing.unreadableIDs,
        "\(id) can't be read; expected \(ChatField.commentID.expectation); correct the export"
      ),
    ]
    return complaints.reduce(torn) { sentences, complaint in
      sentences
        + lines(complaint.0, more: "such rows in \(name)") {
          "\(exports.ticketingLine($0)): \(complaint.1)"
        }
    }
  }
}

// Rows that contradict each other.
extension Refusals {
  /// What a policy would decide.
  private func conflicts(_ report: ConflictReport) -> [String] {
    let judgement = exports.judgement
    let ticketing = lines(judgement.ticketingConflicts, more: "e-mails with several ticketing ids") { key in
      let users = exports.ticketing.usersOfKey[key] ?? []
      let ids = users.map { "\($0.id) (\(exports.ticketingLine($0.line)))" }
      return "one e-mail of the chat has several ticketing ids: \(ids.joined(separator: ", "))"
    }
    return lines(judgement.emailConflicts, more: "chat ids with several e-mails") {
      report.email($0).sentence
    }
      + lines(judgement.commentConflicts, more: "comments with rows that differ") {
        report.comment($0).sentence
      }
      + lines(judgement.ticketConflicts, more: "conversations with rows that differ") {
        report.ticket($0).sentence
      }
      + ticketing
      + ["Correct the exports, or let the plan decide with 'conflicts: first' or 'conflicts: last'."]
  }

  /// Chat ids that are ticketing ids, too: no policy decides that two people get one id.
  private func sharedIDs(_ report: ConflictReport) -> [String] {
    guard exports.judgement.sharedIDs.total > 0 else { return [] }
    let sentences = lines(exports.judgement.sharedIDs, more: "chat ids that equal a ticketing id") { chatID in
      let other = exports.ticketing.lineOfChatID[chatID].map(exports.ticketingLine) ?? ""
      return Contradiction(
        subject:
          "chat id \(exports.chat.identities.chatIDs[Int(chatID)].id) keeps its number, because no e-mail "
          + "matches, and that number is a ticketing id",
        variants: [report.lines(ofChatID: chatID), [other]]
      ).sentence
    }
    return sentences + [
      "Give these people the e-mail that the ticketing users have, or say 'unresolved-requester: same-ids' "
        + "if both systems are known to share their numbers."
    ]
  }

  /// Ticketing ids that ticketing itself gives to two people of the chat.
  private var sharedTicketingIDs: [String] {
    lines(exports.judgement.sharedTicketingIDs, more: "ticketing ids with several e-mails") { shared in
      let users = shared.keys.flatMap { exports.ticketing.usersOfKey[$0] ?? [] }.filter { $0.id == shared.id }
      return "ticketing id \(shared.id) has several e-mails, of different people of the chat: "
        + users.map { exports.ticketingLine($0.line) }.joined(separator: ", ")
        + "; correct the ticketing users"
    }
  }
}

extension LeftOutReason {
  /// As the balance names it.
  func text(_ columns: ChatColumns) -> String {
    let column = columns[field].from
    switch fault {
    case .invalidUTF8: return "invalid UTF-8 in \(column)"
    case .null: return "null \(column)"
    case .unreadable: return "unreadable \(column)"
    case .emptyBody: return "empty \(column)"
    }
  }

  /// Whether the plan refuses such a row; otherwise it is dropped.
  func isRefused(by columns: ChatColumns) -> Bool {
    switch fault {
    case .invalidUTF8, .unreadable: true
    case .null: columns[field].whenNull != .drop
    case .emptyBody: false
    }
  }

  fileprivate func complaint(column: String) -> String {
    switch fault {
    case .invalidUTF8: "\(column) is not valid UTF-8; export it again as UTF-8"
    case .null: "\(column) is null; fill it in, or let the plan leave such rows out with 'when-null: drop'"
    case .unreadable: "\(column) can't be read; expected \(field.expectation); correct the export"
    case .emptyBody: "\(column) is empty"
    }
  }
}

extension ChatIndex {
  /// What was left out, in the order in which rows are judged.
  var leftOutInOrder: [(reason: LeftOutReason, rows: Evidence<SourceLine>)] {
    let faults: [LeftOutReason.Fault] = [.invalidUTF8, .null, .unreadable, .emptyBody]
    return faults.flatMap { fault in
      ChatField.allCases.compactMap { field in
        let reason = LeftOutReason(fault: fault, field: field)
        return leftOut[reason].map { (reason, $0) }
      }
    }
  }
}

extension ExportProblem {
  fileprivate func sentence(in files: [ExportFile]) -> String { "\(files[file].name):\(line): \(message)" }
}
