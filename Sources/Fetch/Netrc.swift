import Foundation
import Platform

/// A netrc file, as the GNU inetutils manual describes it: `machine HOST login USER password PASSWORD`.
///
/// Read are words between white space, in double quotes where they hold white space (`\"` and `\\` inside),
/// and comments from `#` at a word's start. A `macdef` ends at a blank line. `default` is passed over:
/// credentials are for the hosts that they are named for.
enum Netrc {
  struct Entry: Equatable {
    var login: String
    var password: String
  }

  /// The entry of `host`, the first if there are several; nil without one, or without the file if it may be
  /// missing.
  ///
  /// - Throws: for a file that others may read, that can't be read, or an entry without login or password.
  static func entry(
    for host: String, in path: String, mayBeMissing: Bool
  ) throws(FetchError) -> Entry? {
    var status = stat()
    // Opening a device may do something; a pipe without a writer would wait for one for ever.
    if stat(path, &status) == 0 { try requireFile(status, path) }
    let file = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    guard file >= 0 else {
      if errno == ENOENT, mayBeMissing { return nil }
      throw .trouble("\(path): can't be opened: \(String(cString: strerror(errno))); check NETRC")
    }
    defer { close(file) }
    guard fstat(file, &status) == 0 else {
      throw .trouble("\(path): can't be read: \(String(cString: strerror(errno))); check NETRC")
    }
    // Once more: another file may have got the name meanwhile.
    try requireFile(status, path)
    guard status.st_mode & 0o077 == 0 else {
      throw .trouble("\(path): holds passwords and can be read by others; run: chmod 600 \(path)")
    }
    guard let bytes = try? contents(of: file, limit: mostBytes),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw .trouble("\(path): can't be read as UTF-8 text") }
    return try entry(for: host, text: text, path: path)
  }

  /// The largest file that is read.
  private static let mostBytes = 1 << 20

  private static func requireFile(_ status: stat, _ path: String) throws(FetchError) {
    let kind: String? =
      switch status.st_mode & S_IFMT {
      case S_IFREG: nil
      case S_IFDIR: "a folder"
      case S_IFIFO: "a pipe"
      case S_IFSOCK: "a socket"
      default: "a device"
      }
    if let kind { throw .trouble("\(path): is \(kind), not a regular file; check NETRC") }
    guard status.st_size <= mostBytes else {
      throw .trouble(
        "\(path): is larger than \(FetchLimits.words(mostBytes)), which no netrc file is; check NETRC")
    }
  }

  static func entry(for host: String, text: String, path: String) throws(FetchError) -> Entry? {
    var words = words(of: text).makeIterator()
    var (isWanted, isFound) = (false, false)
    var (login, password): (String?, String?)
    while let word = words.next() {
      switch word {
      case "machine":
        let name = words.next()
        if isFound { return try entry(login, password, for: host, path) }
        isWanted = name?.lowercased() == host
        isFound = isWanted
      case "default":
        if isFound { return try entry(login, password, for: host, path) }
        isWanted = false
      case "login":
        let value = words.next()
        if isWanted { login = value }
      case "password":
        let value = words.next()
        if isWanted { password = value }
      case "account": _ = words.next()
      default: continue
      }
    }
    return isFound ? try entry(login, password, for: host, path) : nil
  }

  private static func entry(
    _ login: String?, _ password: String?, for host: String, _ path: String
  ) throws(FetchError) -> Entry {
    guard let login, !login.isEmpty, let password else {
      throw .trouble("\(path): the entry of \(host) has no login or no password; add it")
    }
    return Entry(login: login, password: password)
  }

  /// The words of a file, without comments and macros.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var isMacro = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if isMacro {
        isMacro = !line.allSatisfy(\.isWhitespace)
        continue
      }
      for word in wordsOfLine(line) {
        if word == "macdef" {
          isMacro = true
          break
        }
        words.append(word)
      }
    }
    return words
  }

  private static func wordsOfLine(_ line: Substring) -> [String] {
    var words: [String] = []
    var rest = line.drop(while: \.isWhitespace)
    while let first = rest.first, first != "#" {
      var word = ""
      if first == "\"" {
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
          word.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
      } else {
        word = String(rest.prefix { !$0.isWhitespace })
        rest = rest.dropFirst(word.count)
      }
      words.append(word)
      rest = rest.drop(while: \.isWhitespace)
    }
    return words
  }
}
