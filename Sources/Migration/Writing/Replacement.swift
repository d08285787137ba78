import Foundation
import Platform

/// A file that takes its name only when it is whole: written beside its target, synced, renamed.
///
/// Until `commit` the target is absent or old; after it, it is new, and on the disk. The temporary is
/// called `<target>.<pid>.partial` and locked while its run lives, so that a later run can recognise what a
/// killed one left: see `removeStale`.
///
/// `@unchecked`: its users take turns, see `ChunkPipeline`.
final class Replacement: @unchecked Sendable {
  let target: String
  private let temporary: String
  private var descriptor: Int32
  private var note: UnfinishedPath?
  private(set) var byteCount = 0

  /// Opens the temporary.
  ///
  /// - Throws: `BuildError` for a missing or read-only folder, and where the target is not a regular file.
  init(of target: String) throws(BuildError) {
    try Self.requireReplaceable(target)
    self.target = target
    temporary = "\(target).\(getpid()).partial"
    // Personal data: nobody else reads it, not even while it is written.
    let path = temporary
    note = UnfinishedPath(path)
    descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw .system(target, "can't be created") }
    // A file system without locks only does without the later cleaning. But another run that cleaned between
    // the two calls has taken this file for a dead run's.
    let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    var status = stat()
    guard !isTaken, fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
      close(descriptor)
      throw .trouble("\(target): another build started here at the same moment; run again when it is done")
    }
  }

  deinit { discard() }

  /// Removes the temporary, unless it has become the target.
  func discard() {
    guard descriptor >= 0 else { return }
    unlink(temporary)
    close(descriptor)
    (descriptor, note) = (-1, nil)
  }

  /// Appends bytes.
  ///
  /// - Complexity: O(n).
  func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
    try writeAll(bytes, to: descriptor, path: target)
    byteCount += bytes.count
  }

  /// Gives the file its name. What was there before is gone, and the new file is on the disk.
  func commit() throws(BuildError) {
    let file = descriptor
    guard retrying({ fsync(file) }) == 0 else { throw .system(target, "can't be synced") }
    guard retrying({ rename(temporary, target) }) == 0 else {
      throw .system(target, "can't be renamed into place")
    }
    (descriptor, note) = (-1, nil)
    close(file)
    try Self.syncFolder(of: target)
  }

  /// Makes a rename or a removal last.
  static func syncFolder(of path: String) throws(BuildError) {
    let folder = retrying { open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard folder >= 0 else { throw .system(path, "its folder can't be opened") }
    defer { close(folder) }
    // Some file systems can't sync a folder, and say so.
    guard retrying({ fsync(folder) }) == 0 || errno == EINVAL else {
      throw .system(path, "its folder can't be synced")
    }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func requireReplaceable(_ target: String) throws(BuildError) {
    var status = stat()
    guard lstat(target, &status) == 0 else {
      if errno == ENOENT { return }
      throw .system(target, "can't be looked at")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
      throw .trouble("\(target): is \(kind), and would be replaced; choose another path for the archive")
    }
  }
}

extension Replacement {
  /// Removes the temporaries of `target` that killed runs left, and returns their paths.
  ///
  /// A run that lives holds its lock, and is left alone.
  static func removeStale(of target: String) -> [String] {
    let folder = folder(of: target)
    let name = target.split(separator: "/").last.map(String.init) ?? target
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    return names.sorted().filter { isTemporary($0, of: name) }.map { "\(folder)/\($0)" }.filter { path in
      let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
      guard file >= 0 else { return false }
      defer { close(file) }
      return flock(file, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0
    }
  }

  /// Whether a file is called `<name>.<digits>.partial`.
  private static func isTemporary(_ file: String, of name: String) -> Bool {
    let bytes = Array(file.utf8)
    let (prefix, suffix) = (Array("\(name).".utf8), Array(".partial".utf8))
    guard bytes.count > prefix.count + suffix.count, bytes.starts(with: prefix),
      bytes.suffix(suffix.count).elementsEqual(suffix)
    else { return false }
    return bytes[prefix.count..<bytes.count - suffix.count].allSatisfy { $0 &- UInt8(ascii: "0") <= 9 }
  }
}
