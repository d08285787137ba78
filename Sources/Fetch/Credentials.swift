import Foundation

/// The user and the password of a source, ready for the wire (Basic, RFC 7617).
///
/// They come from the environment or a netrc file, never from arguments or a plan, and stand in no message:
/// its own description hides them, from a debugger's dump as well.
package struct Credentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  /// The value of the Authorization header.
  let authorization: String
  /// Where they were found, for messages: `DESKAUDIT_USER and DESKAUDIT_PASSWORD`.
  package let place: String

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
  }

  /// Looks for the credentials of `source` at `host`: `DESKAUDIT_<SOURCE>_USER` and `_PASSWORD`, then
  /// `DESKAUDIT_USER` and `DESKAUDIT_PASSWORD`, then the netrc file (`$NETRC`, else `~/.netrc`).
  ///
  /// - Throws: where half of a pair is there, the netrc file can be read by others, or nothing is found.
  package static func find(
    source: String, host: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(FetchError) -> Credentials {
    let own = "DESKAUDIT_\(variablePart(of: source))"
    for prefix in [own, "DESKAUDIT"] {
      let (userName, passwordName) = ("\(prefix)_USER", "\(prefix)_PASSWORD")
      let (user, password) = (environment[userName], environment[passwordName])
      if user == nil, password == nil { continue }
      guard let user, let password, !user.isEmpty else {
        let missing = password == nil ? passwordName : userName
        throw .trouble("\(missing) is not set or empty; set both \(userName) and \(passwordName)")
      }
      return try Credentials(user: user, password: password, place: "\(userName) and \(passwordName)")
    }
    let home = environment["HOME"] ?? NSHomeDirectory()
    let path = environment["NETRC"] ?? "\(home)/.netrc"
    if let entry = try Netrc.entry(for: host, in: path, mayBeMissing: environment["NETRC"] == nil) {
      return try Credentials(user: entry.login, password: entry.password, place: path)
    }
    throw .trouble(
      "\(source): no credentials for \(host); set DESKAUDIT_USER and DESKAUDIT_PASSWORD (or \(own)_USER and "
        + "\(own)_PASSWORD), or write 'machine \(host) login … password …' into \(path)")
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
