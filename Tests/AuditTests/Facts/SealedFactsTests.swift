import Archive
import Foundation
import Plan
import RuleExamples
import Testing

@testable import Audit

/// Facts of an archive that somebody made, with a digest that is right: only what fits together is read.
@Suite("Facts of an archive that are whole, and contradict themselves")
struct SealedFactsTests {
  @Test("are damaged where a column has values of more rows, or of fewer, than its table", arguments: [0, 2])
  func columns(_ times: Int) throws {
    let sealed = try Sealed()
    #expect(throws: Never.self) { try sealed.restore(sealed.frames) }
    // Part by part: a part of some rows is before one of none, which ends its column.
    let parts = sealed.frames.indices.filter {
      sealed.frames[$0].kind == .column && sealed.frames[$0].contents != [0]
    }
    #expect(parts.count > 20)
    for part in parts {
      var frames = sealed.frames
      frames.replaceSubrange(part...part, with: Array(repeating: frames[part], count: times))
      #expect(throws: FactsError.self, "frame \(part)") { try sealed.restore(frames) }
    }
  }

  @Test("are damaged where a table has less than no rows")
  func rows() throws {
    let sealed = try Sealed()
    var facts = sealed.facts
    facts.rows[0] = -1
    facts.mentions = [ErasedMention(type: 0, field: 0, row: 0, person: 0)]
    var frames = sealed.frames
    frames[0].contents = encoded(facts)
    #expect(throws: FactsError.self) { try sealed.restore(frames) }
  }

  @Test("are damaged, and take no memory, where a frame says that it is a gigabyte long")
  func longFrame() throws {
    let sealed = try Sealed()
    let before = peakMemory()
    let length = withUnsafeBytes(of: UInt32(1 << 30).littleEndian) { Array($0) }
    for frame in [[2] + length + length, [2] + length + [8, 0, 0, 0] + Array(repeating: 0, count: 8)] {
      try Data(FactsFormat.line + frame).write(to: URL(fileURLWithPath: sealed.path))
      let reader = try FactsReader(sealed.path)
      #expect(throws: reader.damage) { try reader.next() }
    }
    #expect(peakMemory() - before < 1 << 29)
  }

  @Test("problems of batches are written in one order, that of their names")
  func problems() {
    #expect(
      encoded([BatchProblem.Kind.unknownKey: 1, .duplicateKey: 2, .notJSON: 3])
        == Array(#"{"duplicateKey":2,"notJSON":3,"unknownKey":1}"#.utf8))
  }
}

/// The facts of the standard example's archive, frame by frame.
private struct Sealed {
  typealias Frame = (kind: FactsFormat.Kind, contents: [UInt8])

  let folder: ExampleFolder
  let plan: Plan
  let facts: StoredArchive
  private(set) var frames: [Frame] = []

  init() throws {
    folder = try ExampleFolder(ExampleInput(standardOf: RulePages.all.get().readme))
    plan = try folder.plan()
    let loading = ArchiveLoading(plan: plan, paths: [folder.archivePath], reading: Reading())
    loading.load(parsers: 0, isStored: true)
    facts = StoredArchive(loading.loader.tables, trouble: loading.trouble)
    let writer = try FactsWriter(path)
    try writer.write(.header, encoded(facts))
    var columns = ArchiveColumnWriter(writer)
    try loading.loader.tables.visitColumns(&columns, rows: facts.rows)
    try writer.finish([])
    let reader = try FactsReader(path)
    repeat { frames.append(try reader.next()) } while frames.last?.kind != .end
  }

  var path: String { "\(folder.path)/archive.facts" }

  /// Writes the frames, and takes the archive from them.
  func restore(_ frames: [Frame]) throws {
    let writer = try FactsWriter(path)
    for frame in frames.dropLast() { try writer.write(frame.kind, frame.contents) }
    try writer.finish([])
    let loading = ArchiveLoading(plan: plan, paths: [folder.archivePath], reading: Reading())
    try loading.restore(from: FactsReader(path))
  }
}
