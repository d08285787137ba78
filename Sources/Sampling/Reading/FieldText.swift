import Plan

/// What stands in for the bytes of an export's field on its way: null words, the part that is meant, the default, the map.
///
/// As `build` and `verify` have it, in code of its own; `cut` is left out, which no id has. What is put in place of a value is in memory
/// of this object.
final class FieldText {
  let column: ColumnPlan
  private let isDirect: Bool
  private let nullWords: [[UInt8]]
  private let prefix: [UInt8]
  private let suffix: [UInt8]
  private let standIn: Bytes
  private var mapped: [[UInt8]: Bytes] = [:]
  private let otherwise: Bytes?
  private let keepsOthers: Bool
  private var memory: [UnsafeMutableBufferPointer<UInt8>] = []

  init(_ column: ColumnPlan) {
    self.column = column
    isDirect = column.isDirect
    nullWords = (column.nullWords ?? []).map { Array($0.utf8) }
    (prefix, suffix) = (
      Array((column.extract?.prefix ?? "").utf8), Array((column.extract?.suffix ?? "").utf8)
    )
    var memory: [UnsafeMutableBufferPointer<UInt8>] = []
    func kept(_ text: String?) -> Bytes {
      let bytes = Array((text ?? "").utf8)
      let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
      _ = buffer.initialize(from: bytes)
      memory.append(buffer)
      return Bytes(buffer)
    }
    standIn = kept(column.defaultText)
    switch column.map?.otherwise {
    case nil, .refuse: (otherwise, keepsOthers) = (nil, false)
    case .keep: (otherwise, keepsOthers) = (nil, true)
    case .null: (otherwise, keepsOthers) = (kept(nil), false)
    case .text(let text): (otherwise, keepsOthers) = (kept(text), false)
    }
    for entry in column.map?.entries ?? [] where mapped[Array(entry.from.utf8)] == nil {
      mapped[Array(entry.from.utf8)] = kept(entry.to)
    }
    self.memory = memory
  }

  deinit { for buffer in memory { buffer.deallocate() } }

  /// Empty for null, nil for what can't be read. The bytes live as long as `raw` and this object do.
  ///
  /// - Complexity: O(length).
  func callAsFunction(_ raw: Bytes) -> Bytes? {
    if isDirect { return raw }
    var value = raw
    if raw.isEmpty || nullWords.contains(where: { raw.elementsEqual($0) }) {
      value = Bytes(rebasing: raw[..<0])
    } else if column.extract != nil {
      guard let part = part(of: raw) else { return nil }
      value = part
    }
    let given = value.isEmpty ? standIn : value
    guard column.map != nil, !given.isEmpty else { return given }
    if let entry = mapped[Array(given)] { return entry }
    return keepsOthers ? given : otherwise
  }

  private func part(of raw: Bytes) -> Bytes? {
    guard raw.count >= prefix.count + suffix.count else { return nil }
    let end = raw.count - suffix.count
    let any = UInt8(ascii: "?")
    let fits = { (text: Slice<Bytes>, pattern: [UInt8]) in
      zip(text, pattern).allSatisfy { $0 == $1 || $1 == any }
    }
    guard fits(raw[..<prefix.count], prefix), fits(raw[end...], suffix) else { return nil }
    return Bytes(rebasing: raw[prefix.count..<end])
  }

  /// Whether a value is written so that an integer of 64 bits can be read of it.
  static func isInteger(_ text: Bytes) -> Bool {
    let digits = text.first == UInt8(ascii: "-") ? text[1...] : text[...]
    guard (1...19).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 <= 9 }) else { return false }
    return digits.count == 1 ? text.count == 1 || digits.first != 0x30 : digits.first != 0x30
  }
}
