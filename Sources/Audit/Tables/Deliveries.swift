import Archive
import Plan

/// The archives that are judged together, in the order in which the new platform imports them; mostly one.
///
/// The names of members repeat from one to the next, so that where there are several, messages put the archive's before them.
struct Deliveries: Sendable {
  let paths: [String]
  /// What messages call each of them; nil where there is one.
  private let labels: [String]?

  /// - Parameter paths: at least one.
  init(_ paths: [String]) {
    self.paths = paths
    let names = paths.map { path in path.split(separator: "/").last.map(String.init) ?? path }
    func isAlone(_ name: String, _ all: [String]) -> Bool { all.count { $0 == name } == 1 }
    labels =
      paths.count == 1
      ? nil
      : paths.indices.map { number in
        if isAlone(names[number], names) { return names[number] }
        return isAlone(paths[number], paths) ? paths[number] : "\(paths[number]) (delivery \(number + 1))"
      }
  }

  var areSeveral: Bool { labels != nil }

  /// What messages call a delivery; nil where there is one.
  func label(_ number: Int) -> String? { labels?[number] }

  /// What messages call a member of a delivery: `delta.tar.gz/batch_100.json`; its own name where there is one delivery.
  func name(_ member: String, of delivery: Int) -> String {
    label(delivery).map { "\($0)/\(member)" } ?? member
  }

  /// The name of the archive before what is said of it, where there are several.
  func said(_ sentence: String, of delivery: Int) -> String {
    label(delivery).map { "\($0): \(sentence)" } ?? sentence
  }

  /// A problem of the stream, in words that tell which archive has it.
  func named(_ problem: ArchiveProblem, of delivery: Int) -> ArchiveProblem {
    guard let label = label(delivery) else { return problem }
    var named = problem
    named.message = said(problem.message, of: delivery)
    named.member = problem.member.map { name($0, of: delivery) } ?? label
    return named
  }
}

/// What was read of one delivery.
struct DeliveryRow: Sendable, Codable {
  /// The SHA-256 of the file; empty until it was read to its end.
  var sha256 = ""
  var summary = ArchiveSummary()
  /// The first of its entries in `ArchiveTables.members`.
  var firstMember: Int
  /// For each record type the records that it has, and those of them that a later delivery replaces.
  var records: [Int] = []
  var superseded: [Int] = []
}

/// When a batch is imported: by the order of the deliveries, then by its number.
struct BatchKey: Comparable, Hashable, Sendable {
  var delivery: Int32
  var number: Int64

  static func < (left: Self, right: Self) -> Bool {
    left.delivery == right.delivery ? left.number < right.number : left.delivery < right.delivery
  }
}

extension ArchiveTables {
  /// What was read of all deliveries together.
  var summary: ArchiveSummary {
    var sum = ArchiveSummary(isComplete: !read.isEmpty && read.allSatisfy(\.summary.isComplete))
    for row in read {
      sum.bytes += row.summary.bytes
      sum.tarBytes += row.summary.tarBytes
      sum.members += row.summary.members
    }
    return sum
  }

  /// The SHA-256 of the archive; of several that of a text with the SHA-256 of each in a line of its own. Empty where one of
  /// them was not read to its end.
  var digest: String {
    guard read.count == deliveries.paths.count, !read.contains(where: \.sha256.isEmpty) else { return "" }
    return read.count == 1 ? read[0].sha256 : sha256(Array(read.map { $0.sha256 + "\n" }.joined().utf8))
  }

  /// For each delivery the numbers of its batches, each once, in ascending order.
  var batchNumbers: [[Int64]] {
    var numbers = [Set<Int64>](repeating: [], count: max(read.count, 1))
    for batch in batches { numbers[batch.delivery].insert(batch.number) }
    return numbers.map { $0.sorted() }
  }

  /// `batch 100`, and where there are several deliveries, of which.
  func words(_ batch: BatchKey) -> String {
    "batch \(batch.number)" + (deliveries.label(Int(batch.delivery)).map { " of \($0)" } ?? "")
  }

  /// Numbers of entries, by the delivery that has them, as its own tar counts them.
  func sequences(ofMembers numbers: some Sequence<Int>) -> [[Int: Int]] {
    var sequences = read.map { _ in [Int: Int]() }
    for number in numbers where members.indices.contains(number) {
      let delivery = members[number].delivery
      sequences[delivery][number - read[delivery].firstMember] = number
    }
    return sequences
  }
}
