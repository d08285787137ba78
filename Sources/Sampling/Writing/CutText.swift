/// The parts of a file's text that a sample has of it, in their order.
struct CutText {
  enum Part: Equatable {
    case text(Range<UInt64>)
    case bytes([UInt8])
  }

  private(set) var parts: [Part] = []

  /// Of a file of lines (CSV, NDJSON): what is before the first record, and each kept record with what is between it and the
  /// next, its line end.
  ///
  /// - Parameters:
  ///   - starts: where records begin, those among them that could not be read, in their order.
  ///   - isKept: whether a record is kept, by its index.
  init(lines starts: [UInt64], isKept: (Int) -> Bool) {
    add(0..<(starts.first ?? .max))
    for (index, start) in starts.enumerated() where isKept(index) {
      add(start..<(index + 1 < starts.count ? starts[index + 1] : .max))
    }
  }

  /// Of a JSON array, or a page around one: all but the elements that are not kept, with their commas.
  init(elements: [Range<UInt64>], isKept: (Int) -> Bool) {
    guard let first = elements.first, let last = elements.last else {
      add(0..<UInt64.max)
      return
    }
    add(0..<first.lowerBound)
    var before: Int?
    for (index, element) in elements.enumerated() where isKept(index) {
      if let before, before + 1 == index {
        add(elements[before].upperBound..<element.upperBound)
      } else {
        if before != nil { parts.append(.bytes([UInt8(ascii: ",")])) }
        add(element)
      }
      before = index
    }
    add(last.upperBound..<UInt64.max)
  }

  private mutating func add(_ range: Range<UInt64>) {
    if range.isEmpty { return }
    if case .text(let before)? = parts.last, before.upperBound == range.lowerBound {
      parts[parts.count - 1] = .text(before.lowerBound..<range.upperBound)
    } else {
      parts.append(.text(range))
    }
  }

  /// Hands on the parts of a text that comes in pieces.
  struct Copying {
    private let parts: [Part]
    private var next = 0
    private var offset: UInt64 = 0

    init(_ text: CutText) { parts = text.parts }

    /// Takes the next piece of the text.
    mutating func take(_ piece: UnsafeRawBufferPointer, _ write: (UnsafeRawBufferPointer) throws -> Void)
      rethrows
    {
      let end = offset + UInt64(piece.count)
      while next < parts.count {
        switch parts[next] {
        case .bytes(let bytes):
          try bytes.withUnsafeBytes { try write($0) }
        case .text(let range):
          guard range.lowerBound < end else {
            offset = end
            return
          }
          let from = max(range.lowerBound, offset)
          let to = min(range.upperBound, end)
          if from < to {
            try write(UnsafeRawBufferPointer(rebasing: piece[Int(from - offset)..<Int(to - offset)]))
          }
          guard range.upperBound <= end else {
            offset = end
            return
          }
        }
        next += 1
      }
      offset = end
    }
  }
}
