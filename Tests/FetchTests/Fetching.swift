import Foundation
import Plan
import Synchronization

@testable import Fetch

/// What a fetch came to.
struct Outcome: Sendable {
  var report: FetchReport?
  /// The sentence it ended with, the server's origin as `{desk}`.
  var sentence: String?
  var exitCode: Int32
  /// The pages in the folder, by their names.
  var files: [String: Data]
  /// How long it wanted to wait between attempts, in seconds.
  var waits: [Double]
}

/// A temporary folder, and the fetches into it.
final class Pages: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "deskaudit-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A plan whose source `users` is fetched, with the address in line 4. The address is put in after the
  /// plan's own checks, which refuse some that the fetch must refuse as well.
  func plan(_ url: String, _ pagination: FetchPlan.Pagination = .number, perPage: Int = 100) throws -> Plan {
    let text = """
      sources:
        chat: {path: chat.csv}
        users: {path: pages/*.json,
          fetch: {url: https://desk.example/u, pagination: \(pagination.rawValue), per-page: \(perPage)}}
      identity: {match: email, keep: users}
      """
    var plan = try Plan(text: text, path: path + "/migration.yml")
    plan.path = "migration.yml"
    plan.sources[1].fetch?.url.value = url
    return plan
  }

  /// Fetches on a thread of its own: a fetch blocks, and the server of the test needs the others.
  func fetch(
    _ url: String, _ pagination: FetchPlan.Pagination = .number, perPage: Int = 100, restart: Bool = false,
    timeout: Double = 20, retries: Int = 3, stop: @escaping @Sendable () -> Int32 = { 0 }
  ) async throws -> Outcome {
    let plan = try plan(url, pagination, perPage: perPage)
    return await fetch(plan, .init(isRestart: restart, timeout: timeout, retries: retries), stop: stop)
  }

  func fetch(
    _ plan: Plan, _ options: PagedFetch.Options = .init(timeout: 20, retries: 3), source: String = "users",
    each ids: [String]? = nil, stop: @escaping @Sendable () -> Int32 = { 0 }
  ) async -> Outcome {
    let waits = Waits()
    var timed = options
    timed.timing = waits.timing
    let settings = timed
    var outcome = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let (report, error) = Self.run(plan, settings, source, ids, stop)
        continuation.resume(
          returning: Outcome(
            report: report, sentence: error?.description, exitCode: error?.exitCode ?? 0, files: [:],
            waits: []))
      }
    }
    let origin = plan.sources.last?.fetch.flatMap { URL(string: $0.url.value) }.flatMap { Origin($0) }
    outcome.sentence = outcome.sentence?.replacing(origin?.description ?? "?", with: "{desk}")
      .replacing(path, with: "{folder}")
    outcome.files = files
    outcome.waits = waits.all
    return outcome
  }

  private static func run(
    _ plan: Plan, _ options: PagedFetch.Options, _ source: String, _ ids: [String]?,
    _ stop: @escaping @Sendable () -> Int32
  ) -> (FetchReport?, FetchError?) {
    do throws(FetchError) {
      let credentials = try Credentials(user: "ann", password: "open sesame", place: "DESKAUDIT_USER")
      let fetch = try PagedFetch(source: source, of: plan, options)
      guard let ids else { return (try fetch.run(credentials: credentials, stop: stop), nil) }
      return (try fetch.run(each: ids.map { CollectionID($0) }, credentials: credentials, stop: stop), nil)
    } catch {
      return (nil, error)
    }
  }

  /// The pages that are there, by their names.
  var files: [String: Data] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/pages")) ?? []
    return Dictionary(
      uniqueKeysWithValues: names.filter { !$0.hasPrefix(".") }.compactMap { name in
        FileManager.default.contents(atPath: "\(path)/pages/\(name)").map { (name, $0) }
      })
  }

  /// Every name in the folder, hidden ones as well.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path + "/pages")) ?? []).sorted()
  }

  func state() throws -> FetchState {
    try JSONDecoder().decode(
      FetchState.self, from: Data(contentsOf: URL(filePath: path + "/pages/.fetch.json")))
  }
}

/// A clock that stands still at 2026-01-01T00:00:00Z and waits by taking notes; chance always takes the most.
final class Waits: Sendable {
  private let seconds = Mutex<[Double]>([])

  var all: [Double] { seconds.withLock { $0 } }

  var timing: Timing {
    Timing(
      now: { Date(timeIntervalSince1970: 1_767_225_600) },
      wait: { [self] wait, _ in seconds.withLock { $0.append(wait) } },
      chance: { 1 })
  }
}
