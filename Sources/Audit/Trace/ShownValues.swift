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

  /// A value as it is in an export, by the type of its field.
  func raw(_ bytes: [UInt8], as type: FieldType) -> String {
    if bytes.isEmpty { return "null" }
    switch type {
    case .text, .html, .email, .json: return text(bytes)
    case .integer, .number, .boolean, .timestamp, .reference:
      return bytes.withUnsafeBufferPointer { shownScalar($0, showsValues: showsValues) }
    }
  }

  private func digest(_ bytes: some Collection<UInt8>) -> String {
    hexadecimal(SHA256.hash(data: Array(bytes)).prefix(8))
  }
}
