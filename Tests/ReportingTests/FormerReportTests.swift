import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("Reports of an earlier run")
struct FormerReportTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "former-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
  }

  @Test("all of them go, whatever the audit says")
  func removed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for audit in [sampleAudit(), smallAudit(), audit(filledWith: hostileStrings)] {
      var audit = audit
      audit.tool = toolVersion
      try Reports.write(audit, to: folder)
      try Attestor().write(audit, to: folder)
      #expect(
        try names == ["attestation.intoto.json", "audit.html", "audit.json", "audit.junit.xml", "audit.md"])
      try FormerReports.remove(from: folder)
      #expect(try names == [])
    }
  }

  @Test("what the tool did not write stays, and so does what has another name")
  func foreign() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let texts = [
      "audit.json": "{\"schema_version\": 1, \"tool\": \"another\"}",
      "audit.md": "# How we use deskaudit 0.1.0\n",
      "audit.html": "<!DOCTYPE html><p>deskaudit is a tool, plan, as of</p>",
      "attestation.intoto.json": "{\"_type\": \"x\"}",
      "attestation.intoto.jsonl":
        "{\"payload\": \"e30=\", \"payloadType\": \"application/vnd.in-toto+json\", \"signatures\": []}\n",
      "other.json": JSONReport.render(smallAudit()),
    ]
    for (name, text) in texts { try write(text, name) }
    try FormerReports.remove(from: folder)
    #expect(try names == texts.keys.sorted())
    try FormerReports.remove(from: folder + "/nowhere")
  }

  // Skipped where OpenSSL's command is not installed.
  @Test(
    "a signed attestation goes with them, and where the next audit is not signed",
    .enabled(if: installedPath(of: "openssl") != nil))
  func signed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try output(of: "openssl", ["genpkey", "-algorithm", "ed25519", "-out", folder + "/key"], input: "")
    let signer = try AttestationSigner(contentsOf: folder + "/key")
    let signedNames = ["attestation.intoto.json", "attestation.intoto.jsonl", "key"]
    try Attestor(signer: signer).write(smallAudit(), to: folder)
    #expect(try names == signedNames)
    try Attestor().write(smallAudit(), to: folder)
    #expect(try names == ["attestation.intoto.json", "key"])
    try Attestor(signer: signer).write(smallAudit(), to: folder)
    try FormerReports.remove(from: folder)
    #expect(try names == ["key"])
  }

  @Test("an archive that could not be read is not attested")
  func unread() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var audit = smallAudit(.notChecked, verdict: .noVerdict)
    try Attestor().write(audit, to: folder)
    audit.archive.sha256 = ""
    try Attestor().write(audit, to: folder)
    #expect(try names == [])
  }
}
