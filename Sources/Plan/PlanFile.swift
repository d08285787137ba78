import Foundation
import Platform
import Yams

/// The text of a plan, of its waivers or of its sign-offs: read from its file, proven to be UTF-8, parsed as one YAML document.
///
/// Standard: YAML 1.1 as libyaml reads it. Only its structure is taken from the parser; every scalar stays
/// the text that is in the file, so `0100`, `yes` and `2021` never turn into something else.
struct PlanFile {
  /// What a file is: its name in messages, and the most bytes that it has.
  enum Kind: String {
    case plan = "plan"
    case waivers = "list of waivers"
    case signOffs = "list of sign-offs"

    /// A real plan is a few kilobytes, and waivers name keys; the limit bounds what a mistake can cost.
    var largest: Int { self == .plan ? Plan.mostBytes : 1024 * 1024 }
    fileprivate var limit: String { self == .plan ? "64 KiB" : "1 MiB" }
  }

  var path: String
  var bytes: [UInt8]
  var kind = Kind.plan

  /// Errors: a sentence for a missing, unreadable or oversized file, and for a directory.
  ///
  /// `shown` is what messages call it.
  init(contentsOf path: String, shown: String? = nil, _ kind: Kind = .plan) throws(PlanError) {
    self.path = shown ?? path
    self.kind = kind
    self.bytes = []
    do throws(SystemError) {
      bytes = try contents(ofFile: path, limit: kind.largest + 1)
    } catch {
      var refusal = problem(sentence(for: error.code))
      refusal.isTrouble = ![ENOENT, ENOTDIR, EISDIR, EACCES].contains(error.code)
      throw refusal
    }
  }

  init(bytes: [UInt8], path: String) {
    self.path = path
    self.bytes = bytes
  }

  /// The document's root, or the one reason why the text is not a YAML document.
  func root() throws(PlanError) -> Node {
    if let root = try document() { return root }
    throw problem("this plan is empty; it needs at least 'sources'")
  }

  /// The document's root; nil where the text has none.
  func document() throws(PlanError) -> Node? {
    guard bytes.count <= kind.largest else {
      throw problem("this file is larger than a \(kind.rawValue) can be (\(kind.limit)); is it an export?")
    }
    let text = try decodedText()
    guard YAMLIndirections.count(in: bytes) <= YAMLIndirections.most else {
      throw problem(
        "this \(kind.rawValue) \(YAMLIndirections.mistake)")
    }
    do {
      // The basic resolver leaves every scalar the text that it is.
      return try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch {
      let mistake = YAMLMistake(error)
      // What is missing at the end is reported after the last line break.
      let lines = 1 + text.dropLast().count(where: \.isNewline)
      throw problem(mistake.message, line: mistake.line.map { min($0, lines) })
    }
  }

  /// The text without its byte order mark.
  private func decodedText() throws(PlanError) -> String {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    if let text = String(validating: content, as: UTF8.self) { return text }
    var line: Int?
    do {
      _ = try UTF8Span(validating: content.span)
    } catch {
      line = 1 + content.prefix(error.byteOffsets.lowerBound).count { $0 == UInt8(ascii: "\n") }
    }
    throw problem("this is not UTF-8; save the \(kind.rawValue) as UTF-8", line: line)
  }

  private func sentence(for code: Int32) -> String {
    switch code {
    case ENOENT where kind == .waivers: "there is no such file; name the waivers by 'waivers' or --waivers"
    case EISDIR where kind == .waivers: "this is a folder; name the file of waivers in it"
    case ENOENT where kind == .signOffs:
      "there is no such file; name the sign-offs by 'sign-offs' in the plan"
    case EISDIR where kind == .signOffs: "this is a folder; name the file of sign-offs in it"
    case ENOENT: "there is no such file; name the plan, or run this in its folder"
    case EISDIR: "this is a folder; name the plan in it, such as migration.yml"
    case EACCES: "this file may not be read; check its permissions"
    default: "this file can't be read: \(String(cString: strerror(code)))"
    }
  }

  private func problem(_ message: String, line: Int? = nil) -> PlanError {
    PlanError([PlanProblem(path: path, line: line, message: message)])
  }
}
