import RuleExamples
import Testing

@testable import Audit

@Suite("Causes: batches, files and inputs")
struct BatchCauseTests {
  @Test("the example itself passes, without a cause")
  func sound() throws {
    let result = try CauseExample().audit()
    #expect(result.verdict == .pass)
    #expect(result.causes == [])
  }

  @Test("a batch number that is missing is one lost batch, with all that would be in it")
  func gap() throws {
    var example = CauseExample()
    example.batches[100] = nil
    let result = try example.audit()
    #expect(
      result.firstLines == [
        "✗ FAIL", "1 cause",
        "1. batch 100 is lost: backup_tickets_100.json is not in the archive, and 10 comments, 2 tickets and 6 users that "
          + "would be in it are missing.",
        "  Do       Write this batch again from the same export, and add it to the archive.",
      ])
    #expect(result.causes.map(\.kind) == [.lostBatch])
    #expect(result.causes.first?.archive == ArchivePlace(member: "backup_tickets_100.json"))
    #expect(result.attribution.filter { $0.hasSuffix("left") } == [])
    #expect(
      result.attribution.prefix(4) == [
        "batch-numbers-have-no-gap: 1", "no-missing-comments: 10", "no-missing-tickets: 2",
        "no-missing-users: 6",
      ])
  }

  @Test("a batch that is lost and whose number the next one has is known by the length of the run")
  func renumbered() throws {
    var example = CauseExample()
    for number in [300, 400, 500] { example.batches[number] = example.batches[number + 100] }
    example.batches[600] = nil
    let result = try example.audit()
    #expect(
      result.firstLines == [
        "✗ FAIL", "1 cause",
        "1. a batch between backup_tickets_200.json and backup_tickets_300.json is lost, and those after it have been "
          + "renumbered: no number is missing, and 10 comments, 2 tickets and 1 user that would be in it are missing.",
        "  Do       Write this batch again from the same export, and number the batches anew.",
      ])
    #expect(
      result.attribution == [
        "no-missing-comments: 10", "no-missing-tickets: 2", "no-missing-users: 1", "comments-have-authors: 3",
        "tickets-have-requesters: 1",
      ])
  }

  @Test("the last batch is lost where the one before it is full")
  func lastBatch() throws {
    var example = CauseExample()
    example.batches[600] = nil
    let result = try example.audit()
    #expect(
      result.firstLines == [
        "✗ FAIL", "1 cause",
        "1. the last batch is lost: backup_tickets_500.json, the last that is there, is full, and there is no "
          + "backup_tickets_600.json, and 10 comments and 2 tickets that would be in it are missing.",
        "  Do       Write the last slice as well (does a loop end one step too early?), and add it to the archive.",
      ])
  }

  @Test("a last batch that is not there is not called lost where the archive broke off")
  func lastBatchOfDamaged() throws {
    var example = CauseExample()
    example.batches[600] = nil
    example.damage = [.cut(.tar, count: 1024)]
    #expect(try example.audit().causes.map(\.kind) == [.damagedArchive])
  }

  @Test("two records that are in another batch as well do not make theirs a repeated one")
  func twoRepeated() throws {
    var example = CauseExample()
    example.batches[700] = CauseExample.Batch(comments: Array(example.batches[200]?.comments.suffix(2) ?? []))
    let result = try example.audit()
    #expect(try result.rule("comment-ids-are-unique").violations == 2)
    #expect(result.causes == [])
  }

  @Test("a batch of which all records are in another one is a repeated batch")
  func repeated() throws {
    var example = CauseExample()
    example.batches[700] = example.batches[200]
    let result = try example.audit()
    #expect(
      result.firstLines == [
        "✗ FAIL", "1 cause",
        "1. backup_tickets_700.json repeats backup_tickets_200.json: all 14 records of it are there as well.",
        "  Do       Leave out the second of the two batches.",
      ])
    #expect(result.causes.map(\.kind) == [.repeatedBatch])
    #expect(result.attribution.filter { $0.hasSuffix("left") } == [])
  }

  @Test("a second member of one batch number is a batch that is there twice")
  func twice() throws {
    var example = CauseExample()
    example.damage = [.addAgain(batch: 300)]
    let result = try example.audit()
    #expect(
      result.causes.map(\.sentence) == [
        "batch 300 is there twice: all 13 records of the second backup_tickets_300.json are in the first"
      ])
    #expect(result.attribution.filter { $0.hasSuffix("left") } == [])
  }

  @Test("an export that was not read to its end is named with the line from which nothing arrived")
  func unreadEnd() throws {
    var example = CauseExample()
    example.removeTickets { $0 == 212 }
    let result = try example.audit()
    #expect(
      result.firstLines == [
        "✗ FAIL", "1 cause",
        "1. chat.csv was not read to its end: all 5 comments from line 57 on are missing, and none before it are.",
        "  Do       Read the export to its end (a limit, a page that is the last too early?), and migrate the rest.",
      ])
    #expect(result.causes.first?.export == ExportPlace(source: "chat", file: "chat.csv", line: 57))
    #expect(result.attribution == ["no-missing-comments: 5", "no-missing-tickets: 1"])
  }

  @Test("a file of which nothing arrived, beside others, was left out")
  func lostStage() throws {
    var example = CauseExample()
    example.rowsOfSecondFile = 15
    example.removeTickets { $0 >= 210 }
    let result = try example.audit()
    #expect(
      result.firstLines == [
        "✗ FAIL", "1 cause",
        "1. chat2.csv was left out: all 15 comments of it are missing, and those of other files arrived.",
        "  Do       Migrate this file as well.",
      ])
    #expect(result.causes.map(\.kind) == [.lostStage])
    #expect(result.attribution.filter { $0.hasPrefix("no-missing-tickets") } == ["no-missing-tickets: 3"])
  }

  @Test("a damaged archive is one cause, and names how many rules are not checked")
  func damaged() throws {
    var example = CauseExample()
    example.damage = [.cut(.tar, count: 1024)]
    let result = try example.audit()
    let notChecked = result.rules.filter { $0.outcome == .notChecked }.map(\.id)
    #expect(result.causes.map(\.kind) == [.damagedArchive])
    #expect(result.causes.first?.notChecked == notChecked)
    #expect(
      result.causes.first?.sentence.hasSuffix(
        "; the last entry that could be read is backup_tickets_600.json; \(notChecked.count) rules are not checked"
      ) == true)
  }

  @Test("an archive that is not there is one sentence, with the rules that it keeps from being checked")
  func missingInput() throws {
    let folder = try ExampleFolder(CauseExample().input())
    let audit = try Audit(
      plan: try folder.plan(), archivePaths: [folder.path + "/nowhere.tar.gz"],
      rules: RulePages.all.get().book, startedAt: 0)
    let result = withExtendedLifetime(folder) { audit.run() }
    #expect(result.verdict == .noVerdict)
    #expect(result.causes.map(\.kind) == [.missingInput])
    #expect(result.causes.first?.notChecked == result.rules.filter { $0.outcome == .notChecked }.map(\.id))
    #expect(result.firstLines[1] == "1 cause")
  }

  // MARK: Nothing is claimed

  @Test("records that are missing at random have no cause")
  func atRandom() throws {
    var example = CauseExample()
    example.removeComments { [1003, 1009, 1022, 1038, 1041, 1056].contains($0) }
    #expect(try example.audit().causes == [])
  }

  @Test("a tail of two records is not an export that was not read to its end")
  func tailOfTwo() throws {
    var example = CauseExample()
    example.removeComments { $0 >= 1059 }
    let result = try example.audit()
    #expect(try result.rule("no-missing-comments").violations == 2)
    #expect(result.causes == [])
  }

  @Test("a run in the middle that is no batch is neither a lost batch nor the end of anything")
  func middle() throws {
    var example = CauseExample()
    example.removeComments { (1013...1018).contains($0) }
    #expect(try example.audit().causes == [])
  }

  @Test("what is missing at the end and elsewhere is not all the end of the export")
  func endAndElsewhere() throws {
    var example = CauseExample()
    example.removeTickets { $0 == 212 }
    example.removeComments { $0 == 1007 }
    #expect(try example.audit().causes == [])
  }
}
