import Plan
import Testing

@testable import Exports

@Suite("Pages of HAL, Intercom and incremental exports")
struct HALPageTests {
  @Test("the array in HAL's '_embedded' holds the records, wherever it is in the page")
  func embedded() throws {
    let links = "\"_links\":{\"next\":{\"href\":\"/u?page=2\"}}"
    let page = "\"page\":{\"number\":1,\"totalPages\":2,\"totalElements\":3}"
    let records = "\"_embedded\":{\"users\":[{\"a\":1,\"b\":2},\n{\"a\":3}]}"
    for text in [
      "{\(records),\(links),\(page)}", "{\(page),\(links),\(records)}",
      "{\(links), \"_embedded\" : { \"tags\":[\"x\"], \"users\" : [{\"a\":1,\"b\":2},{\"a\":3} ] , \"x\":{} } ,\(page)}",
    ] {
      let reading = try readJSON(text)
      #expect(reading.rows == [["1", "2"], ["3", ""]])
      #expect(reading.problems == [])
      #expect(reading.summaries[0].shape.format == .json)
      #expect(reading.summaries[0].shape.collection == "_embedded.users")
      #expect(
        reading.summaries[0].envelope
          == PageEnvelope(count: 3, nextPage: "/u?page=2", saysNextPage: true, number: 1))
    }
  }

  @Test("it is named with its object in the plan, and two of them need that")
  func named() throws {
    let text = "{\"_embedded\":{\"users\":[{\"a\":1,\"b\":2}],\"tags\":[{\"a\":5,\"b\":6}]}}"
    #expect(
      refusalOfJSON(text)
        == "chat.json: has 2 arrays of objects, '_embedded.users' and '_embedded.tags'; expected one. "
        + "Name the one with the records in the plan (collection: _embedded.users)")
    #expect(try readJSON(text, declaring: { $0.collection = "_embedded.tags" }).rows == [["5", "6"]])
  }

  @Test(
    "HAL's page without a result has no records, with the array or without it",
    arguments: ["\"_embedded\":{\"users\":[]},", "\"_embedded\":{},", ""])
  func empty(embedded: String) throws {
    let text = "{\(embedded)\"_links\":{},\"page\":{\"number\":1,\"totalPages\":0,\"totalElements\":0}}"
    let reading = try readJSON(text) { $0.format = .json }
    #expect(reading.rows == [])
    #expect(reading.problems == [])
    #expect(reading.summaries[0].envelope == PageEnvelope(count: 0, hasMore: false, number: 1))
  }

  @Test(
    "a page has the cursor and the number of records that the plan declares, in place of those of vendors")
  func declared() throws {
    var fetch = FetchPlan(url: Located("https://desk.example/u", line: 1), directory: "pages")
    (fetch.pagination, fetch.total) = (.cursor, "meta.total")
    fetch.cursor = .init(from: "meta.next.id", to: "id")
    let records = "\"users\":[{\"a\":1,\"b\":2}],\"count\":9,\"next_page\":\"/x\""
    for (meta, expected) in [
      ("{\"total\":5,\"next\":{\"id\":\"p2\"}}", PageEnvelope(count: 5, hasMore: true)),
      ("{\"total\":5,\"next\":{\"id\":7}}", PageEnvelope(count: 5, hasMore: true)),
      ("{\"total\":5,\"next\":{\"id\":null}}", PageEnvelope(count: 5, hasMore: false)),
      ("{\"total\":5,\"next\":null}", PageEnvelope(count: 5, hasMore: false)),
      ("{\"total\":5,\"next\":{\"id\":\"\"}}", PageEnvelope(count: 5, hasMore: false)),
      ("{\"total\":5,\"next\":{}}", PageEnvelope(count: 5)), ("{}", PageEnvelope()),
    ] {
      var expected = expected
      expected.hasCursor = expected.hasMore == true
      let reading = try readJSON("{\(records),\"meta\":\(meta)}") { $0.fetch = fetch }
      #expect(reading.summaries[0].envelope == expected, "\(meta)")
    }
  }

  @Test("without the count of nothing, an answer without an array is not a page")
  func withoutArray() {
    #expect(
      refusalOfJSON("{\"_embedded\":{},\"_links\":{}}") { $0.format = .json }?
        .hasPrefix("chat.json: is not a page of records but an answer without any") == true)
  }

  @Test("a key that is twice in '_embedded' is found, one that is in it and outside is not twice")
  func duplicateKeys() throws {
    let twice = try readJSON("{\"_embedded\":{\"x\":1,\"users\":[{\"a\":1,\"b\":2}],\"x\":2}}")
    #expect(twice.problems.map(\.kind) == [.duplicateKey])
    let once = try readJSON("{\"x\":1,\"_embedded\":{\"x\":1,\"users\":[{\"a\":1,\"b\":2}]}}")
    #expect(once.problems == [])
  }

  @Test("a page of HAL that is cut off is broken, wherever it is cut")
  func cut() throws {
    let text = "{\"_embedded\":{\"users\":[{\"a\":1,\"b\":2}],\"n\":1},\"x\":\"y\"}"
    for length in 1..<text.count {
      let reading = try? readJSON(
        String(text.prefix(length)), declaring: { ($0.format, $0.collection) = (.json, "_embedded.users") })
      // A key without its value is refused outright.
      guard let reading else {
        #expect(length == 22, "\(length)")
        continue
      }
      #expect(reading.problems.map(\.kind) == [.brokenJSON], "\(length)")
      #expect(reading.rows == (length >= 36 ? [["1", "2"]] : []), "\(length)")
    }
  }

  @Test(
    "what a page says of the pages after it, in each form",
    arguments: [
      (
        ",\"pages\":{\"page\":2,\"total_pages\":3,\"next\":{\"page\":3,\"starting_after\":\"W=\"}}",
        PageEnvelope(hasMore: true, afterCursor: "W=", number: 2)
      ),
      (
        ",\"pages\":{\"page\":3,\"total_pages\":3,\"next\":null}",
        PageEnvelope(saysNextPage: true, number: 3)
      ),
      (
        ",\"pages\":{\"next\":{\"starting_after\":\"W=\"}}", PageEnvelope(hasMore: true, afterCursor: "W=")
      ),
      (",\"pages\":{\"page\":3,\"total_pages\":3}", PageEnvelope(hasMore: false, number: 3)),
      (",\"pages\":{\"page\":2,\"total_pages\":3}", PageEnvelope(hasMore: true, number: 2)),
      (",\"pages\":{\"next\":\"/u?page=2\"}", PageEnvelope(nextPage: "/u?page=2", saysNextPage: true)),
      (
        ",\"_links\":{\"self\":{\"href\":\"x\"}},\"page\":{\"number\":3,\"totalPages\":3}",
        PageEnvelope(hasMore: false, number: 3)
      ),
      (
        ",\"after_url\":\"/c\",\"after_cursor\":\"c\",\"end_of_stream\":false",
        PageEnvelope(nextPage: "/c", saysNextPage: true, hasMore: true, isIncremental: true)
      ),
      (
        ",\"after_url\":\"/c\",\"after_cursor\":\"c\",\"end_of_stream\":true",
        PageEnvelope(saysNextPage: true, hasMore: false, isIncremental: true)
      ),
      (
        ",\"next_page\":\"/t\",\"end_time\":5,\"count\":1",
        PageEnvelope(count: 1, nextPage: "/t", saysNextPage: true, isIncremental: true)
      ),
      (",\"end_time\":5", PageEnvelope()), (",\"after_cursor\":\"c\"", PageEnvelope()),
    ])
  func envelope(members: String, expected: PageEnvelope) throws {
    let reading = try readJSON("{\"users\":[{\"a\":1,\"b\":2}]\(members)}") { $0.collection = "users" }
    #expect(reading.summaries[0].envelope == expected)
  }
}
