import Foundation
import Testing

@testable import Reporting

@Suite("Writing the reports")
struct ReportsTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString)")
    .path

  private func mode(of file: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
  }

  @Test("the folder is created, with four whole reports for the owner's eyes, and nothing else")
  func write() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Reports.write(sampleAudit(), to: folder + "/a/b")

    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b").sorted() == [
        "audit.html", "audit.json", "audit.junit.xml", "audit.md",
      ])
    let texts = try [
      "json": JSONReport.render(sampleAudit()), "html": HTMLReport.render(sampleAudit()),
      "md": MarkdownReport.render(sampleAudit()), "junit.xml": JUnitReport.render(sampleAudit()),
    ]
    for (name, text) in texts {
      let file = "\(folder)/a/b/audit.\(name)"
      #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
      #expect(try mode(of: file) == 0o600)
    }
  }

  @Test("an older report is replaced, and its wider mode with it")
  func replace() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = folder + "/audit.json"
    try Data("old".utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)

    try Reports.write(sampleAudit(), to: folder)

    #expect(try String(contentsOfFile: file, encoding: .utf8) == JSONReport.render(sampleAudit()))
    #expect(try mode(of: file) == 0o600)
  }

  @Test("a report that can't take its place is a sentence with its name, and leaves nothing behind")
  func blocked() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/audit.html", withIntermediateDirectories: true)

    let error = #expect(throws: ReportError.self) { try Reports.write(sampleAudit(), to: folder) }

    #expect(
      error?.description
        == "\(folder)/audit.html: this report can't be written: Is a directory; "
        + "name another folder with --reports"
    )
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["audit.html", "audit.json"])
  }

  @Test("a folder that can't be created is a sentence with its name")
  func blockedFolder() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data().write(to: URL(filePath: folder))

    let error = #expect(throws: ReportError.self) { try Reports.write(sampleAudit(), to: folder + "/out") }

    #expect(
      error?.description
        == "\(folder)/out: this folder for reports can't be created; name another with --reports")
  }
}
