import Foundation
import FoundationNetworking
import Plan

/// What a fetch takes of a server at most. A server that goes beyond one ends the fetch with a sentence that names it and its
/// option.
package struct FetchLimits: Sendable, Equatable {
  /// Bytes of one answer: those that its head announces, and those that came, inflated.
  package var pageBytes = 64 << 20
  /// Pages of one collection in one run.
  package var pages = 100_000
  /// Seconds of one wait that a server asks for with `Retry-After`.
  package var wait = 900.0

  package init() {}

  /// So many pages in a row without a record that did not come before are no list that moves: it has no end.
  static let pagesWithoutNews = 3

  /// `64 MiB`, `1,000 bytes`
  static func words(_ bytes: Int) -> String {
    for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
    where bytes >= unit && bytes % unit == 0 {
      return "\(grouped(bytes / unit)) \(name)"
    }
    return counted(bytes, "byte")
  }
}

/// The queue on which a session reports, with few reports waiting on it.
///
/// Foundation on Linux hands each piece of a body on as soon as libcurl has inflated it, and keeps all of them until the
/// delegate has had them: a page of a few megabytes that inflates to gigabytes would wait here as a whole. So whoever adds a
/// report waits until there is room, and the connection with it.
///
/// A report must not wait for the session in its turn (`task.cancel()` does): it would wait for whoever waits for it.
final class NarrowQueue: OperationQueue, @unchecked Sendable {
  /// Each is of at most 16 KiB, as libcurl hands them on.
  private static let mostWaiting = 64

  private let room = DispatchSemaphore(value: 0)

  override init() {
    super.init()
    maxConcurrentOperationCount = 1
    // A semaphore that is destroyed below its first value is a trap; so the first is 0.
    for _ in 0..<Self.mostWaiting { room.signal() }
  }

  override func addOperation(_ block: @Sendable @escaping () -> Void) {
    let room = room
    room.wait()
    super.addOperation {
      block()
      room.signal()
    }
  }
}

extension URL {
  /// The address as messages show it: without the values of its query that are not numbers, any of which may be a secret.
  var shownWithoutSecrets: String {
    guard let parts = URLComponents(url: self, resolvingAgainstBaseURL: true), let origin = Origin(self)
    else {
      return "the address"
    }
    let query = (parts.percentEncodedQueryItems ?? []).map { item in
      let value = item.value ?? ""
      let isNumber = value.utf8.count <= 12 && value.utf8.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 }
      return "\(item.name)=\(isNumber ? value : "…")"
    }
    return "\(origin)\(parts.percentEncodedPath)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }
}
