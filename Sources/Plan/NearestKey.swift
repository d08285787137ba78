/// `; did you mean 'sources'?` for a slip of the keyboard, else the list of what is known.
package func suggestion(for word: String, among known: [String]) -> String {
  nearest(to: word, among: known).map { "; did you mean '\($0)'?" }
    ?? "; known here: \(known.joined(separator: ", "))"
}

/// What was probably meant by a slip of the keyboard: the nearest, within two slips or a third of its letters.
package func nearest(to word: String, among known: [String]) -> String? {
  let nearest = known.map { ($0, editDistance(word, $0)) }.min { $0.1 < $1.1 }
  guard let (candidate, distance) = nearest, distance <= max(2, candidate.count / 3) else { return nil }
  return candidate
}

/// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
/// - Complexity: O(n · m) in the lengths, of which the first counts up to 60 characters only.
package func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.lowercased().prefix(60))
  let right = Array(right.lowercased())
  var beforePrevious: [Int] = []
  var previous = Array(0...right.count)
  for (row, character) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      let substitution = previous[column] + (character == other ? 0 : 1)
      var distance = min(substitution, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
        distance = min(distance, beforePrevious[column - 1] + 1)
      }
      current.append(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.count]
}
