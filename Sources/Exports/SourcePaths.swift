import Glibc
import Plan

/// Finds the files that the paths and globs of a plan name.
struct SourcePaths {
  /// The folder that relative paths start from.
  let directory: String

  /// The files of `source`: see `Export.files` and `Export.init`.
  func files(of source: Source) throws(ExportError) -> [ExportFile] {
    var files: [ExportFile] = []
    for path in source.paths {
      for name in try names(for: path.value) {
        let file = ExportFile(
          path: resolved(name), name: name, stamp: try FileStamp(ofFileAt: resolved(name), named: name))
        let isKnown = files.contains {
          $0.stamp.device == file.stamp.device && $0.stamp.inode == file.stamp.inode
        }
        if !isKnown { files.append(file) }
      }
    }
    return files
  }

  private func resolved(_ name: String) -> String {
    name.hasPrefix("/") || directory.isEmpty ? name : "\(directory)/\(name)"
  }

  /// The path itself, or what a glob matches, in natural order.
  private func names(for path: String) throws(ExportError) -> [String] {
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
    if let overlooked = entries.first(where: { isOverlooked($0, by: pattern) }) {
      throw ExportError(
        file: path,
        message:
          "matches '\(Header.shown(overlooked))' but for the case of its extension, so that the file would be "
          + "ignored; expected the same case in every name. Rename it, or name the files one by one")
    }
    guard !matches.isEmpty else {
      throw ExportError(file: path, message: "matches no file; check the path in the plan")
    }
    var names: [String] = []
    for match in matches.sorted(by: precedesNaturally) {
      guard let name = String(validating: match, as: UTF8.self) else {
        throw ExportError(
          file: path,
          message: "matches a file whose name is not UTF-8: "
            + "'\(String(decoding: match, as: UTF8.self))'; rename it")
      }
      names.append(folder + name)
    }
    return names
  }

  /// Whether only the case of its extension keeps a name from matching, as with the `.CSV` of another machine.
  private func isOverlooked(_ name: [UInt8], by pattern: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")),
      let mark = pattern.lastIndex(of: UInt8(ascii: ".")),
      !pattern[mark...].contains(where: isWildcard), !name[dot...].elementsEqual(pattern[mark...])
    else { return false }
    return Header.folded(Array(name[dot...])) == Header.folded(Array(pattern[mark...]))
      && matchesGlob(Array(name[..<dot] + pattern[mark...]), pattern)
  }

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
