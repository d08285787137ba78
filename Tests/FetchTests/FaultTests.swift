import FlyingFox
import Foundation
import Testing

@testable import Fetch

/// 250 users in three pages; page 2 is answered by `fault`, where it gives anything.
private func fetch(
  retries: Int = 2, saysNextPage: Bool = true,
  _ fault: @escaping @Sendable (Asked) -> HTTPResponse?
) async throws -> Outcome {
  try await serving { asked, origin in
    var desk = Desk(users: 250)
    (desk.origin, desk.saysNextPage) = (origin, saysNextPage)
    return (asked.page == 2 ? fault(asked) : nil) ?? .json(desk.text(asked.page))
  } _: { origin, _ in
    try await Pages().fetch(origin + "/users.json", retries: retries)
  }
}

/// The same, with a fault that only the first request for page 2 meets.
private func fetchPassing(_ fault: HTTPResponse) async throws -> Outcome {
  try await fetch(saysNextPage: false) { $0.turnOfTarget == 1 ? fault : nil }
}

private func isWhole(_ outcome: Outcome) -> Bool {
  var desk = Desk(users: 250)
  desk.saysNextPage = false
  return outcome.files == desk.files && outcome.exitCode == 0
}

private let stays = "; the page that is there stays, and 'deskaudit fetch users' goes on from it"

@Suite("Faults that pass")
struct PassingFaultTests {
  @Test("a 429 with Retry-After in seconds is waited out, and the pages are the same")
  func tooMany() async throws {
    let outcome = try await fetchPassing(.status(429, ["Retry-After": "7"]))
    #expect(isWhole(outcome))
    #expect(outcome.waits == [7])
  }

  @Test("a 503 with Retry-After as an HTTP date is waited out")
  func unavailable() async throws {
    let outcome = try await fetchPassing(.status(503, ["Retry-After": "Thu, 01 Jan 2026 00:00:30 GMT"]))
    #expect(isWhole(outcome))
    #expect(outcome.waits == [30])
  }

  @Test("a Retry-After of exactly 15 minutes is waited out")
  func longest() async throws {
    let outcome = try await fetchPassing(.status(429, ["Retry-After": "900"]))
    #expect(isWhole(outcome))
    #expect(outcome.waits == [900])
  }

  @Test(
    "a Retry-After that is negative, unreadable or over is none",
    arguments: ["-5", "soon", "Thu, 01 Jan 2015 00:00:30 GMT"])
  func unreadableRetryAfter(_ value: String) async throws {
    let outcome = try await fetchPassing(.status(429, ["Retry-After": value]))
    #expect(isWhole(outcome))
    #expect(outcome.waits == [1])
  }

  @Test("a 500, 502, 504 or 408 is tried again", arguments: [500, 502, 504, 408])
  func serverError(_ status: Int) async throws {
    let outcome = try await fetchPassing(.status(status))
    #expect(isWhole(outcome))
    #expect(outcome.waits == [1])
  }

  @Test("waits double from one second on")
  func backoff() async throws {
    let outcome = try await fetch(retries: 4, saysNextPage: false) {
      $0.turnOfTarget <= 4 ? .status(500) : nil
    }
    #expect(isWhole(outcome))
    #expect(outcome.waits == [1, 2, 4, 8])
  }

  @Test(
    "an empty body, or one that was cut, is tried again", arguments: ["", " \n", "{\"users\":[{\"id\":1"])
  func cutBody(_ body: String) async throws {
    let outcome = try await fetchPassing(.json(body))
    #expect(isWhole(outcome))
    #expect(outcome.waits == [1])
  }

  @Test(
    "a redirect within the origin is followed, with the credentials", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) async throws {
    let (outcome, log) = try await serving { asked, origin in
      if asked.target == "/users.json?page=2" {
        return .status(status, ["Location": "/moved?page=2&x=%C3%A9"])
      }
      var desk = Desk(users: 250)
      desk.saysNextPage = false
      return .json(desk.text(asked.page))
    } _: { origin, log in
      (try await Pages().fetch(origin + "/users.json"), log)
    }
    #expect(isWhole(outcome))
    #expect(
      log.targets == [
        "/users.json?page=1", "/users.json?page=2", "/moved?page=2&x=é", "/users.json?page=3",
      ])
    #expect(Set(log.all.map(\.authorization)) == ["Basic YW5uOm9wZW4gc2VzYW1l"])
  }
}

@Suite("Faults that stay")
struct StayingFaultTests {
  @Test("a fault of page 2 ends the fetch with a sentence, exit 2, and page 1 stays", arguments: Self.faults)
  func fault(_ fault: Fault) async throws {
    let outcome = try await fetch { _ in fault.answer() }
    #expect(outcome.sentence == "users: page 2\(fault.sentence)\(stays)")
    #expect(outcome.exitCode == 2)
    #expect(outcome.files.keys.sorted() == ["page-000001.json"])
    #expect(outcome.waits == (fault.isRepeated ? [1, 2] : []))
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: @Sendable () -> HTTPResponse
    var sentence: String
    var isRepeated = false

    init(
      _ name: String, _ answer: @escaping @autoclosure @Sendable () -> HTTPResponse, _ sentence: String,
      isRepeated: Bool = false
    ) {
      testDescription = name
      self.answer = answer
      self.sentence = sentence
      self.isRepeated = isRepeated
    }
  }

  static let faults = [
    Fault(
      "401", .status(401, ["WWW-Authenticate": "Basic realm=\"desk\""]),
      ": the server answered 401: it refuses the credentials of DESKAUDIT_USER; check user and password "
        + "there, and "
        + "that the account may read the collection"),
    Fault(
      "403", .status(403),
      ": the server answered 403: it refuses the credentials of DESKAUDIT_USER; check user and password "
        + "there, and "
        + "that the account may read the collection"),
    Fault(
      "404 where the server named the page", .status(404),
      ": the server answered 404: there is no such page; the collection changed while it was read; try again "
        + "later"
    ),
    Fault(
      "429 without end", .status(429), ": the server answered 429, in 3 attempts; try again later",
      isRepeated: true),
    Fault(
      "500 without end", .status(500), ": the server answered 500, in 3 attempts; try again later",
      isRepeated: true),
    Fault(
      "204", .status(204),
      " has no content, though the page before it says that it follows; try again later, or report it to whoever runs "
        + "the server"),
    Fault("400", .status(400), ": the server answered 400, expected 200; check 'url' (migration.yml:4)"),
    Fault(
      "a redirect without an address", .status(302),
      ": a redirect (302) names no address; if the collection has moved, put its new address into the plan "
        + "(migration.yml:4)"),
    Fault(
      "redirects in a circle", .status(302, ["Location": "/users.json?page=2"]),
      ": the server redirects more than 5 times; check 'url' (migration.yml:4)"),
    Fault(
      "HTML with 200", .json("\n<!DOCTYPE html><title>Log in</title>"),
      ": the answer is an HTML page, not JSON: perhaps that of a login or of maintenance; check 'url' in "
        + "the plan, "
        + "and open it in a browser"),
    Fault(
      "a JSON error with 200", .json(#"{"error":"RecordNotFound","description":"Not found"}"#),
      ": the page has no array under 'users'; its keys are 'error', 'description'; if that is an error "
        + "message, see "
        + "to it; else correct 'collection' in the plan"),
    Fault(
      "Latin-1", .body(Data([0x7B, 0x22, 0xE9, 0x22, 0x3A, 0x31, 0x7D])),
      ": the body is not UTF-8, which JSON must be; have the server send UTF-8"),
    Fault(
      "UTF-16", .body(Data([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00])),
      ": the body is not UTF-8, which JSON must be; have the server send UTF-8"),
    Fault(
      "an empty body without end", .json(""), ": the body is empty, in 3 attempts; try again later",
      isRepeated: true),
    Fault(
      "invalid JSON without end", .json(#"{"users":[{"id":1},]}"#),
      ": the body is not JSON from byte 19 of 21 on, or was cut off there, in 3 attempts; try again later",
      isRepeated: true),
    Fault(
      "a record without an id", .json(#"{"users":[{"id":1},{"name":"Ann"}]}"#),
      ": record 2 has no 'id' that is a number or a text, so nobody can tell whether a record came twice or "
        + "not at "
        + "all; check 'url' and 'collection' in the plan"),
    Fault(
      "a key that stands twice", .json(#"{"users":[{"id":1,"id":2}]}"#),
      ": an object has the key 'id' twice (byte 18), and nobody can tell which value counts; have it "
        + "repaired where "
        + "it comes from"),
    Fault(
      "values that are nested too deep", .json(String(repeating: "[", count: 65)),
      ": the body is nested deeper than 64 levels at byte 64; check 'url' in the plan"),
    Fault(
      "the same page once more", .json(Desk(users: 250).text(1)),
      " holds the same records as the page before it: the server ignores which page is asked for; check "
        + "'pagination' in the plan; 'next-link' and 'cursor' follow what the server itself names"),
  ]

  @Test("a 404 for page 1 names the address's line in the plan")
  func nothingThere() async throws {
    let outcome = try await serving { _, _ in
      .status(404)
    } _: { origin, _ in
      try await Pages().fetch(origin)
    }
    #expect(
      outcome.sentence
        == "users: page 1: the server answered 404: there is no such page; check 'url' (migration.yml:4); "
        + "no page was saved yet")
    #expect(outcome.exitCode == 2)
  }

  @Test("an answer of page 1 without any array names its keys, and shows no value")
  func errorObject() async throws {
    let outcome = try await serving { _, _ in
      .json(#"{"error":"secret","code":7}"#)
    } _: { origin, _ in
      try await Pages().fetch(origin)
    }
    #expect(
      outcome.sentence
        == "users: page 1: the answer is JSON without any array of records; its keys are 'error', 'code'; if "
        + "that is "
        + "an error message, see to it; else check 'url' in the plan; no page was saved yet")
  }
}
