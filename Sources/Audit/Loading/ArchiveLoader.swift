import Archive
import Crypto
import Foundation
import Plan
import Platform

/// Reads the archive into its tables: one thread inflates and splits, others parse the batches, and each batch
/// is appended in the order of the tar, so that the tables are the same for any number of threads.
struct ArchiveLoader: Sendable {
  let tables: ArchiveTables
  private let pattern: ArchivePlan
  private let path: String
  private let reading: Reading

  init(_ plan: Plan, path: String, reading: Reading) {
    self.reading = reading
    pattern = plan.archive
    tables = ArchiveTables(plan, FieldLayouts(plan))
    self.path = path
  }

  /// Reads the archive once, with `parsers` threads beside the calling one (0: all of it on the calling thread).
  ///
  /// - Returns: the SHA-256 of the file, in hexadecimal digits.
  /// - Throws: `ArchiveError` when the file can't be read.
  func load(parsers: Int) throws -> String {
    defer { order() }
    let reader = try ArchiveReader(
      path: path, limits: reading.limits, isReference: reading.isReference)
    var digest = SHA256()
    if parsers == 0 {
      var parser = BatchParser(tables, reading)
      tables.summary = try reader.read(
        tap: {
          digest.update(bufferPointer: $0)
          reading.progress.add($0.count)
        },
        problem: { tables.streamProblems.append($0) },
        receive: { member in
          note(member)
          guard let work = batch(of: member) else { return }
          parser.parse(work.bytes)
          parser.append(member: work.member, number: work.number)
          reader.recycle(work.bytes)
        })
    } else {
      tables.summary = try read(reader, parsers: parsers, &digest)
    }
    return hexadecimal(digest.finalize())
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
    _ reader: ArchiveReader, parsers: Int, _ digest: inout SHA256
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
            parser.append(member: work.member, number: work.number)
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
      problem: { tables.streamProblems.append($0) },
      receive: { member in
        note(member)
        guard var work = batch(of: member) else { return }
        work.sequence = sequence
        sequence += 1
        queue.put(work)
      })
  }

  private func note(_ member: Member) {
    let hasDotSlash = member.name.starts(with: [0x2E, 0x2F])
    let name = member.shownName
    var row = MemberRow(
      name: name, kind: member.kind, offset: Int(clamping: member.offset),
      batchNumber: pattern.batchNumber(of: hasDotSlash ? Array(member.name.dropFirst(2)) : member.name),
      hasDotSlash: hasDotSlash)
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
