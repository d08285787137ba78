import Testing

@testable import Plan

@Suite("Plans of several deliveries")
struct PlanDeliveryTests {
  private func plan(_ archive: String, chat: String = "chat.csv") throws -> Plan {
    try Plan(text: "sources: {chat: {path: \(chat)}}\narchive: {\(archive)}\n", path: "m.yml")
  }

  @Test("'archive.path' is one archive or a list of them in the order of import; without it there is one")
  func paths() throws {
    #expect(try plan("batch-size: 5").archive.paths == ["backup_tickets.tar.gz"])
    #expect(try plan("path: a.tar.gz").archive.paths == ["a.tar.gz"])
    #expect(
      try plan("path: [a.tar.gz, b.tar.gz, a.tar.gz]").archive.paths == ["a.tar.gz", "b.tar.gz", "a.tar.gz"])
  }

  @Test("an empty list, and an export that is one of the archives, are mistakes with their lines")
  func mistakes() {
    #expect(
      problems(of: "sources: {chat: {path: chat.csv}}\narchive: {path: []}\n")
        == ["m.yml:2: 'archive.path' is an empty list; name at least one"])
    #expect(
      problems(of: "sources: {chat: {path: exports/b.csv}}\narchive: {path: [a.tar.gz, exports/b.csv]}\n")
        == [
          "m.yml:1: 'exports/b.csv' names 'exports/b.csv', which 'build' writes: the archive would be read as an "
            + "export; write it to another folder, or narrow the path"
        ])
  }
}
