import Plan

/// The short texts of a declared table by their digests: the names of its states and queues, of which columns keep digests alone.
final class ShortTexts: @unchecked Sendable {  // filled by one thread, then only read
  private var texts: [UInt64: [UInt8]] = [:]

  /// In bytes; longer ones name nothing that rows are counted by.
  private static let longest = 100
  /// A column of keys, each once, is soon full.
  private static let most = 100_000

  /// - Complexity: O(length).
  func note(_ text: Bytes) {
    guard !text.isEmpty, text.count <= Self.longest, texts.count < Self.most else { return }
    let digest = textDigest(text)
    if texts[digest] == nil { texts[digest] = Array(text) }
  }

  /// The text of a value; nil of one that is not kept, and of what is no text.
  subscript(value: FieldValue) -> String? {
    guard value.kind == .text, let text = texts[value.payload] else { return nil }
    return String(decoding: text, as: UTF8.self)
  }
}
