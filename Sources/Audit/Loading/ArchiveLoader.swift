import Archive
import Crypto
import Foundation
import Plan
import Platform

/// Reads the archive into its tables: one thread inflates and splits, others parse the batches, and each batch
/// is appended in the order of the tar, so that the tables are the same for any number of threads. Of several deliveries,
/// one is read after the other.
struct ArchiveLoader: Sendable {
  let tables: ArchiveTables
  private let pattern: ArchivePlan
  /// Where the archives are read, which may be copies of those that the tables name.
  private let paths: [String]
  private let reading: Reading

  /// - Parameter copies: paths that are read in place of those of the deliveries; empty for themselves.
  init(_ plan: Plan, _ deliveries: Deliveries, copies: [String] = [], reading: Reading) {
    self.reading = reading
    pattern = plan.archive
    tables = ArchiveTables(plan, FieldLayouts(plan), deliveries)
    paths = copies.isEmpty ? deliveries.paths : copies
  }

  /// Reads each archive once, with `parsers` threads beside the calling one (0: all of it on the calling thread). The tables
  /// are not in order before `order` is called.
  ///
  /// - Throws: `ArchiveError` for the first that can't be read; none is read after it.
  func load(parsers: Int) throws {
    for (delivery, path) in paths.enumerated() { try load(path, delivery, parsers: parsers) }
  }

  private func load(_ path: String, _ delivery: Int, parsers: Int) throws {
    let reader = try ArchiveReader(
      path: path, limits: reading.limits, isReference: reading.isReference)
    tables.read.append(DeliveryRow(firstMember: tables.members.count))
    var digest = SHA256()
    if parsers == 0 {
      var parser = BatchParser(tables, reading)
      tables.read[delivery].summary = try reader.read(
        tap: {
          digest.update(bufferPointer: $0)
          reading.progress.add($0.count)
        },
        problem: { tables.streamProblems.append(tables.deliveries.named($0, of: delivery)) },
        receive: { member in
          note(member, of: delivery)
          guard let work = batch(of: member) else { return }
          parser.parse(work.bytes)
          parser.append(member: work.member, number: work.number, delivery: delivery)
          reader.recycle(work.bytes)
        })
    } else {
      tables.read[delivery].summary = try read(reader, delivery, parsers: parsers, &digest)
    }
    tables.read[delivery].sha256 = hexadecimal(digest.finalize())
  }

  /// Ends the tables, once all of the archive is in them.
  func order() { tables.order(reading.parallelism) }

  private struct Work: Sendable {
    var sequence: Int
    var member: Int
    var number: Int64
    var bytes: MemberBytes
  }

  private func read(
    _ reader: ArchiveReader, _ delivery: Int, parsers: Int, _ digest: inout SHA256
  ) throws -> ArchiveSummary {
    let queue = BoundedQueue<Work>(capacity: 64)
    let turnstile = Turnstile()
    let done = DispatchGroup()
    for _ in 0..<parsers {
      done.enter()
      WorkThread.start { [tables, reading] in
        var parser = BatchParser(tables, reading)
        while let work = queue.take() {
          parser.parse(work.bytes)
          turnstile.pass(work.sequence) {
            parser.append(member: work.member, number: work.number, delivery: delivery)
          }
          reader.recycle(work.bytes)
        }
        done.leave()
      }
    }
    defer {
      queue.close()
      done.wait()
    }
    var sequence = 0
    // Members are noted by the reading thread alone, batches by the parsing threads in turn.
    return try reader.read(
      tap: {
        digest.update(bufferPointer: $0)
        reading.progress.add($0.count)
      },
      problem: { tables.streamProblems.append(tables.deliveries.named($0, of: delivery)) },
      receive: { member in
        note(member, of: delivery)
        guard var work = batch(of: member) else { return }
        work.sequence = sequence
        sequence += 1
        queue.put(work)
      })
  }

  private func note(_ member: Member, of delivery: Int) {
    let hasDotSlash = member.name.starts(with: [0x2E, 0x2F])
    let name = tables.deliveries.name(member.shownName, of: delivery)
    var row = MemberRow(
      name: name, kind: member.kind, offset: Int(clamping: member.offset),
      batchNumber: pattern.batchNumber(of: hasDotSlash ? Array(member.name.dropFirst(2)) : member.name),
      hasDotSlash: hasDotSlash, delivery: delivery)
    row.isUnread = member.kind == .file && member.contents == nil && row.batchNumber != nil
    tables.members.append(row)
  }

  /// The member's bytes, if it is a batch.
  private func batch(of member: Member) -> Work? {
    guard let row = tables.members.last, let number = row.batchNumber, let bytes = member.contents else {
      return nil
    }
    return Work(sequence: 0, member: tables.members.count - 1, number: number, bytes: bytes)
  }
}

extension ArchivePlan {
  /// The number in a member name that fits the pattern; nil for any other name.
  func batchNumber(of name: [UInt8]) -> Int64? {
    let prefix = Array(memberPrefix.utf8)
    let suffix = Array(memberSuffix.utf8)
    guard name.count > prefix.count + suffix.count, name.starts(with: prefix),
      name.suffix(suffix.count).elementsEqual(suffix)
    else { return nil }
    return name[prefix.count..<name.count - suffix.count].withUnsafeBufferPointer { integer($0) }
      .flatMap { $0 < 0 ? nil : $0 }
  }
}
