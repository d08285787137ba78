import Foundation
import Glibc
import Plan
import Testing

@testable import Exports

@Suite("Coded exports, unpacked for looking up")
struct UnpackedTests {
  private let text = "a,b\n1,ä\n\"2\n\",€\n3,4\n"
  private let rows: [[Field]] = [["1", "ä"], ["2\n", "€"], ["3", "4"]]

  /// Three files of the same text: compressed, in UTF-16, and plain.
  private func write(to folder: TemporaryFolder) throws -> Export {
    try folder.write(gzip(text), to: "1.csv.gz")
    try folder.write(utf16BigEndian("\u{FEFF}" + text), to: "2.csv")
    try folder.write(text, to: "3.csv")
    return try folder.export("1.csv.gz", "2.csv", "3.csv")
  }

  @Test("places of a reading hold in the unpacked export, and the records there are the same")
  func lookup() throws {
    let folder = try TemporaryFolder()
    let export = try write(to: folder)
    let reading = try Reading(export, columns: ["a", "b"])
    #expect(reading.rows == rows + rows + rows)
    var lookup = try RecordLookup(try export.unpacked(in: folder.path), columns: ["b", "a"])
    var found: [[Field]] = []
    try lookup.read(reading.places.reversed()) { found += $0.rows }
    #expect(found == reading.rows.reversed().map { $0.reversed() })
  }

  @Test("an unpacked export reads like the original; its tap sees the text, its summaries the file on disk")
  func reading() throws {
    let folder = try TemporaryFolder()
    let export = try write(to: folder)
    let (before, after) = try (
      Reading(export, columns: ["a"]), Reading(export.unpacked(in: folder.path), columns: ["a"])
    )
    #expect(after.rows == before.rows)
    #expect(after.places == before.places)
    #expect(after.summaries == before.summaries)
    #expect(after.tapped == before.tappedText)
    #expect(after.tappedText == before.tappedText)
    #expect(try export.unpacked(in: folder.path).files == export.files)
  }

  @Test("the temporary files have no name, are for this user only, and go with the export")
  func temporaryFiles() throws {
    let folder = try TemporaryFolder()
    try folder.write(gzip(text), to: "1.csv.gz")
    try FileManager.default.createDirectory(atPath: folder.path + "/spool", withIntermediateDirectories: true)
    var unpacked: Export? = try folder.export("1.csv.gz").unpacked(in: folder.path + "/spool")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/spool") == [])
    let open = openFiles(in: folder.path + "/spool")
    #expect(open.map(\.mode) == [0o600])
    #expect(open.map(\.size) == [text.utf8.count])
    #expect(unpacked?.files.count == 1)
    unpacked = nil
    #expect(openFiles(in: folder.path + "/spool").isEmpty)
  }

  @Test("the texts of all coded files are in one temporary file, and each is read as if it were alone")
  func oneFile() throws {
    let folder = try TemporaryFolder()
    for number in 0..<100 {
      try folder.write(gzip("a,b\n\(number),\"x\(number)\"\n"), to: "\(number).csv.gz")
    }
    try folder.write(gzip("a,b\n"), to: "empty.csv.gz")
    let export = try folder.export("*.csv.gz").unpacked(in: folder.path)
    #expect(openFiles(in: folder.path).count == 1)
    let reading = try Reading(export, columns: ["a", "b"])
    #expect(reading.rows == (0..<100).map { [Field(Array("\($0)".utf8)), Field(Array("x\($0)".utf8))] })
    var lookup = try RecordLookup(export, columns: ["b"])
    var found: [[Field]] = []
    try lookup.read(reading.places.reversed()) { found += $0.rows }
    #expect(found == (0..<100).reversed().map { [Field(Array("x\($0)".utf8))] })
    #expect(openFiles(in: folder.path).count == 1)
  }

  @Test("all look-ups of an export share the descriptors of its files")
  func sharedDescriptors() throws {
    let folder = try TemporaryFolder()
    let export = try write(to: folder).unpacked(in: folder.path)
    let places = try Reading(export, columns: ["a"]).places
    var lookups: [LookupBox] = []
    for _ in 0..<20 { lookups.append(LookupBox(try RecordLookup(export, columns: ["a"]))) }
    // One spool and one plain file.
    #expect(openFiles(in: folder.path).count == 2)
    for box in lookups {
      try box.lookup.read(places) { #expect($0.count == 9) }
    }
  }

  private final class LookupBox {
    var lookup: RecordLookup
    init(_ lookup: consuming RecordLookup) { self.lookup = lookup }
  }

  @Test("a look-up reads with the file's delimiter and the plan's header")
  func dialect() throws {
    let folder = try TemporaryFolder()
    try folder.write("sep=|\n1|\"2|\"\n3|4\n", to: "1.csv")
    let export = try folder.export("1.csv") { $0.header = ["a", "b"] }
    let reading = try Reading(export, columns: ["b"])
    var lookup = try RecordLookup(export, columns: ["b"])
    var found: [[Field]] = []
    try lookup.read(reading.places.reversed()) { found += $0.rows }
    #expect(found == [["4"], ["2|"]])
  }

  @Test("a look-up in a coded export that is not unpacked is refused")
  func notUnpacked() throws {
    let folder = try TemporaryFolder()
    let export = try write(to: folder)
    #expect(
      refusal { _ = try RecordLookup(export, columns: ["a"]) }
        == "1.csv.gz: is compressed or not in UTF-8, so that single records can't be read again; "
        + "expected it unpacked. Unpack it and convert it to UTF-8")
  }

  @Test("a folder that can't be written to is named")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let export = try write(to: folder)
    #expect(
      refusal { _ = try export.unpacked(in: folder.path + "/none") }
        == "1.csv.gz: can't be unpacked into '\(folder.path)/none': No such file or directory; "
        + "make that folder")
  }

  @Test("a damaged file is refused when it is unpacked")
  func damaged() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(gzip(text).dropLast()), to: "1.csv.gz")
    let sentence = refusal { _ = try folder.export("1.csv.gz").unpacked(in: folder.path) }
    #expect(sentence?.contains("ends inside a member") == true)
    #expect(openFiles(in: folder.path).isEmpty)
  }

  /// The open descriptors of files that stand, or stood, in a folder.
  private func openFiles(in folder: String) -> [(mode: UInt32, size: Int)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.compactMap { name in
      guard let descriptor = Int32(name),
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name),
        target.hasPrefix(folder + "/")
      else { return nil }
      var status = stat()
      fstat(descriptor, &status)
      return (status.st_mode & 0o777, status.st_size)
    }
  }
}
