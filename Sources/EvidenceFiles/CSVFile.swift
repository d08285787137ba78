/// A CSV file (RFC 4180) in UTF-8 that is written row by row.
///
/// A cell that a spreadsheet would calculate has an apostrophe before it, which keeps the spreadsheet from that.
struct CSVFile {
  private let output: FileOutput

  init(_ file: StagedFile, header: [String]) throws(EvidenceError) {
    output = try FileOutput(file)
    try put(header)
  }

  /// - Parameter cells: nil is the empty cell.
  func put(_ cells: [String?]) throws(EvidenceError) {
    try output.put { bytes in
      for (column, cell) in cells.enumerated() {
        if column > 0 { bytes.append(UInt8(ascii: ",")) }
        if let cell { Self.write(cell, to: &bytes) }
      }
      bytes += [0x0D, 0x0A]
    }
  }

  func close() throws(EvidenceError) { try output.close() }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    let isFormula = text.utf8.first.map(isFormulaStart) ?? false
    guard text.utf8.contains(where: needsQuotes) else {
      if isFormula { bytes.append(UInt8(ascii: "'")) }
      bytes += text.utf8
      return
    }
    bytes.append(UInt8(ascii: "\""))
    if isFormula { bytes.append(UInt8(ascii: "'")) }
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isFormulaStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: true
    default: false
    }
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
  }
}
