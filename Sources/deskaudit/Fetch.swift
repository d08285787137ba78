import ArgumentParser
import Fetch
import Foundation
import Plan

/// `deskaudit fetch`.
struct Fetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fetch a source of the plan from a paged REST API, to its proven end.",
    discussion: """
      The plan says where: 'sources.<name>.fetch: {url: https://…, pagination: page, per-page: 100}'. The \
      pages are saved as they come, whole or not at all, in the folder of the source's 'path' \
      (exports/users/page-*.json), one file each: page-000001.json and on. 'build' and 'verify' read them \
      from there.

      Pagination: 'page' asks for ?page=1, ?page=2, … (and per_page=N if 'per-page' is not 100). 'offset' asks for \
      ?offset=0&limit=100, ?offset=100&limit=100, … 'next-link' \
      asks for 'url' and follows the address that the page has: 'next_page', 'links.next', '_links.next.href' \
      (HAL, Help Scout), 'pages.next', and in Zendesk's incremental exports, by time or by cursor, 'next_page', \
      'after_url' or 'after_cursor'. 'cursor' asks for page[size]=N and follows 'meta.has_more' with \
      'meta.after_cursor' or 'links.next', and incremental exports by cursor; with 'cursor: {from: KEY, to: NAME}' it sends \
      the key of each page back under that name ('alone: true': and nothing else). 'starting-after' (Intercom) asks for per_page=N and follows \
      'pages.next.starting_after'. A page that its pagination can't follow ends the fetch, and names the one that can.

      'none' asks for 'url' alone: one page, or one object, is all there is.

      'parameters: {page: …, offset: …, per-page: …}' are the server's own names for these, 'first' the number of the \
      first page or record, 'total' the key of the number of all records. 'headers' are sent to the origin of 'url' alone, \
      and none may be a credential. 'body' makes each request a POST of that JSON; parameters are keys of it then, joined \
      by dots where they are inside of objects.

      A collection that is asked for one parent at a time has 'for-each: SOURCE' and '{id}' in its 'url', which is \
      asked for each id of that source of the plan (column 'id', or 'key: COLUMN'; rows that 'where' means): \
      comments of each ticket. The files are ID-page-000001.json and on, and each chain of them is proven to its end. \
      With '{parent}' in 'url', the ids are those of pages that are \
      fetched for each id themselves, and the files are PARENT,ID-page-000001.json. \
      An id that is done is not asked for again; one that the server answers with 404 or 410 is reported as gone, has \
      no file, and 'verify' fails for it.

      The end is proven by the server, never computed: by a null next page, 'has_more: false', \
      'end_of_stream: true' (without that key by a page of fewer than 1,000 records, or per_page), page N of N, an \
      empty page or an answer without content (204, saved as []), or a short page that agrees with 'count' or has nothing \
      after it. A 'count' must equal the \
      number of distinct ids; else the list changed while it was read, and the fetch ends without a proof.

      --delta fetches what has changed since, as a further run: its pages follow those of the runs before, which stay \
      as they are. It starts where the last page of an incremental export says ('after_url', 'after_cursor', \
      'next_page', 'end_time'), else at --url. 'verify' proves each run to its end from the pages themselves. Records \
      that came again contradict the older ones: the plan's 'conflicts: last' lets the newest count.

      Credentials: a token (Bearer, or the plan's 'token-scheme') from DESKAUDIT_<SOURCE>_TOKEN or DESKAUDIT_TOKEN; user and password (Basic) from \
      DESKAUDIT_<SOURCE>_USER and DESKAUDIT_<SOURCE>_PASSWORD or DESKAUDIT_USER and DESKAUDIT_PASSWORD; or the host's \
      entry in the netrc file ($NETRC, else ~/.netrc, mode 600), whose login 'bearer' makes a token of its password. \
      Never from arguments or the plan. They are sent to the scheme, host and port of \
      'url' alone, over https (or http to this machine), whatever redirects and links say, and are never \
      printed or saved.

      Answers 408, 429 and 5xx, connections that fail or are cut, and broken bodies are tried again: after \
      Retry-After (--max-wait at most: a server that asks for more ends the fetch), else after a random time up to \
      1, 2, 4 … 60 seconds. A fetch that \
      was interrupted goes on from the last saved page; a complete one is left alone, as .fetch.json beside \
      the pages says. --restart fetches everything anew, as one run; the old pages stay until the new ones are complete.

      What a server may send is bounded, and a sentence says which bound ended a fetch: an answer by --max-page, \
      whether its head announces more or more came, inflated, and in time by --timeout; the pages of a collection by \
      --max-pages; 5 redirects for a page, and 64 levels of JSON. Pages without an end end the fetch as well: one whose \
      next page was read before, one with the records of the page before it, and the third in a row without a record that \
      had not come before.

      Examples:

        deskaudit fetch tickets
        deskaudit fetch tickets --delta
        deskaudit fetch users --plan acme.yml --restart

      Exit codes: 0 complete, and the end is proven; 2 anything else, and the pages that are there stay; 64 \
      usage or plan error; 129, 130, 143 interrupted.
      """)

  @Argument(help: "The name of the source, as the plan has it.")
  var source: String

  @Option(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    help: ArgumentHelp("Write the pages into this folder instead of the plan's.", valueName: "dir"),
    completion: .directory)
  var into: String?

  @Flag(help: "Fetch everything anew.")
  var restart = false

  @Flag(help: "Fetch what has changed since the last complete fetch, as a further run.")
  var delta = false

  @Option(
    help: ArgumentHelp(
      "With --delta: the address of the first page of the changes, where the last page does not say it.",
      valueName: "address"))
  var url: String?

  @Option(help: ArgumentHelp("Seconds that one answer may take, 1 to 3600.", valueName: "s"))
  var timeout = 60

  @Option(help: ArgumentHelp("Further attempts for a page that fails, 0 to 100.", valueName: "n"))
  var retries = 6

  @Option(
    help: ArgumentHelp(
      "The most bytes of one answer, such as 200M or 1GB, from 1K to 1G. (default: 64M)", valueName: "size"))
  var maxPage: MemoryLimit?

  @Option(help: ArgumentHelp("The most pages of a collection, from 1 to 10000000.", valueName: "n"))
  var maxPages = FetchLimits().pages

  @Option(
    help: ArgumentHelp(
      "Seconds that a server may ask to wait with Retry-After, 0 to 86400.", valueName: "s"))
  var maxWait = Int(FetchLimits().wait)

  func validate() throws {
    guard (1...3600).contains(timeout) else { throw ValidationError("--timeout is a number from 1 to 3600") }
    guard (0...100).contains(retries) else { throw ValidationError("--retries is a number from 0 to 100") }
    guard maxPage.map({ (1 << 10...1 << 30).contains($0.byteCount) }) ?? true else {
      throw ValidationError("--max-page is a size from 1K to 1G")
    }
    guard (1...10_000_000).contains(maxPages) else {
      throw ValidationError("--max-pages is a number from 1 to 10000000")
    }
    guard (0...86_400).contains(maxWait) else {
      throw ValidationError("--max-wait is a number from 0 to 86400")
    }
    guard !(delta && restart) else { throw ValidationError("--delta and --restart exclude each other") }
    guard url == nil || delta else { throw ValidationError("--url goes with --delta") }
    guard into.map({ !$0.isEmpty }) ?? true else { throw ValidationError("--into names a folder") }
  }

  private var limits: FetchLimits {
    var limits = FetchLimits()
    if let maxPage { limits.pageBytes = maxPage.byteCount }
    limits.pages = maxPages
    limits.wait = Double(maxWait)
    return limits
  }

  func run() throws {
    let stop = StopSignal.observe()
    let plan = try Plan(contentsOf: plan)
    let line = FetchLine()
    // Standard error belongs to the line until it is cleared, and an error is printed after that.
    defer { line.clear() }
    let fetch = try PagedFetch(
      source: source, of: plan,
      .init(
        folder: into, isRestart: restart, isDelta: delta, deltaURL: url, timeout: Double(timeout),
        retries: retries, limits: limits))
    let ids = try fetch.parent.map { try plan.ids(of: $0, for: source, namesParent: fetch.namesParent) }
    let credentials = try Credentials.find(source: source, host: fetch.host, tokenScheme: fetch.tokenScheme)
    let report =
      if let ids {
        try fetch.run(each: ids, credentials: credentials, stop: stop, progress: line.show)
      } else {
        try fetch.run(credentials: credentials, stop: stop, progress: line.show)
      }
    line.clear()
    for note in report.notes { Console.complain("note: \(note)") }
    let done =
      report.wasComplete ? "complete since \(report.state.finished ?? "before"), nothing fetched: " : ""
    do {
      try Console.say("\(done)\(report.state.summary)\n")
    } catch {
      throw CommandError("the pages are complete, but \(error)")
    }
  }
}

/// The line of a running fetch on the terminal, drawn at most five times a second; nothing elsewhere.
private final class FetchLine {
  private var drawn: ContinuousClock.Instant?

  func show(_ progress: FetchProgress) {
    guard Console.isErrorTerminal else { return }
    let now = ContinuousClock.now
    if let drawn, now - drawn < .milliseconds(200), progress.wait == nil { return }
    drawn = now
    Console.write("\r\u{1B}[K\(progress.text)")
  }

  func clear() {
    if drawn != nil { Console.write("\r\u{1B}[K") }
    drawn = nil
  }
}
