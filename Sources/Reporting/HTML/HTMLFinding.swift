import Audit

/// A finding, with what differs in it marked.
struct HTMLFinding {
  var findingMessage: String
  var findingFacts: [ReportView.Fact]
  /// What was expected and what was found, where it is known of both.
  var differences: [Difference]
}

extension HTMLFinding {
  init(_ finding: Finding) {
    findingMessage = finding.message
    let facts = finding.facts
    if let expected = finding.expected, let found = finding.found {
      findingFacts = facts.filter { $0.name != "expected" && $0.name != "found" }.map(ReportView.Fact.init)
      differences = [Difference(expected, found)]
    } else {
      findingFacts = facts.map(ReportView.Fact.init)
      differences = []
    }
  }
}

/// Two texts by what they have in common at both ends, and what is between: all of them, where they have little in common.
struct Difference: Equatable {
  var start: String
  var expectedMiddle: String
  var foundMiddle: String
  var end: String

  /// - Complexity: O(n) of the longer text.
  init(_ expected: String, _ found: String) {
    let (left, right) = (Array(expected), Array(found))
    let shorter = min(left.count, right.count)
    var before = 0
    while before < shorter, left[before].isSpelled(as: right[before]) { before += 1 }
    var after = 0
    while after < shorter - before,
      left[left.count - 1 - after].isSpelled(as: right[right.count - 1 - after])
    { after += 1 }
    // Letters that two other words happen to share say nothing.
    if (before + after) * 2 < max(left.count, right.count) { (before, after) = (0, 0) }
    start = String(left[..<before])
    end = String(left[(left.count - after)...])
    expectedMiddle = String(left[before..<(left.count - after)])
    foundMiddle = String(right[before..<(right.count - after)])
  }
}

extension Character {
  /// Characters are equal by what they mean; texts of an audit by their bytes.
  fileprivate func isSpelled(as other: Character) -> Bool {
    unicodeScalars.elementsEqual(other.unicodeScalars)
  }
}
