import FlyingFox
import Foundation
import Synchronization
import Testing

@testable import Fetch

@Suite("A fetch goes on where it was")
struct ResumeTests {
  static let desk: Desk = {
    var desk = Desk(users: 450)
    desk.saysNextPage = false
    return desk
  }()

  /// Serves `desk`, whose list the test may change, unless `isDown` says so.
  private func serving<Result: Sendable>(
    isDown: @escaping @Sendable (Asked) -> Bool = { _ in false },
    _ body: @Sendable (String, Log) async throws -> Result
  ) async throws -> Result {
    try await FetchTests.serving(
      { asked, _ in isDown(asked) ? .status(500) : .json(Self.desk.text(asked.page)) }, body)
  }

  @Test(
    "an interrupted fetch asks for its last page again and for what comes after it, and leaves the same bytes"
  )
  func resumed() async throws {
    let pages = Pages()
    try await serving(isDown: { $0.page == 4 && $0.turnOfTarget <= 1 }) { origin, log in
      let first = try await pages.fetch(origin + "/u", retries: 0)
      #expect(
        first.sentence?.hasSuffix(
          "; the 3 pages that are there stay, and 'deskaudit fetch users' goes on from them") == true)
      #expect(try pages.state().isComplete == false)
      let second = try await pages.fetch(origin + "/u", retries: 0)
      #expect(
        second.report?.state.summary
          == "users: 450 records, 450 distinct ids, 5 pages, end proven by a short page")
      #expect(second.files == Self.desk.files)
      #expect(log.targets == [1, 2, 3, 4, 3, 4, 5].map { "/u?page=\($0)" })
    }
  }

  @Test("a complete fetch is left alone, and says so")
  func complete() async throws {
    let pages = Pages()
    try await serving { origin, log in
      #expect(try await pages.fetch(origin + "/u").report?.wasComplete == false)
      let again = try await pages.fetch(origin + "/u")
      #expect(again.report?.wasComplete == true)
      #expect(
        again.report?.state.summary
          == "users: 450 records, 450 distinct ids, 5 pages, end proven by a short page")
      #expect(log.all.count == 5)
    }
  }

  @Test("a signal ends the fetch after a whole page, with its exit code")
  func interrupted() async throws {
    let pages = Pages()
    try await serving { origin, log in
      let outcome = try await pages.fetch(origin + "/u", stop: { log.all.count >= 3 ? 15 : 0 })
      #expect(outcome.exitCode == 143)
      #expect(outcome.sentence?.hasPrefix("interrupted; ") == true)
      #expect((2...3).contains(outcome.files.count))
      #expect(outcome.files.allSatisfy { Self.desk.files[$0.key] == $0.value })
    }
  }

  @Test("a page that was removed is missed, in a complete fetch as in one that goes on")
  func gap() async throws {
    let pages = Pages()
    try await serving { origin, _ in
      _ = try await pages.fetch(origin + "/u")
      try FileManager.default.removeItem(atPath: pages.path + "/pages/page-000005.json")
      #expect(
        try await pages.fetch(origin + "/u").sentence
          == "{folder}/pages: the fetch was complete with 5 pages, but 4 pages are there; run again with "
          + "--restart"
      )
      try FileManager.default.removeItem(atPath: pages.path + "/pages/page-000002.json")
      #expect(
        try await pages.fetch(origin + "/u").sentence
          == "{folder}/pages: page-000002.json is missing among the saved pages; run again with --restart")
    }
  }

  @Test("pages of another address, or without a word about theirs, are not mixed with new ones")
  func foreignPages() async throws {
    let pages = Pages()
    try await serving(isDown: { $0.page == 2 }) { origin, _ in
      _ = try await pages.fetch(origin + "/u", retries: 0)
      let other = try await pages.fetch(origin + "/v", retries: 0)
      #expect(
        other.sentence
          == "{folder}/pages: its pages come from '{desk}/u' by 'page', 100 a page, which is not what "
          + "migration.yml:4 "
          + "says; run again with --restart, or into another folder")
      try FileManager.default.removeItem(atPath: pages.path + "/pages/.fetch.json")
      #expect(
        try await pages.fetch(origin + "/u", retries: 0).sentence
          == "{folder}/pages: there are pages without a .fetch.json that tells where they come from; run "
          + "again with "
          + "--restart, or into another folder")
    }
  }

  @Test("files can be read by their owner alone, and no part of one is left")
  func modes() async throws {
    let pages = Pages()
    try await serving { origin, _ in
      _ = try await pages.fetch(origin + "/u")
    }
    #expect(pages.names == [".fetch.json"] + (1...5).map { "page-00000\($0).json" })
    for name in pages.names {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(pages.path)/pages/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("two fetches don't write into one folder")
  func locked() async throws {
    let pages = Pages()
    try await serving { origin, _ in
      let lock = try PageFolder(creating: pages.path + "/pages").lock()
      #expect(
        try await pages.fetch(origin + "/u").sentence
          == "{folder}/pages: another fetch is writing into this folder; wait for its end")
      // As a process has one that is just being started.
      let copy = dup(lock.descriptor)
      defer { close(copy) }
      lock.release()
      #expect(try await pages.fetch(origin + "/u").exitCode == 0)
    }
  }

  @Test("page numbers have six digits, and grow")
  func names() {
    #expect(PageFolder.name(of: 1) == "page-000001.json")
    #expect(PageFolder.name(of: 1_000_000) == "page-1000000.json")
  }

  @Test("a list that shrank meanwhile takes its last page with it")
  func shrunk() async throws {
    let pages = Pages()
    let size = Mutex(450)
    try await FetchTests.serving { asked, _ in
      var desk = Self.desk
      desk.saysCount = false
      desk.ids = Array(1...size.withLock { $0 })
      if asked.page == 5, size.withLock({ $0 }) == 450 { return .status(500) }
      return desk.records(asked.page).isEmpty ? .status(404) : .json(desk.text(asked.page))
    } _: { origin, _ in
      #expect(try await pages.fetch(origin + "/u", retries: 0).files.count == 4)
      size.withLock { $0 = 250 }
      // Page 3 is a full one on the disk; after it there is nothing any more, which is not an end.
      let outcome = try await pages.fetch(origin + "/u", retries: 0)
      #expect(outcome.exitCode == 2)
      #expect(outcome.sentence?.hasPrefix("users: page 4: the server answered 404") == true)
    }
  }
}

@Suite("A restart")
struct RestartTests {
  private let pages = Pages()

  /// Serves as many users as the number in `size` says; page 2 fails where `isDown` is set.
  private func serving(
    _ body:
      @Sendable (_ origin: String, _ size: borrowing Mutex<Int>, _ isDown: borrowing Mutex<Bool>) async throws
      -> Void
  ) async throws {
    let size = Mutex(250)
    let isDown = Mutex(false)
    try await FetchTests.serving { asked, _ in
      asked.page == 2 && isDown.withLock({ $0 })
        ? .status(500) : .json(Desk(users: size.withLock { $0 }).text(asked.page))
    } _: { origin, _ in
      try await body(origin, size, isDown)
    }
  }

  @Test("takes the place of the old pages when its end is proven, and leaves nothing of them")
  func restart() async throws {
    try await serving { origin, size, _ in
      _ = try await pages.fetch(origin + "/u")
      size.withLock { $0 = 120 }
      let outcome = try await pages.fetch(origin + "/u", restart: true)
      #expect(outcome.report?.state.records == 120)
      #expect(pages.names == [".fetch.json", "page-000001.json", "page-000002.json"])
      #expect(outcome.files == Desk(users: 120).files)
    }
  }

  @Test("leaves the old pages alone when it fails, and is continued by the next fetch")
  func failed() async throws {
    try await serving { origin, size, isDown in
      _ = try await pages.fetch(origin + "/u")
      size.withLock { $0 = 120 }
      isDown.withLock { $0 = true }
      let failed = try await pages.fetch(origin + "/u", restart: true, retries: 0)
      #expect(failed.exitCode == 2)
      #expect(failed.files == Desk(users: 250).files)
      #expect(try pages.state().isComplete)
      isDown.withLock { $0 = false }
      let continued = try await pages.fetch(origin + "/u")
      #expect(continued.report?.notes == ["an earlier --restart was interrupted; it is continued"])
      #expect(continued.files == Desk(users: 120).files)
      #expect(pages.names.contains(".restart") == false)
    }
  }

  @Test("is finished by the next fetch wherever a kill cut it", arguments: 0...6)
  func killed(_ steps: Int) async throws {
    try await serving { origin, size, _ in
      _ = try await pages.fetch(origin + "/u")
      let folder = try PageFolder(creating: pages.path + "/pages")
      // A restart that is complete, and of whose last part only so many steps were done.
      let other = Pages()
      size.withLock { $0 = 120 }
      _ = try await other.fetch(origin + "/u")
      try FileManager.default.moveItem(atPath: other.path + "/pages", toPath: folder.path + "/.restart")
      let restart = try PageFolder(creating: folder.path + "/.restart")
      let parts: [() throws -> Void] = [
        { try folder.remove(".fetch.json") }, { try folder.removePages(after: 1) },
        { try folder.removePages(after: 0) }, { try restart.move("page-000001.json", to: folder) },
        { try restart.move("page-000002.json", to: folder) }, { try restart.move(".fetch.json", to: folder) },
      ]
      for part in parts.prefix(steps) { try part() }
      let outcome = try await pages.fetch(origin + "/u")
      #expect(outcome.report?.wasComplete == true)
      #expect(outcome.files == Desk(users: 120).files)
      #expect(pages.names == [".fetch.json", "page-000001.json", "page-000002.json"])
    }
  }
}
