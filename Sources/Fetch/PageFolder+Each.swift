import Foundation
import Platform

/// A folder with a collection for each of many ids: `17-page-000001.json`, and `.fetch-ids.tsv`, which says of each id
/// what has become of it.
///
/// The list has a line for each id, in the order in which they were done; of two lines the later counts. It is appended
/// to once all pages of the id are there, so that a kill costs one line at most, which is then asked for again.
extension PageFolder {
  /// What has become of an id.
  enum Entry: Equatable {
    /// Its pages are all there, to a proven end.
    case complete(pages: Int, records: Int)
    /// The server has nothing of that id: 404 or 410.
    case gone
  }

  /// The pages of an id that are there.
  struct SavedPages: Equatable {
    var count = 0
    var last = 0

    var areWithoutGap: Bool { count == last }
  }

  /// The pages of one id, by its name in files.
  func pages(ofName name: String) -> PageFolder {
    var folder = self
    folder.prefix = "\(name)-"
    return folder
  }

  /// The pages that are there, by the names of their ids.
  ///
  /// - Complexity: O(files).
  func savedPages() throws(FetchError) -> [String: SavedPages] {
    var saved: [String: SavedPages] = [:]
    for file in try fileNames() {
      guard let (name, number) = Self.page(inName: file) else { continue }
      saved[name, default: SavedPages()].count += 1
      saved[name, default: SavedPages()].last = max(number, saved[name]?.last ?? 0)
    }
    return saved
  }

  /// The id's name and the number of a page, by its file's name.
  static func page(inName file: String) -> (name: String, number: Int)? {
    guard let mark = file.range(of: "-page-", options: .backwards), mark.lowerBound > file.startIndex,
      !file.hasPrefix("."), file.hasSuffix(".json"),
      let number = Int(file[mark.upperBound...].dropLast(".json".count)),
      file[file.index(after: mark.lowerBound)...] == name(of: number)
    else { return nil }
    return (String(file[..<mark.lowerBound]), number)
  }

  private func fileNames() throws(FetchError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw .trouble("\(path): the folder can't be read; check its rights")
    }
  }

  /// The names of the files of all ids.
  func pageFilesOfIDs() throws(FetchError) -> [String] {
    try fileNames().filter { Self.page(inName: $0) != nil }
  }

  /// Removes the pages of all ids.
  func removePagesOfIDs() throws(FetchError) {
    for file in try pageFilesOfIDs() { try remove(file) }
  }

  // MARK: The list

  static let listName = ".fetch-ids.tsv"

  var hasList: Bool { FileManager.default.fileExists(atPath: "\(path)/\(Self.listName)") }

  /// What the list says of each id, by the names of ids; a last line without its end does not count, and is cut off.
  func entries() throws(FetchError) -> [String: Entry] {
    guard hasList else { return [:] }
    let file = "\(path)/\(Self.listName)"
    guard let data = try? contents(ofFile: file) else {
      throw .trouble("\(file): can't be read; run again with --restart")
    }
    let end = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if end < data.count, truncate(file, off_t(end)) != 0 { throw .system(file, "can't be written") }
    var entries: [String: Entry] = [:]
    for line in data[..<end].split(separator: UInt8(ascii: "\n")) {
      let fields = String(decoding: line, as: UTF8.self).split(
        separator: "\t", omittingEmptySubsequences: false)
      if fields.count == 2, fields[1] == "gone" {
        entries[String(fields[0])] = .gone
      } else if fields.count == 3, let pages = Int(fields[1]), let records = Int(fields[2]) {
        entries[String(fields[0])] = .complete(pages: pages, records: records)
      } else {
        throw .trouble("\(file): has a line that no fetch has written; run again with --restart")
      }
    }
    return entries
  }

  /// Adds what has become of an id, for good.
  func append(_ entry: Entry, ofName name: String) throws(FetchError) {
    let line =
      switch entry {
      case .complete(let pages, let records): "\(name)\t\(pages)\t\(records)\n"
      case .gone: "\(name)\tgone\n"
      }
    let path = "\(path)/\(Self.listName)"
    let file = retrying { open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard file >= 0 else { throw .system(path, "can't be written") }
    defer { close(file) }
    guard Array(line.utf8).withUnsafeBytes({ writeAll($0, to: file) }) else {
      throw .trouble("\(path): can't be written; check that there is room on the disk")
    }
    guard retrying({ fsync(file) }) == 0 else { throw .system(path, "can't be written") }
  }
}
