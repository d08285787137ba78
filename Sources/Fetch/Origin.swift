import Foundation

/// Scheme, host and port: the only place that credentials are sent to (RFC 6454).
struct Origin: Hashable, CustomStringConvertible {
  let scheme: String
  /// In lower case, an IPv6 address without its brackets.
  let host: String
  let port: Int

  /// nil for anything but http and https with a host.
  init?(_ url: URL) {
    guard let parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
      let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = parts.host?.lowercased().trimmingCharacters(in: ["[", "]"]), !host.isEmpty
    else { return nil }
    self.scheme = scheme
    self.host = host
    port = parts.port ?? (scheme == "https" ? 443 : 80)
  }

  /// Whether nobody between here and the host can read along: TLS, or this very machine.
  var isPrivate: Bool { scheme == "https" || isLoopback }

  var isLoopback: Bool {
    var address = in_addr()
    if inet_pton(AF_INET, host, &address) == 1 { return UInt32(bigEndian: address.s_addr) >> 24 == 127 }
    return host == "localhost" || host == "::1"
  }

  var description: String {
    let name = host.contains(":") ? "[\(host)]" : host
    let isDefault = port == (scheme == "https" ? 443 : 80)
    return "\(scheme)://\(name)\(isDefault ? "" : ":\(port)")"
  }

  /// Where a link or a redirect of `page` leads, if it stays here.
  ///
  /// The result is put together from this origin and the link's path and query, so that no two readings of
  /// one link can differ about its host.
  ///
  /// - Throws: what is wrong with the link, as the second half of a sentence.
  func resolve(_ link: String, from page: URL) throws(LinkFault) -> URL {
    guard let url = URL(string: link, relativeTo: page)?.absoluteURL,
      let parts = URLComponents(url: url, resolvingAgainstBaseURL: true), let target = Origin(url)
    else { throw LinkFault("to \(shown(link)), which is not an http or https address") }
    guard target == self else {
      throw LinkFault("to \(target), which is not \(self); credentials are never sent there")
    }
    guard parts.user == nil, parts.password == nil else {
      throw LinkFault("to an address that holds a user name or a password")
    }
    let query = parts.percentEncodedQuery.map { "?\($0)" } ?? ""
    guard let own = URL(string: description + parts.percentEncodedPath + query) else {
      throw LinkFault("to \(shown(link)), which is not an address")
    }
    return own
  }
}

/// Why a link is not followed: `to https://elsewhere.example, which is not https://desk.example; …`.
struct LinkFault: Error {
  let sentence: String

  init(_ sentence: String) {
    self.sentence = sentence
  }
}
