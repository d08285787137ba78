import Foundation
import RuleExamples

@testable import Audit

/// Looks up the places of findings in an example's own bytes, by means that the audit does not use: a place is right
/// because what it should name is there, and not because it was recorded.
struct PlaceCheck {
  private let exports: [String: ExampleExport]
  /// The texts of files that are no exports.
  private let lists: [String: String]
  private let members: [ExampleMember]
  private let tar: [UInt8]
  private let file: [UInt8]

  init(_ input: ExampleInput, gzipMembers: Int = 1) throws {
    var exports = input.files.reduce(into: [:]) {
      $0[$1.key] = ExampleExport($1.value, isCSV: $1.key.hasSuffix(".csv"))
    }
    exports["chat.csv"] = exports["chat.csv"] ?? ExampleExport(input.chat, isCSV: true)
    exports["ticketing.csv"] = exports["ticketing.csv"] ?? ExampleExport(input.ticketing, isCSV: true)
    self.exports = exports
    lists = input.files.filter { $0.key.hasSuffix(".yml") }
    let archive = try ExampleArchive(input, gzipMembers: gzipMembers)
    (tar, file) = (archive.tar, archive.file)
    members = ExampleMember.members(of: tar)
  }

  /// What is wrong with the places of a finding, in its fields and in its message, in sentences; none is as it should be.
  func mistakes(of finding: Finding) -> [String] {
    var mistakes: [String?] = []
    let key = finding.key?.split(separator: " ").last.map(String.init)
    if let place = finding.export { mistakes.append(mistake(of: place, key: key, finding)) }
    // The key may be another one there.
    if let place = finding.counterpart { mistakes.append(mistake(of: place, key: nil, finding)) }
    if let place = finding.archive { mistakes.append(mistake(of: place, key: key, finding)) }
    for match in finding.message.matches(of: #/([\w.-]+\.csv):(\d+)/#) {
      let isRecord = exports[String(match.1)]?.records[Int(match.2) ?? 0] != nil
      if !isRecord { mistakes.append("\(match.0): no record starts there") }
    }
    for match in finding.message.matches(of: #/([\w.-]+\.json)(/data[\w/]*)/#) {
      let isObject = named(String(match.1)).contains { $0.value(at: String(match.2)) is [String: Any] }
      if !isObject { mistakes.append("\(match.0): no record is there") }
    }
    return mistakes.compactMap { $0 }
  }

  private func named(_ name: String) -> [ExampleMember] { members.filter { $0.name == name } }

  // MARK: Exports

  private func mistake(of place: ExportPlace, key: String?, _ finding: Finding) -> String? {
    if place.file.hasSuffix(".yml") { return mistake(inList: place, finding) }
    let shown = "\(place.file):\(place.line)"
    guard let export = exports[place.file] else { return "\(shown): there is no such file" }
    guard let fields = export.records[place.line] else { return "\(shown): no record starts there" }
    if let key, !fields.contains(key), !isPerson(key, in: fields), !isNumbered(key, in: fields),
      !isGroup(finding.key ?? "", in: fields), !isMasked(finding.key ?? "", in: fields)
    {
      return "\(shown): the record there says nothing of \(key)"
    }
    if let match = finding.message.firstMatch(of: #/ is '(.*)', which/#), !fields.contains(String(match.1)) {
      return "\(shown): the record there has no '\(match.1)'"
    }
    return nil
  }

  /// A waiver or sign-off is where a line begins an element of its list, and names the rule, or itself as the message does.
  private func mistake(inList place: ExportPlace, _ finding: Finding) -> String? {
    let lines = lists[place.file]?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    let line = lines.indices.contains(place.line - 1) ? lines[place.line - 1] : ""
    let rule = line.firstMatch(of: #/^- \{?rule: ([a-z-]+)/#)
    let signOff = line.firstMatch(of: #/^- \{?sign-off: ([a-z-]+)/#)
    let isThere =
      rule.map { finding.message.contains("\($0.1) (") }
      ?? signOff.map { finding.message.contains("'\($0.1)' (") && finding.key == "sign-off \($0.1)" } ?? false
    return isThere
      ? nil : "\(place.file):\(place.line): no waiver of that rule, and no such sign-off, begins there"
  }

  /// Whether the record has the text of which `key` is the number; the examples number the texts of people.
  private func isNumbered(_ key: String, in fields: [String]) -> Bool {
    fields.contains { field in
      let number = Array(field.utf8).withUnsafeBufferPointer { NumberedTexts().number(of: $0, by: "people") }
      return number.map(String.init) == key
    }
  }

  /// Whether the record is of a group of rows, `created_at 2026-10, status 'open'`: it has each of the values, of a time its start.
  private func isGroup(_ key: String, in fields: [String]) -> Bool {
    key.components(separatedBy: ", ").allSatisfy { part in
      let word = (part.split(separator: " ").last ?? "").filter { $0 != "'" }
      let isTime = part.contains("_at ")
      return fields.contains { $0 == word || isTime && $0.hasPrefix(word) }
    }
  }

  /// Whether the record has a text of as many bytes as the key that is masked, or two that make it up.
  private func isMasked(_ key: String, in fields: [String]) -> Bool {
    guard let match = key.firstMatch(of: #/with a key of (\d+) bytes? \(masked\)/#) else { return false }
    let joined = fields.prefix(2).joined(separator: "/")
    return (fields + [joined]).contains { String($0.utf8.count) == match.1 }
  }

  /// Whether the record is that of the person who has the id `key` in the other system: by the e-mail.
  private func isPerson(_ key: String, in fields: [String]) -> Bool {
    let ticketing = exports["ticketing.csv"]?.records.values.filter { $0.first == key } ?? []
    let authors = exports["chat.csv"]?.records.values.filter { $0.dropLast(2).last == key } ?? []
    let emails = (ticketing + authors).compactMap { $0.last?.lowercased() }
    return fields.contains { !$0.isEmpty && emails.contains($0.lowercased()) }
  }

  // MARK: Archive

  private func mistake(of place: ArchivePlace, key: String?, _ finding: Finding) -> String? {
    switch (place.member, place.pointer, place.offset) {
    case (let name?, let pointer?, let offset):
      let mistakes = named(name).map { mistake(in: $0, pointer, offset, key: key, finding) }
      // Of two members of one name either may be meant.
      return mistakes.isEmpty
        ? "\(name): there is no such member" : mistakes.contains(nil) ? nil : mistakes[0]
    case (let name?, nil, nil):
      // A batch that is missing, or one that should not be there.
      return finding.message.contains("missing") == named(name).isEmpty
        ? nil : "\(name): there is \(named(name).isEmpty ? "no" : "a") such member"
    case (_, nil, let offset?): return mistake(inStream: place.member, offset, finding.message)
    default: return "the place of '\(finding.message)' has neither a member nor an offset"
    }
  }

  private func mistake(
    in member: ExampleMember, _ pointer: String, _ offset: Int?, key: String?, _ finding: Finding
  ) -> String? {
    guard member.isJSON else { return mistake(inBroken: member, offset, finding.message) }
    let value = member.value(at: pointer)
    guard let offset else { return value is [Any] ? nil : "\(pointer): no array is there" }
    guard let start = member.value(atByte: offset) else { return "byte \(offset): no value starts there" }
    let isThere = value.map { ExampleMember.areEqual($0, start) } ?? false
    if let key {
      let id = (value as? [String: Any])?["id"] as? Int
      guard id.map(String.init) == key else {
        return "\(pointer): the record there does not have the id \(key)"
      }
      return isThere ? nil : "byte \(offset): not the record of \(pointer)"
    }
    let parent = pointer.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    let name = pointer.split(separator: "/").last.map(String.init) ?? ""
    if finding.message.hasSuffix("is missing") {
      guard value == nil else { return "\(pointer): the key is there" }
      let isParent = member.value(at: parent).map { ExampleMember.areEqual($0, start) } ?? false
      return isParent ? nil : "byte \(offset): not the object of \(parent)"
    }
    if isThere, finding.message.contains("expected") { return nil }
    return isKey(name, in: member, at: offset, isRepeated: finding.message.contains("is there twice"))
      ? nil : "byte \(offset): neither the value of \(pointer) nor its key"
  }

  /// Whether the key `name` is at `offset`; if it is repeated, after an equal one of the same object, which has no object
  /// in it.
  private func isKey(_ name: String, in member: ExampleMember, at offset: Int, isRepeated: Bool) -> Bool {
    // It may be spelled by escapes.
    guard member.value(atByte: offset) as? String == name else { return false }
    let rest = String(decoding: member.contents[(offset + 1)...], as: UTF8.self)
    guard rest.contains(#/^[^"]*"\s*:/#) else { return false }
    let before = String(decoding: member.contents[..<offset], as: UTF8.self)
    let object = before.split(separator: "{", omittingEmptySubsequences: false).last ?? ""
    return object.contains("\"\(name)\"") == isRepeated
  }

  /// Where JSON is broken is a matter of definition; but what a message says of a byte must be there.
  private func mistake(inBroken member: ExampleMember, _ offset: Int?, _ message: String) -> String? {
    guard message.contains("the member is not JSON"), let offset else {
      return "\(member.name): Foundation can't read it, and the message does not say so"
    }
    let byte = member.contents.indices.contains(offset) ? member.contents[offset] : nil
    let character = byte.map { Character(UnicodeScalar($0)) }
    let isThere =
      if message.hasSuffix("found the end of the text") {
        offset == member.contents.count
      } else if message.hasSuffix("found a letter") {
        character?.isLetter == true
      } else if message.contains("the escape of one half") {
        character == "\\"
      } else {
        message.contains("a leading zero") && character == "0"
      }
    return isThere ? nil : "\(member.name) byte \(offset): not what '\(message)' says"
  }

  /// A place in the tar, or in the compressed file.
  private func mistake(inStream member: String?, _ offset: Int, _ message: String) -> String? {
    let header = members.first { $0.offset == offset }
    let isThere: Bool
    switch message {
    case _ where message.hasPrefix("the tar ends"): isThere = offset == tar.count
    case _ where message.hasPrefix("the tar header is damaged"): isThere = header != nil
    case _ where message.hasPrefix("data follow the two zero blocks"):
      isThere =
        1024..<tar.count ~= offset && tar[offset] != 0 && tar[offset - 1024..<offset].allSatisfy { $0 == 0 }
    case _ where message.hasPrefix("the file ends"): isThere = offset == file.count
    case _ where message.hasPrefix("the file looks like"): isThere = offset == 0
    case _ where message.contains("gzip member follow") || message.contains("padding follow"):
      // The last four bytes of a member are the length of its contents, least byte first.
      let length = file.prefix(offset).suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      isThere = length == tar.count && message.hasPrefix("\(file.count - offset) ")
    // The two fields at the end of a member, of four bytes each: the place is after the field.
    case _ where message.contains("the CRC-32 that"): isThere = offset == file.count - 4
    case _ where message.contains("the length that"): isThere = offset == file.count
    default: isThere = header?.name == member
    }
    return isThere ? nil : "byte \(offset): not the place of '\(message)'"
  }
}
