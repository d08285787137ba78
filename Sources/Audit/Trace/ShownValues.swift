import Crypto
import Plan

/// How a trace shows values: numbers, flags and times as they are, texts by length and digest unless values were asked for.
struct ShownValues: Sendable {
  let showsValues: Bool
  /// The most characters of one text that are shown.
  private static let mostCharacters = 1000

  /// A text as it is, or its length and the first 64 bits of its SHA-256.
  func text(_ bytes: some Collection<UInt8>) -> String {
    if bytes.isEmpty { return "the empty text" }
    guard showsValues else { return "(\(counted(bytes.count, "byte")), SHA-256 \(digest(bytes)))" }
    let text = String(decoding: bytes, as: UTF8.self)
    let start = text.prefix(Self.mostCharacters)
    return start.endIndex == text.endIndex
      ? "'\(text)'" : "'\(start)…' (\(counted(bytes.count, "byte")))"
  }

  /// A number, flag or time as it is, as far as it can't be anything else.
  func scalar(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBufferPointer { shownScalar($0, showsValues: showsValues) }
  }

  /// A value as it is in an export.
  func raw(_ bytes: [UInt8], _ reader: FieldReader) -> String {
    if bytes.isEmpty { return "null" }
    let words = (reader.plan.nullWords ?? []) + (reader.plan.map?.entries.map(\.from) ?? [])
    if words.contains(where: { $0.utf8.elementsEqual(bytes) }) {
      // The plan itself has it.
      return "'\(String(decoding: bytes, as: UTF8.self))'"
    }
    switch reader.plan.type {
    case .text, .html, .email, .json: return text(bytes)
    case .boolean, .timestamp:
      // One that is read as it is has nothing in it but the flag or the time.
      let isRead = reader.isDirect && bytes.withUnsafeBufferPointer { reader.value($0) } != nil
      return isRead ? "'\(String(decoding: bytes, as: UTF8.self))'" : scalar(bytes)
    case .integer, .number, .reference: return scalar(bytes)
    }
  }

  private func digest(_ bytes: some Collection<UInt8>) -> String {
    hexadecimal(SHA256.hash(data: Array(bytes)).prefix(8))
  }
}
