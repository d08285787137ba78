/// Files that hold no text with records, recognised by how they start, so that the message can name the
/// remedy.
enum ForeignFormat {
  /// A sentence on what the file is; nil when nothing speaks against text with records.
  ///
  /// - Parameter start: the first bytes of the file, unpacked where it is gzip: 512, if it has so many, tell
  ///   everything but markup after a long comment.
  static func explain(_ start: [UInt8]) -> String? {
    if start.starts(with: zip) { return isSpreadsheet(start) ? spreadsheet : zipped }
    if let (_, sentence) = signatures.first(where: { start.starts(with: $0.0) }) { return sentence }
    if start.dropFirst(257).starts(with: "ustar".utf8) {
      return "is a tar archive; expected CSV or JSON. Unpack it first (tar -xf)"
    }
    return pointer(start) ?? markup(start)
  }

  private static let zip = Array("PK\u{3}\u{4}".utf8)
  private static let zipped = "is a zip archive; expected CSV or JSON. Unpack it first (unzip)"
  private static let spreadsheet =
    "is a spreadsheet, whatever its name says; expected CSV or JSON. "
    + "Open it and save the sheet as CSV (UTF-8), or convert it (soffice --headless --convert-to csv)"

  /// Whether a zip archive starts as those of spreadsheets do.
  private static func isSpreadsheet(_ start: [UInt8]) -> Bool {
    let names = ["[Content_Types].xml", "_rels/", "xl/", "docProps/"]
    let name = start.dropFirst(30)
    return names.contains { name.starts(with: $0.utf8) }
      || name.starts(with: "mimetypeapplication/vnd.oasis.opendocument.spreadsheet".utf8)
  }

  private static let signatures: [([UInt8], String)] = [
    ([0x1F, 0x8B], "is compressed with gzip twice; expected it once. Unpack it once (gunzip)"),
    ([0x28, 0xB5, 0x2F, 0xFD], compressed("zstd", "zstd -d")),
    (Array("BZh".utf8), compressed("bzip2", "bunzip2")),
    ([0xFD] + Array("7zXZ".utf8), compressed("xz", "unxz")),
    ([0x04, 0x22, 0x4D, 0x18], compressed("lz4", "lz4 -d")),
    ([0x1F, 0x9D], compressed("compress", "uncompress")),
    (
      Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C],
      "is a 7z archive; expected CSV or JSON. Unpack it first (7z x)"
    ),
    (Array("Rar!".utf8), "is a RAR archive; expected CSV or JSON. Unpack it first (unrar x)"),
    (
      Array("PK\u{5}\u{6}".utf8),
      "is an empty zip archive; expected CSV or JSON. Export it again"
    ),
    ([0xD0, 0xCF, 0x11, 0xE0], spreadsheet),
    (
      Array("%PDF-".utf8),
      "is a PDF document; expected CSV or JSON. Export the data themselves"
    ),
    (
      Array("SQLite format 3".utf8),
      "is an SQLite database; expected CSV or JSON. Export the table (sqlite3 -header -csv)"
    ),
    (
      Array("PAR1".utf8),
      "is a Parquet file; expected CSV or JSON. Convert it first (duckdb: COPY … TO 'file.csv' (HEADER))"
    ),
    ([0xFF, 0xFE, 0, 0], utf32), ([0, 0, 0xFE, 0xFF], utf32),
  ]

  private static func compressed(_ program: String, _ command: String) -> String {
    "is compressed with \(program); expected CSV or JSON, plain or compressed with gzip. "
      + "Unpack it first (\(command))"
  }

  private static let utf32 =
    "is text in UTF-32; expected UTF-8 or UTF-16. Convert it (iconv -f UTF-32 -t UTF-8)"

  /// Files that a version control system keeps in the place of large ones.
  private static func pointer(_ start: [UInt8]) -> String? {
    if start.starts(with: "version https://git-lfs".utf8) {
      return "is a Git LFS pointer, not the file itself; expected CSV or JSON. "
        + "Fetch the file first (git lfs pull)"
    }
    if start.starts(with: "/annex/objects/".utf8) {
      return "is a git-annex pointer, not the file itself; expected CSV or JSON. "
        + "Fetch the file first (git annex get)"
    }
    return nil
  }

  /// HTML and XML, after a byte order mark, white space and comments.
  private static func markup(_ start: [UInt8]) -> String? {
    // Without the NUL bytes, UTF-16 reads like ASCII.
    var text = start.lazy.filter { $0 != 0 }.map(lowercased)[...]
    for mark in [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] where text.starts(with: mark) {
      text = text.dropFirst(mark.count)
    }
    text = text.drop(while: isSpace)
    let marks = ["<!doctype html", "<html", "<head", "<body", "<?xml", "<!--"]
    guard marks.contains(where: { text.starts(with: $0.utf8) }) else { return nil }
    let page = String(decoding: text, as: UTF8.self)
    if page.contains("urn:schemas-microsoft-com:office") || page.contains("excel.sheet") {
      return spreadsheet
    }
    if text.starts(with: "<?xml".utf8), !page.contains("<html"), !page.contains("<!doctype html") {
      return "is XML; expected CSV or JSON. Export it as one of these"
    }
    return "is an HTML page, such as a server answers with when it refuses; expected CSV or JSON. "
      + "Look at it in a browser, sign in or correct the address, and export it again"
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
