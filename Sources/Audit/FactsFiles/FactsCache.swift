import Crypto
import Foundation
import Platform
import Synchronization

/// Facts that are kept from one audit to the next in a folder: what has not changed is not read again, only hashed.
///
/// Facts are found by the SHA-256 of what they were read from, and by everything else that they depend on; times and sizes of
/// files prove nothing. A file of the folder that is damaged is made anew. What no audit has used for `days` is removed.
///
/// The folder has a secret, `seed`, from which the digests in it are made (see `WorkList`), and names, e-mails and ids in its
/// facts; nobody else may read them (mode 0600).
package struct FactsCache: Sendable {
  package let folder: String
  private static let days = 30

  /// Makes the folder, where there is none.
  ///
  /// - Throws: `FactsError` where that can't be, and for a folder whose seed can't be used.
  package init(_ folder: String) throws(FactsError) {
    self.folder = folder
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw FactsError(.trouble, folder, "this folder can't be created; name another with --cache")
    }
    let path = "\(folder)/seed"
    let stored = try seed(path)
    if DigestSeed.choose(stored) { return }
    throw FactsError(.trouble, path, "is no seed of a cache; remove the folder, or name another with --cache")
  }

  /// The seed of the folder, which is made where there is none.
  private func seed(_ path: String) throws(FactsError) -> String {
    for _ in 0..<2 {
      if let text = try? text(ofFile: path) { return text }
      let made = UnfinishedPath.make({ "\(path).\($0).partial" }) {
        open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      }
      guard let (partial, descriptor, note) = made else { break }
      defer { withExtendedLifetime(note) { _ = unlink(partial) } }
      let isWritten = Array(DigestSeed.text.utf8).withUnsafeBytes { writeAll($0, to: descriptor) }
      close(descriptor)
      // Another audit may have been faster: its seed is there, then.
      guard isWritten, link(partial, path) == 0 || errno == EEXIST else { break }
    }
    throw FactsError(
      .trouble, path,
      "can't be written: \(String(cString: strerror(errno))); name another folder with --cache")
  }

  fileprivate func path(_ key: String) -> String { "\(folder)/\(key).facts" }

  /// A reader of whole facts, behind their header; nil where there are none.
  fileprivate func reader(_ key: String) -> FactsReader? {
    let path = path(key)
    guard FactsReader.isIntact(path), let reader = try? FactsReader(path),
      (try? reader.header()) == FactsHeader(work: key, item: 0)
    else { return nil }
    utimes(path, nil)
    return reader
  }

  /// Removes what no audit has used for long.
  fileprivate func clean() {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let oldest = time(nil) - Self.days * 24 * 3600
    for name in files where name.hasSuffix(".facts") || name.hasSuffix(".partial") {
      var status = stat()
      if stat("\(folder)/\(name)", &status) == 0, status.st_mtim.tv_sec < oldest {
        unlink("\(folder)/\(name)")
      }
    }
  }
}

extension Audit {
  /// Reads and judges as `run` does, but takes the facts of what has not changed from a cache, and adds those of what has.
  ///
  /// Several inputs are read at once, where there are threads for it.
  /// - Throws: `FactsError` where the folder can't be used, and for an input that changes while it is read.
  package func run(_ cache: FactsCache, program: String) throws -> AuditResult {
    try run {
      defer { cache.clean() }
      let list = workList(program: program)
      let readers = Mutex<[Int: Result<FactsReader, any Error>]>([:])
      let one: @Sendable (Int) -> Void = { number in
        let reader = Result { try self.reader(of: list.items[number], of: list, cache) }
        readers.withLock { $0[number] = reader }
      }
      if reading.jobs > 1 { divide(list.items.count, one) } else { list.items.indices.forEach(one) }
      let all = try readers.withLock { readers in try list.items.indices.compactMap { try readers[$0]?.get() }
      }
      return try facts(of: list, all)
    }
  }

  private func reader(
    of item: WorkList.Item, of list: WorkList, _ cache: FactsCache
  ) throws -> FactsReader {
    let contents = contents(of: item, of: list)
    let key = key(of: item, of: list, contents)
    if !contents.contains(""), let reader = cache.reader(key) { return reader }
    let path = cache.path(key)
    let read = try write(item, of: list, FactsHeader(work: key, item: 0), to: path) ?? []
    guard let reader = cache.reader(key) else {
      throw FactsError(.trouble, path, "can't be read back; check the disk, or leave out --cache")
    }
    let isReadToEnd = read.count == contents.count && !read.contains("")
    if isReadToEnd, read == contents { return reader }
    // What was not read to its end may be there the next time.
    unlink(path)
    guard !isReadToEnd else {
      throw FactsError(
        .trouble, item.paths.first ?? item.input,
        "changed while it was read; expected a file that nobody writes to. Wait until it is finished, then run again"
      )
    }
    return reader
  }

  /// The SHA-256 of each file of an item; empty of one that can't be read, which its reading tells.
  private func contents(of item: WorkList.Item, of list: WorkList) -> [String] {
    var paths = archivePaths
    if let feed = item.feed, let files = item.files {
      paths = list.head.feeds[feed].files[files[0]..<files[1]].map(\.path)
    }
    return paths.map { content($0) }
  }

  private func content(_ path: String) -> String { (try? fileSHA256(path).digest) ?? "" }

  /// What the facts of an item depend on, as a digest: what is in its files above all.
  private func key(of item: WorkList.Item, of list: WorkList, _ contents: [String]) -> String {
    var parts = [
      "\(WorkList.format)", list.head.program, list.head.plan, list.head.rules, list.head.seed, item.input,
      item.feed.map { "\($0)" } ?? "", item.files.map { "\($0)" } ?? "",
    ]
    parts += item.paths + contents
    // What a file is called is known to those that are read with it.
    if let feed = item.feed { parts += list.head.feeds[feed].files.map(\.name) }
    return sha256(Array(parts.joined(separator: "\0").utf8))
  }
}
