import Glibc
import Plan

/// Finds the files that the paths and globs of a plan name.
struct SourcePaths {
  /// The folder that relative paths start from.
  let directory: String

  /// The files of `source`: see `Export.files` and `Export.init`.
  func files(of source: Source) throws(ExportError) -> [ExportFile] {
    var files: [ExportFile] = []
    var known: Set<[UInt64]> = []
    for path in source.paths {
      for name in try names(for: path.value, of: source) {
        let file = ExportFile(
          path: resolved(name), name: name, stamp: try FileStamp(ofFileAt: resolved(name), named: name))
        if known.insert([file.stamp.device, file.stamp.inode]).inserted { files.append(file) }
      }
    }
    return files
  }

  private func resolved(_ name: String) -> String {
    name.hasPrefix("/") || directory.isEmpty ? name : "\(directory)/\(name)"
  }

  /// The path itself, or what a glob matches, in natural order.
  private func names(for path: String, of source: Source) throws(ExportError) -> [String] {
    guard path.utf8.contains(where: isWildcard), access(resolved(path), F_OK) != 0 else { return [path] }
    let split = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
    let folder = String(path[..<(split ?? path.startIndex)])
    let pattern = Array(path[(split ?? path.startIndex)...].utf8)
    guard !folder.utf8.contains(where: isWildcard) else {
      throw ExportError(
        file: path,
        message: "has a wildcard in a folder's name; expected it only after the last '/'. "
          + "List the folders one by one")
    }
    let entries = try entries(of: folder, shownAs: path)
    let matches = entries.filter { matchesGlob($0, pattern) }
    try requireNoneLeftOut(entries, by: path, pattern, of: source)
    guard !matches.isEmpty else {
      throw ExportError(file: path, message: "matches no file; check the path in the plan")
    }
    return try texts(of: matches, shownAs: path, "matches").map { folder + $0 }
  }

  /// See `Export.files(inFolder:)`.
  func files(inFolder folder: String) throws(ExportError) -> [String] {
    let path = folder.hasSuffix("/") ? folder : folder + "/"
    let visible = try entries(of: path, shownAs: folder).filter { $0.first != UInt8(ascii: ".") }
    return try texts(of: visible, shownAs: folder, "has").map { path + $0 }.filter { !isFolder(resolved($0)) }
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Names as texts, in natural order.
  private func texts(
    of names: [[UInt8]], shownAs path: String, _ verb: String
  ) throws(ExportError) -> [String] {
    var texts: [String] = []
    for name in names.sorted(by: precedesNaturally) {
      guard let text = String(validating: name, as: UTF8.self) else {
        throw ExportError(
          file: path,
          message: "\(verb) a file whose name is not UTF-8: "
            + "'\(String(decoding: name, as: UTF8.self))'; rename it")
      }
      texts.append(text)
    }
    return texts
  }

  /// - Throws: `ExportError` where a file would be left out that differs in its case or its ending alone, and that
  ///   no other path of the source names.
  private func requireNoneLeftOut(
    _ entries: [[UInt8]], by path: String, _ pattern: [UInt8], of source: Source
  ) throws(ExportError) {
    let folder = Array(path.utf8.dropLast(pattern.count))
    let patterns = source.paths.map { Array($0.value.utf8) }.filter { $0.starts(with: folder) }
      .map { Array($0.dropFirst(folder.count)) }
    let leftOut = entries.filter { name in
      isLeftOut(name, by: pattern) && !patterns.contains { $0 == name || matchesGlob(name, $0) }
    }
    guard !leftOut.isEmpty else { return }
    let names = leftOut.sorted(by: precedesNaturally).map { String(decoding: $0, as: UTF8.self) }
    throw ExportError(
      file: path,
      message:
        "leaves out \(shownList(names, most: 5, areColumns: false)), whose \(names.count == 1 ? "name matches" : "names match") "
        + "but for case or ending; expected all such files to be read. Rename, unpack or fetch again what belongs "
        + "to the source, and move away what doesn't, or name the files one by one")
  }

  /// Whether only its case, or an ending, keeps a name from matching: the `.CSV` of another machine, a file that is
  /// compressed, a download that is not whole, a copy.
  private func isLeftOut(_ name: [UInt8], by pattern: [UInt8]) -> Bool {
    if matchesGlob(name, pattern) { return false }
    let wanted = pattern.map(lowered)
    var name = name.map(lowered)
    while !matchesGlob(name, wanted) {
      let ending = Self.endings.first { name.count > $0.count && name.suffix($0.count).elementsEqual($0) }
      guard let ending else { return false }
      name.removeLast(ending.count)
    }
    return true
  }

  /// What stands after the name of a file that was packed, copied, or never came to its end.
  private static let endings: [[UInt8]] = [
    ".gz", ".gzip", ".z", ".bz2", ".xz", ".zst", ".zip", ".part", ".partial", ".crdownload", ".download",
    ".tmp",
    ".temp", ".bak", ".old", ".orig", ".copy", ".txt", "~",
  ].map { Array($0.utf8) }

  private func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

  /// The names in a folder, in no order, as bytes: a file's name need not be UTF-8.
  private func entries(of folder: String, shownAs path: String) throws(ExportError) -> [[UInt8]] {
    guard let stream = opendir(folder.isEmpty && directory.isEmpty ? "." : resolved(folder)) else {
      throw ExportError(file: path, failed: "be found", errno)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      names.append(Array(UnsafeRawBufferPointer(start: name, count: strlen(name))))
    }
    guard errno == 0 else { throw ExportError(file: path, failed: "be searched", errno) }
    return names
  }

  private func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }
}

/// Whether the whole of `name` matches `pattern`, in which `*` means any run of characters and `?` for
/// one character of UTF-8. Neither matches a dot at the start.
///
/// - Complexity: O(name · pattern): only the last `*` is ever tried again.
func matchesGlob(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
  if name.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: ".") { return false }
  var (n, p) = (0, 0)
  var retry: (name: Int, pattern: Int)?
  while n < name.count || p < pattern.count {
    if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
      retry = (n, p)
      p += 1
    } else if n < name.count, p < pattern.count, pattern[p] == UInt8(ascii: "?") {
      repeat { n += 1 } while n < name.count && name[n] & 0xC0 == 0x80
      p += 1
    } else if n < name.count, p < pattern.count, pattern[p] == name[n] {
      n += 1
      p += 1
    } else if let last = retry, last.name < name.count {
      retry = (last.name + 1, last.pattern)
      (n, p) = (last.name + 1, last.pattern + 1)
    } else {
      return false
    }
  }
  return true
}

/// Whether `a` comes before `b` where runs of digits count as numbers; equal numbers by their leading zeros.
package func precedesNaturally(_ a: [UInt8], _ b: [UInt8]) -> Bool {
  var (i, j) = (0, 0)
  while i < a.count, j < b.count {
    if isDigit(a[i]), isDigit(b[j]) {
      let (one, other) = (digits(of: a, from: &i), digits(of: b, from: &j))
      if one.count != other.count { return one.count < other.count }
      if let (x, y) = zip(one, other).first(where: { $0 != $1 }) { return x < y }
    } else if a[i] != b[j] {
      return a[i] < b[j]
    } else {
      i += 1
      j += 1
    }
  }
  if a.count - i != b.count - j { return a.count - i < b.count - j }
  return a.lexicographicallyPrecedes(b)
}

/// The run of digits at `index` without its leading zeros; `index` moves after it.
private func digits(of name: [UInt8], from index: inout Int) -> ArraySlice<UInt8> {
  let run = name[index...].prefix(while: isDigit)
  index = run.endIndex
  return run.drop { $0 == UInt8(ascii: "0") }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
