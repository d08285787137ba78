/// Files that are no CSV, recognised by how they start, so that the message can name the remedy.
enum ForeignFormat {
  /// A sentence on what the file is; nil when nothing speaks against CSV.
  ///
  /// - Parameter start: the first bytes of the file, `prefixLength` of them if it has so many.
  static func explain(_ start: UnsafeBufferPointer<UInt8>) -> String? {
    if let (_, sentence) = signatures.first(where: { start.starts(with: $0.0) }) { return sentence }
    let text = Array(start.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }.map(lowercased))
    if markup.contains(where: { text.starts(with: $0.utf8) }) {
      return
        "is an HTML or XML page, perhaps the error page of a failed download; expected CSV. Export it again"
    }
    if json.contains(where: { text.starts(with: $0.utf8) }) {
      return "is JSON; expected CSV. Export it as CSV, or convert it"
    }
    if start.count >= 4, start.prefix(4).count(where: { $0 == 0 }) == 2 {
      return utf16
    }
    return nil
  }

  /// As many bytes of a file as `explain` looks at.
  static let prefixLength = 64

  private static let signatures: [([UInt8], String)] = [
    ([0x1F, 0x8B], "is compressed with gzip; expected CSV. Unpack it first (gzip -d)"),
    ([0x28, 0xB5, 0x2F, 0xFD], "is compressed with zstd; expected CSV. Unpack it first (zstd -d)"),
    (
      Array("PK\u{3}\u{4}".utf8),
      "is a zip archive or an Excel workbook; expected CSV. Unpack it first, or save the sheet as CSV (UTF-8)"
    ),
    ([0xFF, 0xFE], utf16), ([0xFE, 0xFF], utf16),
    (
      Array("version https://git-lfs".utf8),
      "is a Git LFS pointer, not the file itself; expected CSV. Fetch the file first (git lfs pull)"
    ),
    (
      Array("sep=".utf8),
      "starts with 'sep=', a spreadsheet's own mark; expected the header. "
        + "Remove that line, and export with commas"
    ),
  ]
  private static let utf16 = "is text in UTF-16; expected UTF-8. Convert it (iconv -f UTF-16 -t UTF-8)"
  private static let markup = ["<!doctype", "<html", "<?xml"]
  private static let json = ["{\"", "{}", "[{", "[\"", "[]", "{\n", "{\r", "[\n", "[\r", "{ ", "[ "]

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
