import Testing

@testable import Exports

@Suite("Files that hold no text with records")
struct ForeignFormatTests {
  private static let spreadsheet =
    "is a spreadsheet, whatever its name says; expected CSV or JSON. "
    + "Open it and save the sheet as CSV (UTF-8), or convert it (soffice --headless --convert-to csv)"
  private static let page =
    "is an HTML page, such as a server answers with when it refuses; expected CSV or JSON. "
    + "Look at it in a browser, sign in or correct the address, and export it again"
  private static let plainOrGzip = "; expected CSV or JSON, plain or compressed with gzip. Unpack it first "

  /// A zip archive whose first entry has this name.
  private static func zip(_ name: String) -> [UInt8] {
    Array("PK\u{3}\u{4}".utf8) + Array(repeating: 0, count: 26) + Array(name.utf8)
  }

  @Test(
    "each is named, with the remedy",
    arguments: [
      (zip("[Content_Types].xml"), spreadsheet), (zip("xl/workbook.xml"), spreadsheet),
      (zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), spreadsheet),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], spreadsheet),
      (zip("chat.csv"), "is a zip archive; expected CSV or JSON. Unpack it first (unzip)"),
      ([0x28, 0xB5, 0x2F, 0xFD, 4], "is compressed with zstd" + plainOrGzip + "(zstd -d)"),
      (Array("BZh91AY".utf8), "is compressed with bzip2" + plainOrGzip + "(bunzip2)"),
      ([0xFD] + Array("7zXZ\0".utf8), "is compressed with xz" + plainOrGzip + "(unxz)"),
      ([0x04, 0x22, 0x4D, 0x18], "is compressed with lz4" + plainOrGzip + "(lz4 -d)"),
      ([0x1F, 0x9D, 0x90], "is compressed with compress" + plainOrGzip + "(uncompress)"),
      (
        Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C],
        "is a 7z archive; expected CSV or JSON. Unpack it first (7z x)"
      ),
      (Array("Rar!\u{1A}".utf8), "is a RAR archive; expected CSV or JSON. Unpack it first (unrar x)"),
      (
        Array("chat.csv".utf8) + Array(repeating: 0, count: 249) + Array("ustar\u{0}00".utf8),
        "is a tar archive; expected CSV or JSON. Unpack it first (tar -xf)"
      ),
      (Array("%PDF-1.7".utf8), "is a PDF document; expected CSV or JSON. Export the data themselves"),
      (
        Array("SQLite format 3\0".utf8),
        "is an SQLite database; expected CSV or JSON. Export the table (sqlite3 -header -csv)"
      ),
      (
        Array("version https://git-lfs.github.com/spec/v1\n".utf8),
        "is a Git LFS pointer, not the file itself; expected CSV or JSON. Fetch the file first (git lfs pull)"
      ),
      (
        Array("/annex/objects/SHA256E-s1--2.csv\n".utf8),
        "is a git-annex pointer, not the file itself; expected CSV or JSON. "
          + "Fetch the file first (git annex get)"
      ),
      (
        [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0],
        "is text in UTF-32; expected UTF-8 or UTF-16. Convert it (iconv -f UTF-32 -t UTF-8)"
      ),
      (Array("\n <!DocType html>".utf8), page), (Array("\u{FEFF}<HTML><head>".utf8), page),
      (Array("<!-- served by x -->\r\n<html>".utf8), page),
      (Array("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC".utf8), page),
      (utf16LittleEndian("\u{FEFF}<html>"), page),
      (
        Array("<?xml version=\"1.0\"?><users>".utf8),
        "is XML; expected CSV or JSON. Export it as one of these"
      ),
      (Array("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>".utf8), spreadsheet),
      (Array("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">".utf8), spreadsheet),
    ] as [([UInt8], String)])
  func foreign(bytes: [UInt8], sentence: String) {
    #expect(refusal { _ = try Reading(bytes, columns: ["a"]) } == "chat.csv: " + sentence)
    let slowly = ReadLimits(chunk: 1)
    #expect(refusal { _ = try Reading(bytes, columns: ["a"], limits: slowly) } == "chat.csv: " + sentence)
    #expect(refusal { _ = try Reading(gzip(bytes), columns: ["a"]) } == "chat.csv: " + sentence)
  }

  @Test("a body of markup in the first record is none")
  func markupInRecord() throws {
    #expect(try Reading("a,b\n<html>,<!-- -->\n").rows == [["<html>", "<!-- -->"]])
  }
}
