import Foundation
import Platform

/// The pages of one collection on the disk: `page-000001.json` and on, and `.fetch.json`, which no `*.json`
/// matches. Of several collections in one folder, each is such a folder with a prefix of its own.
///
/// Every file is written under a hidden name, synced and renamed, and only its owner can read it: a page is
/// there whole or not at all.
struct PageFolder {
  let path: String
  /// What the names of its pages begin with: `17-`.
  var prefix = ""

  /// The name of a page's file.
  func name(of page: Int) -> String { prefix + Self.name(of: page) }

  static func name(of page: Int) -> String {
    let digits = "\(page)"
    return "page-\(String(repeating: "0", count: max(0, 6 - digits.utf8.count)))\(digits).json"
  }

  /// Makes the folder where it is missing.
  init(creating path: String) throws(FetchError) {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .trouble(
        "\(path): the folder can't be made; check that nothing else has its name, and its rights")
    }
  }

  /// How many pages there are, without a gap from the first on.
  func pageCount() throws(FetchError) -> Int {
    let numbers = try pageNumbers()
    if let gap = zip(numbers, 1...).first(where: { $0 != $1 }) {
      throw .trouble(
        "\(path): \(Self.name(of: gap.1)) is missing among the saved pages; run again with --restart")
    }
    return numbers.count
  }

  /// The numbers of the pages that are there, ascending.
  func pageNumbers() throws(FetchError) -> [Int] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw .trouble("\(path): the folder can't be read; check its rights")
    }
    return names.compactMap { name in
      let digits = name.dropFirst("page-".count).dropLast(".json".count)
      return Int(digits).flatMap { Self.name(of: $0) == name ? $0 : nil }
    }.sorted()
  }

  func body(of page: Int) throws(FetchError) -> Data {
    let file = "\(path)/\(name(of: page))"
    do {
      return Data(try contents(ofFile: file))
    } catch {
      throw .trouble("\(file): can't be read; check its rights, or run again with --restart")
    }
  }

  func write(_ body: Data, page: Int) throws(FetchError) { try write(body, to: name(of: page)) }

  /// Removes the pages after `last`.
  func removePages(after last: Int) throws(FetchError) {
    for page in try pageNumbers().reversed() where page > last { try remove(Self.name(of: page)) }
  }

  // MARK: The state

  static let stateName = ".fetch.json"

  /// What `.fetch.json` says; nil where there is none.
  func state() throws(FetchError) -> FetchState? {
    let file = "\(path)/\(Self.stateName)"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    guard let bytes = try? contents(ofFile: file),
      let state = try? JSONDecoder().decode(FetchState.self, from: Data(bytes))
    else { throw .trouble("\(file): can't be read; run again with --restart") }
    return state
  }

  func write(_ state: FetchState) throws(FetchError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(state) else {
      throw .trouble("\(path)/\(Self.stateName): can't be written")
    }
    try write(data + Data("\n".utf8), to: Self.stateName)
  }

  // MARK: Files

  private func write(_ data: Data, to name: String) throws(FetchError) {
    let (target, temporary) = ("\(path)/\(name)", "\(path)/.\(name).partial")
    let note = UnfinishedPath(temporary)
    defer { withExtendedLifetime(note) {} }
    let file = retrying { open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard file >= 0 else { throw .system(target, "can't be written") }
    let isWritten =
      retrying { fchmod(file, 0o600) } == 0 && data.withUnsafeBytes { writeAll($0, to: file) }
      && retrying { fsync(file) } == 0
    let number = errno
    close(file)
    guard isWritten, retrying({ rename(temporary, target) }) == 0 else {
      let error = FetchError.system(
        target, isWritten ? "can't be put in its place" : "can't be written", isWritten ? errno : number)
      unlink(temporary)
      throw error
    }
    sync()
  }

  func remove(_ name: String) throws(FetchError) {
    let file = "\(path)/\(name)"
    guard retrying({ unlink(file) }) == 0 || errno == ENOENT else { throw .system(file, "can't be removed") }
  }

  /// Moves a file of this folder into another one of the same file system.
  func move(_ name: String, to other: PageFolder) throws(FetchError) {
    guard retrying({ rename("\(path)/\(name)", "\(other.path)/\(name)") }) == 0 else {
      throw .system("\(other.path)/\(name)", "can't be put in its place")
    }
  }

  /// Makes renames and removals last. Some file systems can't sync a folder, which costs nothing but safety
  /// against a power cut.
  func sync() {
    let folder = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard folder >= 0 else { return }
    _ = retrying { fsync(folder) }
    close(folder)
  }

  /// Keeps other fetches out of the folder, until the result is released.
  func lock() throws(FetchError) -> FolderLock {
    let folder = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard folder >= 0 else { throw .system(path, "can't be opened") }
    // A file system without locks does without.
    guard flock(folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(folder)
      throw .trouble("\(path): another fetch is writing into this folder; wait for its end")
    }
    return FolderLock(descriptor: folder)
  }
}

/// The lock of a folder.
struct FolderLock {
  let descriptor: Int32

  /// Unlocks before it closes: a process that is just being started has a copy of the descriptor, with which the lock
  /// would stay until the process has replaced itself.
  func release() {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

extension FetchError {
  /// Trouble with a file, in the system's words.
  static func system(_ path: String, _ problem: String, _ number: Int32 = errno) -> FetchError {
    .trouble("\(path): \(problem): \(String(cString: strerror(number)))")
  }
}
