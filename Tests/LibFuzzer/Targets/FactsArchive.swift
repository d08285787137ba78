import Archive
import Exports
import Foundation
import Plan
import Platform
import RuleExamples

@testable import Audit

/// The facts of an archive, sealed anew after changes anywhere in their frames: either they are refused, or every column has
/// a value for each row, and names batches and texts that are there; without changes, what is written down of them again is
/// the same.
enum FactsArchive {
  private static let archive = ScratchFile("facts-archive")

  private static let (plan, frames): (Plan, [FactsTarget.Frame]) = {
    do {
      let input = try ExampleInput.standard()
      let plan = try Plan(text: input.plan, path: "migration.yml")
      archive.write(try ExampleArchive(input).file)
      let loading = ArchiveLoading(plan: plan, paths: [archive.path], reading: Reading())
      loading.load(parsers: 0, isStored: true)
      let frames = try written(loading)
      require(frames.count > 50, "\(frames.count) frames")
      return (plan, frames)
    } catch {
      broken("the standard example is not read: \(error)")
    }
  }()

  /// The frames of what was read.
  private static func written(_ loading: ArchiveLoading) throws -> [FactsTarget.Frame] {
    let path = archive.path + ".facts"
    defer { unlink(path) }
    let tables = loading.loader.tables
    let facts = StoredArchive(tables, trouble: loading.trouble)
    let writer = try FactsWriter(path)
    try writer.write(.header, encoded(facts))
    var columns = ArchiveColumnWriter(writer)
    try tables.visitColumns(&columns, rows: facts.rows)
    try writer.finish([])
    return FactsTarget.frames(path) ?? []
  }

  static func run(_ choices: inout Choices, _ path: String) {
    var frames = frames
    let isDelivered = choices.below(2) == 1
    let count = choices.below(4)
    for _ in 0..<count { change(&frames, &choices) }
    FactsTarget.write(frames, to: path)
    let loading = ArchiveLoading(
      plan: plan, paths: isDelivered ? ["one", "two"] : ["one"], reading: Reading())
    do {
      let reader = try FactsReader(path)
      try loading.restore(from: reader)
    } catch {
      require(count > 0, "what was written is refused: \(error)")
      return FactsTarget.requireWords(error)
    }
    let tables = loading.loader.tables
    for table in tables.records {
      var proof = Proof(table: table, batches: tables.batches.count, texts: tables.texts.count)
      table.visitColumns(&proof, count: table.count)
      for row in 0..<table.count { _ = tables.place(of: row, in: table) }
    }
    // Which delivery has which rows is worked out of the columns, and said in the header.
    require(
      count > 0 || (try? written(loading).dropFirst()) == frames.dropFirst(), "written again, it is another")
    // Facts of one item are compared byte by byte: they must not depend on how a dictionary lies in memory.
    var facts = StoredArchive(tables, trouble: loading.trouble)
    facts.problemCounts = Dictionary(minimumCapacity: 0)
    for (number, kind) in BatchProblem.Kind.allCases.enumerated() { facts.problemCounts[kind] = number }
    var others = facts
    others.problemCounts = Dictionary(minimumCapacity: 1000)
    for (kind, number) in facts.problemCounts { others.problemCounts[kind] = number }
    require(encoded(facts) == encoded(others), "the same facts are written in two ways")
  }

  /// Changes some bytes of a frame, leaves one out, or has one twice.
  private static func change(_ frames: inout [FactsTarget.Frame], _ choices: inout Choices) {
    let (number, what) = (choices.below(frames.count - 1), choices.below(4))
    let (place, length) = (choices.below(256) << 8 | choices.below(256), choices.below(8))
    let bytes = (0..<choices.below(64)).map { _ in UInt8(choices.below(256)) }
    switch what {
    case 0: frames.remove(at: number)
    case 1: frames.insert(frames[number], at: number)
    default:
      let count = frames[number].contents.count
      let start = place % (count + 1)
      frames[number].contents.replaceSubrange(start..<min(count, start + length), with: bytes)
    }
  }

  private struct Proof: ArchiveColumnVisitor {
    typealias Failure = Never
    let table: ArchiveRecords
    let batches: Int
    let texts: Int

    private func require(_ count: Int) {
      FuzzTargets.require(count == table.count, "\(table.type.name): \(count) values of \(table.count) rows")
    }

    func visit<Number: FixedWidthInteger & BitwiseCopyable>(_ column: Vector<Number>) {
      require(column.count)
      if let numbers = column as? Vector<Int32> {
        let most = numbers === table.batch ? batches : max(batches, texts)
        FuzzTargets.require(
          numbers.values.allSatisfy { (-1..<Int32(most)).contains($0) }, "\(Array(numbers.values))")
      }
    }

    func visit(_ column: MostlyZero<Int32>, count: Int) { for row in 0..<count { _ = column[row] } }
    func visit(digests column: Vector<UInt64>) { require(column.count) }
    func visit(_ column: FieldColumn) { require(column.count) }
    func visit(_ texts: TextPool) {}
  }
}
