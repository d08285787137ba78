import Plan

/// How the columns of a plan that are put together (`template`) are made of columns of the export.
///
/// The readers know nothing of it: they are asked for the columns of the export, each once, and a `ColumnComposer` makes
/// blocks of the wanted ones.
struct ColumnComposition {
  /// What a wanted column is made of.
  enum Recipe {
    /// The column of this index among `columns`, as it is.
    case column(Int)
    case joined([Piece], nullWords: [[UInt8]])
    /// Null where one of its columns is.
    case whole([Piece], nullWords: [[UInt8]])
  }

  enum Piece {
    case literal([UInt8])
    /// The index among `columns`.
    case column(Int)
    case file
    case parent
  }

  /// What readers are asked for.
  private(set) var columns: [WantedColumn] = []
  /// One for each wanted column.
  private(set) var recipes: [Recipe] = []
  /// The indices of `columns` by their names.
  private var known: [String: [Int]] = [:]

  /// Nil where no column is put together.
  init?(_ wanted: [WantedColumn]) {
    guard wanted.contains(where: { $0.template != nil }) else { return nil }
    for column in wanted {
      guard let template = column.template else {
        recipes.append(.column(add(column)))
        continue
      }
      var pieces: [Piece] = []
      for part in template.parts {
        switch part {
        case .literal(let text): pieces.append(.literal(Array(text.utf8)))
        case .file: pieces.append(.file)
        case .parent: pieces.append(.parent)
        case .column(let name):
          var part = WantedColumn(name, absence: column.absence)
          part.remedies = column.remedies
          pieces.append(.column(add(part)))
        }
      }
      let nullWords = template.nullWords.map { Array($0.utf8) }
      recipes.append(
        template.joins ? .joined(pieces, nullWords: nullWords) : .whole(pieces, nullWords: nullWords))
    }
  }

  /// The index of a column, which is asked for once: if one of its uses must have it, so must the files.
  private mutating func add(_ column: WantedColumn) -> Int {
    let index = known[column.name]?.first {
      columns[$0].name.utf8.elementsEqual(column.name.utf8) && columns[$0].isJSON == column.isJSON
        && columns[$0].filter == column.filter
    }
    guard let index else {
      columns.append(column)
      known[column.name, default: []].append(columns.count - 1)
      return columns.count - 1
    }
    if column.absence.rawValue < columns[index].absence.rawValue { columns[index].absence = column.absence }
    return index
  }
}

/// Makes blocks of the wanted columns, in memory of its own. Belongs to one thread.
final class ColumnComposer {
  private let composition: ColumnComposition
  /// The names of the files, without their folders.
  private let fileNames: [[UInt8]]
  /// The first of the two ids in these; empty for a file that is not called by two.
  private let parents: [[UInt8]]
  private var bytes: [UInt8] = []
  private var fields: [FieldRange] = []

  init(_ composition: ColumnComposition, files: [ExportFile]) {
    self.composition = composition
    fileNames = files.map { file in Array(file.name.utf8.split(separator: UInt8(ascii: "/")).last ?? [][...])
    }
    parents = fileNames.map(Self.parent)
  }

  /// Hands on the records of a block of `ColumnComposition.columns` as one of the wanted columns, valid during the call.
  ///
  /// - Throws: `ExportError` for more than 4 GiB; what `receive` throws.
  /// - Complexity: O(bytes of its fields).
  func compose(_ block: RecordBlock, receive: (RecordBlock) throws -> Void) throws {
    bytes.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    for record in 0..<block.count {
      for recipe in composition.recipes {
        let start = bytes.count
        switch recipe {
        case .column(let column): bytes += block[record, column]
        case .joined(let pieces, let nullWords): join(pieces, nullWords, record, block)
        case .whole(let pieces, let nullWords):
          if !append(pieces, nullWords, record, block) { bytes.removeLast(bytes.count - start) }
        }
        guard bytes.count <= UInt32.max else {
          throw ExportError(
            file: fileName(of: record, block), message: "the records read together exceed 4 GiB")
        }
        fields.append(
          FieldRange(
            start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: bytes.count - start))
        )
      }
    }
    // As after the bytes of every block, zeros may be read.
    bytes += repeatElement(0, count: PaddedBuffer.padding)
    try bytes.withUnsafeBufferPointer { bytes in
      try fields.withUnsafeBufferPointer { fields in
        try receive(
          RecordBlock(
            bytes: UnsafeBufferPointer(rebasing: bytes.dropLast(PaddedBuffer.padding)), fields: fields,
            places: block.places, columnCount: composition.recipes.count))
      }
    }
  }

  /// Appends all pieces; false where a column is null.
  private func append(
    _ pieces: [ColumnComposition.Piece], _ nullWords: [[UInt8]], _ record: Int, _ block: RecordBlock
  ) -> Bool {
    for piece in pieces {
      switch piece {
      case .literal(let text): bytes += text
      case .file: bytes += fileNames[Int(block.places[record].file)]
      case .parent:
        let parent = parents[Int(block.places[record].file)]
        if parent.isEmpty { return false }
        bytes += parent
      case .column(let column):
        let value = block[record, column]
        if isNull(value, nullWords) { return false }
        bytes += value
      }
    }
    return true
  }

  /// Appends the columns that are not null, each after the first white space between it and the one before.
  private func join(
    _ pieces: [ColumnComposition.Piece], _ nullWords: [[UInt8]], _ record: Int, _ block: RecordBlock
  ) {
    let start = bytes.count
    var space: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .literal(let text):
        if bytes.count > start, space.isEmpty { space = text }
        continue
      case .file:
        bytes += space
        bytes += fileNames[Int(block.places[record].file)]
      case .parent:
        let parent = parents[Int(block.places[record].file)]
        if parent.isEmpty { continue }
        bytes += space
        bytes += parent
      case .column(let column):
        let value = block[record, column]
        if isNull(value, nullWords) { continue }
        bytes += space
        bytes += value
      }
      space = []
    }
  }

  /// `17` of `17,9-page-000001.json`: what is before the first comma, its percent-encoded bytes decoded.
  private static func parent(ofFile name: [UInt8]) -> [UInt8] {
    guard let end = name.firstIndex(of: comma) else { return [] }
    let rest = name[end...]
    guard String(decoding: rest, as: UTF8.self).wholeMatch(of: /,.+-page-[0-9]{6,}\.json/) != nil else {
      return []
    }
    var parent: [UInt8] = []
    var bytes = name[..<end]
    while let byte = bytes.popFirst() {
      let digits = String(decoding: bytes.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), let decoded = UInt8(digits, radix: 16) {
        bytes = bytes.dropFirst(2)
        parent.append(decoded)
      } else {
        parent.append(byte)
      }
    }
    return parent
  }

  private func isNull(_ value: UnsafeBufferPointer<UInt8>, _ nullWords: [[UInt8]]) -> Bool {
    value.isEmpty || nullWords.contains { $0.elementsEqual(value) }
  }

  private func fileName(of record: Int, _ block: RecordBlock) -> String {
    String(decoding: fileNames[Int(block.places[record].file)], as: UTF8.self)
  }
}
