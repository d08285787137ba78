import Exports
import Plan

/// The records of a source of which one row is one object, by their numbers.
struct RecordList: BatchList {
  let index: RecordIndex
  let digest: Digest
  private let sizes: FieldSizes

  init(index: RecordIndex, digest: Digest) {
    self.index = index
    self.digest = digest
    sizes = FieldSizes(index.map.columns.readers, fixed: 16)
  }

  var export: Export { index.export }
  var columns: [WantedColumn] { index.map.columns.wanted }

  func place(of row: UInt32) -> RecordPlace { index.place(of: Int(row)) }

  func largestSize(of row: UInt32) -> Int { sizes.bound(ofRow: index.rows[Int(row)].length) }

  func put(_ row: UInt32, _ block: RecordBlock?, _ record: Int, to tar: inout ByteBuffer) throws {
    guard let block else { return }
    let columns = index.map.columns
    var values: [FieldValue] = []
    let isRejected = columns.read(record, of: block, into: &values) != nil
    guard !isRejected, index.map.meaning(of: values, by: digest) == index.rows[Int(row)].meaning
    else { throw changed(columns.readers[0], index.lineText(of: Int(row))) }
    for (position, column) in index.map.written.enumerated() {
      tar.reserve(1)
      tar.put(position == 0 ? "{" : ",")
      if column == columns.body, case .null = values[column] {
        tar.put(.text(values[column].text), of: columns.readers[column])
      } else {
        tar.put(values[column], of: columns.readers[column])
      }
    }
    tar.reserve(1)
    tar.put("}")
  }
}

extension ByteBuffer {
  /// Puts the key of a field and its value; reserves its own room.
  mutating func put(_ value: FieldValue, of reader: FieldReader) {
    reserve(reader.key.count + Instant.longestText + 2)
    reader.key.withUnsafeBufferPointer { put(bytes: $0) }
    switch value {
    case .null: put("null")
    case .integer(let number), .reference(let number): put(id: number)
    case .boolean(let flag): put(flag ? "true" : "false")
    case .instant(let instant):
      put("\"")
      instant.write(to: &self)
      put("\"")
    case .text(let text): put(json: text)
    case .json(let text, _):
      reserve(text.count)
      put(bytes: text)
    }
  }

  /// Puts bytes as they are, for which there is room.
  mutating func put(bytes: Bytes) {
    assert(bytes.count <= capacity - count)
    guard let address = bytes.baseAddress else { return }
    end.update(from: address, count: bytes.count)
    advance(by: bytes.count)
  }
}
