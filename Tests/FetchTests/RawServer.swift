import Foundation
import Synchronization

/// A server that writes bytes as they are given, for answers that no well-behaved server gives: one thread,
/// one request for each connection.
///
/// `@unchecked`: all that changes is in a mutex.
final class RawServer: @unchecked Sendable {
  enum End {
    /// The connection is closed as it should be.
    case close
    /// The connection is reset (RST).
    case reset
    /// Nothing comes any more, and nothing ends, for as many seconds.
    case silence(Double)
    /// A byte comes at a time.
    case drip(every: Double, times: Int)
  }

  struct Reply {
    var bytes: Data
    var end = End.close

    init(_ bytes: Data, _ end: End = .close) {
      self.bytes = bytes
      self.end = end
    }

    init(_ text: String, _ end: End = .close) { self.init(Data(text.utf8), end) }
  }

  let port: UInt16
  private let listener: Int32
  private let requests = Mutex<[(head: String, body: String)]>([])

  var origin: String { "http://127.0.0.1:\(port)" }
  /// The heads of the requests that came, in their order.
  var heads: [String] { requests.withLock { $0.map(\.head) } }
  /// Their bodies; empty for a GET.
  var bodies: [String] { requests.withLock { $0.map(\.body) } }

  /// - Parameter answer: takes the request's target (`/users.json?page=2`) and its place among all requests.
  convenience init(_ answer: @escaping @Sendable (_ target: String, _ turn: Int) -> Reply) throws {
    try self.init(posts: { target, _, turn in answer(target, turn) })
  }

  /// - Parameter answer: takes the request's target, its body, and its place among all requests.
  init(posts answer: @escaping @Sendable (_ target: String, _ body: String, _ turn: Int) -> Reply) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isListening else { throw POSIXError(.EADDRINUSE) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        guard let self else { break }
        self.serve(connection, answer)
      }
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve(_ connection: Int32, _ answer: (String, String, Int) -> Reply) {
    defer { close(connection) }
    var head = Data()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while head.range(of: Data("\r\n\r\n".utf8)) == nil {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return }
      head.append(contentsOf: buffer[..<count])
    }
    let end = head.range(of: Data("\r\n\r\n".utf8))?.upperBound ?? head.endIndex
    let text = String(decoding: head[..<end], as: UTF8.self)
    var body = Data(head[end...])
    let length = text.firstMatch(of: /(?i)\r\nContent-Length: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
    while body.count < length {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return }
      body.append(contentsOf: buffer[..<count])
    }
    let sent = String(decoding: body, as: UTF8.self)
    let turn = requests.withLock { requests in
      requests.append((text, sent))
      return requests.count
    }
    let words = text.split(separator: " ")
    let reply = answer(words.count > 1 ? String(words[1]) : "", sent, turn)
    reply.bytes.withUnsafeBytes {
      _ = send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    switch reply.end {
    case .close:
      shutdown(connection, Int32(SHUT_WR))
      _ = read(connection, &buffer, buffer.count)
    case .reset:
      Thread.sleep(forTimeInterval: 0.1)
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    case .silence(let seconds):
      Thread.sleep(forTimeInterval: seconds)
    case .drip(let seconds, let times):
      for _ in 0..<times {
        Thread.sleep(forTimeInterval: seconds)
        guard send(connection, " ", 1, Int32(MSG_NOSIGNAL)) == 1 else { return }
      }
    }
  }
}
