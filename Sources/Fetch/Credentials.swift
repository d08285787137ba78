import Foundation

/// What a server knows the asker by, ready for the wire: a user and a password (Basic, RFC 7617), or a token (Bearer,
/// RFC 6750, or another word).
///
/// They come from the environment or a netrc file, never from arguments or a plan, and are in no message:
/// its own description hides them, from a debugger's dump as well.
package struct Credentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  /// The value of the Authorization header.
  let authorization: String
  /// Where they were found, for messages: `DESKAUDIT_USER and DESKAUDIT_PASSWORD`.
  package let place: String
  /// What they are, for messages: `user and password`.
  let kind: String

  package var description: String { "credentials (hidden)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }

  /// - Throws: for control characters, which could end the header, and for a colon in the user.
  init(user: String, password: String, place: String) throws(FetchError) {
    guard (user + password).unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw .trouble(
        "\(place): user or password holds a line break or another control character; remove it")
    }
    guard !user.utf8.contains(UInt8(ascii: ":")) else {
      throw .trouble("\(place): the user holds a colon, which Basic authentication can't send; check it")
    }
    authorization = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    self.place = place
    kind = "user and password"
  }

  /// - Parameter scheme: the word before the token.
  /// - Throws: for a token that is empty, or has anything but visible ASCII characters, which no token has.
  init(token: String, scheme: String = "Bearer", place: String) throws(FetchError) {
    guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .trouble(
        "\(place): the token is empty, or holds a space, a line break or a character outside of ASCII; set the "
          + "token alone, without '\(scheme) '")
    }
    authorization = "\(scheme) \(token)"
    self.place = place
    kind = "the token"
  }

  /// Looks for the credentials of `source` at `host`: `DESKAUDIT_<SOURCE>_TOKEN`, or `_USER` and `_PASSWORD`, then
  /// the same without the source, then the netrc file (`$NETRC`, else `~/.netrc`), where the login `bearer` makes a
  /// token of the password.
  ///
  /// - Parameter tokenScheme: the word before a token.
  /// - Throws: where half of a pair is there, or a token beside it, the netrc file can be read by others, or nothing is
  ///   found.
  package static func find(
    source: String, host: String, tokenScheme: String = "Bearer",
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(FetchError) -> Credentials {
    let own = "DESKAUDIT_\(variablePart(of: source))"
    for prefix in [own, "DESKAUDIT"] {
      if let found = try find(prefix, tokenScheme, in: environment) { return found }
    }
    let home = environment["HOME"] ?? NSHomeDirectory()
    let path = environment["NETRC"] ?? "\(home)/.netrc"
    if let entry = try Netrc.entry(for: host, in: path, mayBeMissing: environment["NETRC"] == nil) {
      guard entry.login.lowercased() != "bearer" else {
        return try Credentials(token: entry.password, scheme: tokenScheme, place: path)
      }
      return try Credentials(user: entry.login, password: entry.password, place: path)
    }
    throw .trouble(
      "\(source): no credentials for \(host); set DESKAUDIT_USER and DESKAUDIT_PASSWORD, or DESKAUDIT_TOKEN (or "
        + "\(own)_USER, \(own)_PASSWORD and \(own)_TOKEN), or write 'machine \(host) login … password …' into \(path), "
        + "with the login 'bearer' for a token")
  }

  private static func find(
    _ prefix: String, _ tokenScheme: String, in environment: [String: String]
  ) throws(FetchError) -> Credentials? {
    let (userName, passwordName, tokenName) = ("\(prefix)_USER", "\(prefix)_PASSWORD", "\(prefix)_TOKEN")
    let (user, password) = (environment[userName], environment[passwordName])
    if let token = environment[tokenName] {
      guard user == nil, password == nil else {
        throw .trouble(
          "both \(tokenName) and \(user == nil ? passwordName : userName) are set; unset one of them")
      }
      return try Credentials(token: token, scheme: tokenScheme, place: tokenName)
    }
    if user == nil, password == nil { return nil }
    guard let user, let password, !user.isEmpty else {
      let missing = password == nil ? passwordName : userName
      throw .trouble("\(missing) is not set or empty; set both \(userName) and \(passwordName)")
    }
    return try Credentials(user: user, password: password, place: "\(userName) and \(passwordName)")
  }

  /// A source's name as part of an environment variable's: `desk-users` is `DESK_USERS`.
  static func variablePart(of source: String) -> String {
    String(
      source.uppercased().unicodeScalars.map { scalar in
        scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          ? Character(scalar) : "_"
      })
  }
}
