import Plan
import Foundation

/// Gets one page, whatever it takes: redirects within the origin, waits, repetitions.
///
/// Repeated are what may be better a moment later: 408, 429, 5xx, connections that fail or are cut, timeouts,
/// and bodies that are empty or no JSON. Everything else ends the fetch at once.
final class PageClient {
  struct Settings {
    /// The source's name, at the start of every sentence.
    var source: String
    /// Where its address is written: `migration.yml:7`.
    var place: String
    /// The key of a record's id.
    var idKey: String
    /// What is asked for, and how.
    var fetch: FetchPlan
    /// Attempts after the first.
    var retries: Int
    var limits: FetchLimits
    var timing: Timing
    /// The number of the signal that asks to stop, or 0.
    var stop: @Sendable () -> Int32
    /// Takes how long the fetch waits, and why.
    var waits: (_ seconds: Double, _ reason: String) -> Void
  }

  /// Redirects that are followed for one page.
  static let mostRedirects = 5

  private let origin: Origin
  private let credentials: Credentials
  private let transport: Transport
  private let settings: Settings
  /// What pages are of, for messages, where there are several collections: `ticket 17, `.
  var subject = ""

  init(origin: Origin, credentials: Credentials, timeout: Double, settings: Settings) {
    self.origin = origin
    self.credentials = credentials
    self.settings = settings
    transport = Transport(
      timeout: timeout, mostBytes: settings.limits.pageBytes, avoidsProxy: origin.scheme == "http")
  }

  /// Gets and reads a page.
  ///
  /// - Parameters:
  ///   - number: the number of its file, for messages.
  ///   - isFirst: whether it is the first of its run.
  ///   - collection: see `Page.init`.
  /// - Returns: nil for a 404 of a page that may be missing, and for a 410 where there are several collections.
  func page(
    _ number: Int, by request: PageRequest, isFirst: Bool, collection: String?, mayBeMissing: Bool
  ) throws(FetchError) -> Page? {
    var attempt = 1
    while true {
      try checkStop()
      do throws(PageFailure) {
        return try page(by: request, collection: collection, isFirst: isFirst, mayBeMissing: mayBeMissing)
      } catch {
        try checkStop()
        guard error.fault.isTransient, attempt <= settings.retries else {
          let attempts = error.fault.isTransient && attempt > 1 ? ", in \(attempt) attempts" : ""
          throw .trouble(
            "\(settings.source): \(subject)page \(number): \(error.fault.problem)\(attempts); \(error.fault.remedy)"
          )
        }
        try wait(error, after: attempt, page: number)
        attempt += 1
      }
    }
  }

  private func checkStop() throws(FetchError) {
    let signal = settings.stop()
    if signal != 0 { throw .interrupted(signal) }
  }

  private func wait(_ failure: PageFailure, after attempt: Int, page: Int) throws(FetchError) {
    var seconds = settings.timing.backoff(after: attempt)
    if let asked = RetryAfter.seconds(failure.retryAfter, now: settings.timing.now()) {
      let longest = settings.limits.wait
      guard asked <= longest else {
        let time = asked < 1e15 ? "\(grouped(Int64(asked.rounded(.up)))) s" : "without end"
        throw .trouble(
          "\(settings.source): \(subject)page \(page): \(failure.fault.problem) and asks to wait \(time) (Retry-After), "
            + "longer than the \(grouped(Int64(longest))) s that a fetch waits; run it again after that, or allow it with "
            + "--max-wait")
      }
      seconds = asked
    }
    settings.waits(seconds, failure.fault.problem)
    let stop = settings.stop
    settings.timing.wait(seconds) { stop() != 0 }
    try checkStop()
  }

  /// One attempt: one request, and those that its redirects make necessary.
  private func page(
    by start: PageRequest, collection: String?, isFirst: Bool, mayBeMissing: Bool
  ) throws(PageFailure) -> Page? {
    var request = start
    for _ in 0...Self.mostRedirects {
      let answer = try answer(to: request)
      switch answer.status {
      case 200:
        do throws(PageFault) {
          return try Page(
            body: answer.body, collection: collection, idKey: settings.idKey, of: settings.fetch)
        } catch {
          throw PageFailure(fault: error)
        }
      case 204 where [.number, .offset].contains(settings.fetch.pagination): return Page.withoutContent
      case 404 where mayBeMissing, 410 where mayBeMissing && !subject.isEmpty: return nil
      case 301, 302, 303, 307, 308: request.url = try target(of: answer, to: request)
      default: throw failure(of: answer, isFirst: isFirst)
      }
    }
    throw PageFailure(
      fault: PageFault(
        problem: "the server redirects more than \(Self.mostRedirects) times",
        remedy: "check 'url' (\(settings.place))"))
  }

  private func answer(to request: PageRequest) throws(PageFailure) -> Answer {
    let stop = settings.stop
    do throws(TransportFault) {
      return try transport.send(
        request, headers: settings.fetch.headers, authorization: credentials.authorization
      ) { stop() != 0 }
    } catch {
      guard !error.isTooLarge else { throw tooLarge(request) }
      let remedy =
        error.isTransient
        ? "check the network and 'url' (\(settings.place)), and try again later"
        : "check 'url' (\(settings.place)), and that this machine trusts the server's certificate"
      throw PageFailure(
        fault: PageFault(problem: error.problem, remedy: remedy, isTransient: error.isTransient))
    }
  }

  private func tooLarge(_ request: PageRequest) -> PageFailure {
    let address = request.url.shownWithoutSecrets
    return PageFailure(
      fault: PageFault(
        problem:
          "the answer of \(address) is larger than \(FetchLimits.words(settings.limits.pageBytes)), announced or "
          + "inflated",
        remedy: "ask for fewer records a page ('per-page' in the plan), or allow more with --max-page"))
  }

  private func target(of answer: Answer, to request: PageRequest) throws(PageFailure) -> URL {
    let remedy = "if the collection has moved, put its new address into the plan (\(settings.place))"
    // Only these two leave a POST a POST (RFC 9110, 15.4).
    guard request.body == nil || [307, 308].contains(answer.status) else {
      throw PageFailure(
        fault: PageFault(
          problem: "the server redirects (\(answer.status)), which would turn the POST into a GET",
          remedy: remedy))
    }
    guard let location = answer.location else {
      throw PageFailure(
        fault: PageFault(problem: "a redirect (\(answer.status)) names no address", remedy: remedy))
    }
    do throws(LinkFault) {
      return try origin.resolve(location, from: request.url)
    } catch {
      throw PageFailure(
        fault: PageFault(problem: "the server redirects \(error.sentence)", remedy: remedy))
    }
  }

  private func failure(of answer: Answer, isFirst: Bool) -> PageFailure {
    let problem = "the server answered \(answer.status)"
    switch answer.status {
    case 401, 403:
      return PageFailure(
        fault: PageFault(
          problem: "\(problem): it refuses the credentials of \(credentials.place)",
          remedy: "check \(credentials.kind) there, and that the account may read the collection"))
    case 404:
      return PageFailure(
        fault: PageFault(
          problem: "\(problem): there is no such page",
          remedy: isFirst
            ? "check 'url' (\(settings.place))" : "the collection changed while it was read; try again later")
      )
    case 405:
      return PageFailure(
        fault: PageFault(
          problem: "\(problem): it is not asked by \(settings.fetch.body == nil ? "GET" : "POST")",
          remedy:
            "check 'url' (\(settings.place)); with 'body' in the plan it is asked by POST, without it by GET")
      )
    case 408, 429, 500...599:
      return PageFailure(
        fault: PageFault(problem: problem, remedy: "try again later", isTransient: true),
        retryAfter: [429, 503].contains(answer.status) ? answer.retryAfter : nil)
    default:
      return PageFailure(
        fault: PageFault(problem: "\(problem), expected 200", remedy: "check 'url' (\(settings.place))"))
    }
  }
}

/// Why an attempt gave no page.
private struct PageFailure: Error {
  var fault: PageFault
  /// The value of that header, where it counts.
  var retryAfter: String?
}
