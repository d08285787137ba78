import Foundation
import FoundationNetworking
import Plan
import Synchronization

/// What a server answered to one request.
struct Answer: Sendable {
  var status: Int
  /// Behind HTTP's content coding, whole; empty for any status but 200.
  var body = Data()
  var location: String?
  var retryAfter: String?
}

/// Why there is no answer.
struct TransportFault: Error, Equatable {
  var problem: String
  /// False where the same request would fail the same way: a certificate that can't be trusted.
  var isTransient = true
  /// Whether the answer was larger than may be; `problem` is empty then.
  var isTooLarge = false

  static let tooLarge = TransportFault(problem: "", isTransient: false, isTooLarge: true)
}

/// One request after another over URLSession, without its cookies, caches, credentials and redirects.
///
/// Foundation on Linux never ends a task that is answered with a 401 and a challenge, its timeout starts
/// again with every byte, and it traps where the answer to "follow this redirect?" reaches a task that was
/// cancelled meanwhile. So an exchange ends here at the head of any answer but 200, has a deadline of its
/// own, and leaves that question open.
final class Transport {
  /// Whether libcurl is there, by which Foundation speaks to servers. A binary that was built with Swift's shared
  /// libraries does not start without it; one that has them in itself (`Packaging/build`) finds it when it fetches.
  static var isAvailable: Bool {
    let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]
    return names.contains { dlopen($0, RTLD_NOW) != nil }
  }

  private let timeout: Double
  private let mostBytes: Int
  private let inbox = Inbox()
  private let session: URLSession
  /// Whether an answer was too large: the connection may still inflate, and everything that waits for it waits for long.
  private var isFlooded = false

  /// - Parameters:
  ///   - timeout: seconds that one answer may take, from the first byte sent to the last received.
  ///   - mostBytes: of one body, before and after HTTP's content coding is undone.
  ///   - avoidsProxy: where the way is not encrypted: a proxy of the environment would see the credentials.
  init(timeout: Double, mostBytes: Int, avoidsProxy: Bool) {
    if avoidsProxy {
      for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] { unsetenv(name) }
    }
    (self.timeout, self.mostBytes) = (timeout, mostBytes)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.urlCache = nil
    configuration.urlCredentialStorage = nil
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    session = URLSession(configuration: configuration, delegate: inbox, delegateQueue: NarrowQueue())
  }

  deinit {
    guard isFlooded else { return session.invalidateAndCancel() }
    let session = session
    DispatchQueue.global().async { session.invalidateAndCancel() }
  }

  /// Sends one request and waits for the whole answer.
  ///
  /// - Parameters:
  ///   - headers: those of the plan, which hold no secret.
  ///   - isStopped: is asked ten times a second whether to give up.
  /// - Throws: where no whole answer came in time; nil is never an answer that was cut.
  func send(
    _ page: PageRequest, headers: [FetchPlan.Header], authorization: String, isStopped: () -> Bool
  ) throws(TransportFault) -> Answer {
    var request = URLRequest(url: page.url)
    request.setValue("application/json", forHTTPHeaderField: "Accept")
    for header in headers { request.setValue(header.value, forHTTPHeaderField: header.name) }
    if let body = page.body {
      request.httpMethod = "POST"
      request.httpBody = body
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    request.setValue(authorization, forHTTPHeaderField: "Authorization")
    request.setValue("deskaudit", forHTTPHeaderField: "User-Agent")
    let task = session.dataTask(with: request)
    let exchange = Exchange(mostBytes: mostBytes)
    inbox.expect(exchange, of: task.taskIdentifier)
    defer { inbox.forget(task.taskIdentifier) }
    task.resume()
    let deadline = ContinuousClock.now + .seconds(timeout)
    while exchange.isOver.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      if isStopped() || ContinuousClock.now >= deadline {
        task.cancel()
        throw TransportFault(problem: "no whole answer came within \(Int(timeout)) s")
      }
    }
    if exchange.isTooLarge {
      isFlooded = true
      // Never in a report, see `NarrowQueue`, and nobody waits for it.
      DispatchQueue.global().async { task.cancel() }
    }
    return try exchange.result()
  }
}

/// One request's answer as it comes in.
private final class Exchange: Sendable {
  private struct State {
    var answer: Answer?
    var fault: TransportFault?
    var isOver = false
  }

  let isOver = DispatchSemaphore(value: 0)
  private let mostBytes: Int
  private let state = Mutex(State())

  init(mostBytes: Int) { self.mostBytes = mostBytes }

  var isTooLarge: Bool { state.withLock { $0.fault?.isTooLarge == true } }

  /// The answer's head. Returns: whether its body is wanted.
  func receive(_ response: URLResponse) -> Bool {
    guard let response = response as? HTTPURLResponse else { return false }
    let answer = Answer(
      status: response.statusCode, location: response.value(forHTTPHeaderField: "Location"),
      retryAfter: response.value(forHTTPHeaderField: "Retry-After"))
    state.withLock { $0.answer = answer }
    if answer.status != 200 { end() }
    // As it is on the wire: -1 where the head does not say.
    if answer.status == 200, response.expectedContentLength > Int64(mostBytes) {
      end(.tooLarge)
      return false
    }
    return answer.status == 200
  }

  /// The head at the end of the answer, for one whose head was not reported before.
  func complete(_ response: URLResponse) {
    if state.withLock({ $0.answer == nil }) { _ = receive(response) }
  }

  /// A part of the body, inflated. What comes after the end is dropped.
  func receive(_ data: Data) {
    let isSmall = state.withLock { state in
      guard !state.isOver, let count = state.answer?.body.count else { return true }
      guard data.count <= mostBytes - count else {
        state.answer = nil
        return false
      }
      state.answer?.body.append(data)
      return true
    }
    if !isSmall { end(.tooLarge) }
  }

  /// The end, of which only the first counts.
  func end(_ fault: TransportFault? = nil) {
    let isFirst = state.withLock { state in
      guard !state.isOver else { return false }
      state.isOver = true
      state.fault = fault
      return true
    }
    if isFirst { isOver.signal() }
  }

  func result() throws(TransportFault) -> Answer {
    let (answer, fault) = state.withLock { ($0.answer, $0.fault) }
    if let fault { throw fault }
    guard let answer else {
      throw TransportFault(problem: "the server closed the connection without an answer")
    }
    return answer
  }
}

/// Sorts what the session reports to the exchange that it belongs to.
private final class Inbox: NSObject, URLSessionDataDelegate, Sendable {
  private let exchanges = Mutex<[Int: Exchange]>([:])

  func expect(_ exchange: Exchange, of task: Int) { exchanges.withLock { $0[task] = exchange } }

  func forget(_ task: Int) { _ = exchanges.withLock { $0.removeValue(forKey: task) } }

  private func exchange(of task: URLSessionTask) -> Exchange? {
    exchanges.withLock { $0[task.taskIdentifier] }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    _ = exchange(of: task)?.receive(response)
    task.cancel()
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    completionHandler(exchange(of: dataTask)?.receive(response) == true ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    exchange(of: dataTask)?.receive(data)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    guard let exchange = exchange(of: task) else { return }
    // The head of a redirect without an address comes no other way.
    if error == nil, let response = task.response { exchange.complete(response) }
    exchange.end(error.map(TransportFault.init))
  }
}

extension TransportFault {
  fileprivate init(_ error: any Error) {
    let text = (error as NSError).localizedDescription
    let isTLS = ["ssl", "tls", "certificate"].contains { text.lowercased().contains($0) }
    switch URLError.Code(rawValue: (error as NSError).code) {
    case _ where isTLS:
      self.init(problem: "no private connection: \(text)", isTransient: false)
    case .timedOut:
      self.init(problem: "the server went silent")
    default:
      self.init(problem: "the connection failed: \(text)")
    }
  }
}
