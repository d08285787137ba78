import Audit
import Demo

/// What the generator of the faulty archive counted as wrong, beside what the audit found: neither knows the other's
/// numbers.
struct FaultTally {
  private struct Line {
    var what: String
    var rule: String
    var expected: Int
    var found: Int
  }

  private let lines: [Line]

  init(expected: PublishedFacts, found: AuditResult) {
    let pairs = [
      ("comments missing", "no-missing-comments", expected.lostComments),
      ("tickets missing", "no-missing-tickets", expected.lostTickets),
      ("users missing", "no-missing-users", expected.lostUsers),
      ("users unexpected", "no-unexpected-users", expected.unexpectedUsers),
      ("user ids repeated", "user-ids-are-unique", expected.duplicateUserIDs),
      ("e-mails repeated", "emails-are-unique", expected.duplicateEmails),
      ("wrong author_ids", "comments-have-the-expected-author", expected.wrongAuthorIDs),
      ("wrong requester_ids", "tickets-have-the-expected-requester", expected.wrongRequesterIDs),
      ("orphan author_ids", "comments-have-authors", expected.unresolvedAuthorIDs),
      ("orphan requester_ids", "tickets-have-requesters", expected.unresolvedRequesterIDs),
      ("public flags flipped", "public-flags-are-unchanged", expected.flippedPublicFlags),
    ]
    lines = pairs.map { what, rule, count in
      let violations = found.rules.first { $0.id == rule }?.violations ?? -1
      return Line(what: what, rule: rule, expected: count, found: violations)
    }
  }

  /// Whether every number is found exactly.
  var agrees: Bool { lines.allSatisfy { $0.expected == $0.found } }

  var text: String {
    let rows =
      [["What is wrong", "made", "found", "by the rule"]]
      + lines.map { [$0.what, String($0.expected), String($0.found), $0.rule] }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let padding = zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) }
      return "\(row[0])\(padding[0])  \(padding[1])\(row[1])  \(padding[2])\(row[2])  \(row[3])\n"
    }.joined()
  }
}
