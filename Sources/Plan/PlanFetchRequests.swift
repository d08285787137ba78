/// What a fetch asks with, beside its address: parameters, cursors, headers and a body.
extension PlanReader {
  struct RequestParts {
    var parameters = FetchPlan.Parameters()
    var cursor: FetchPlan.Cursor?
    var headers: [FetchPlan.Header] = []
    /// The JSON, and the line of the key.
    var body: Located<String>?
  }

  /// `parameters`, `cursor`, `headers` and `body`.
  mutating func requestParts(of section: PlanSection, _ pagination: FetchPlan.Pagination) -> RequestParts {
    RequestParts(
      parameters: parameters(section["parameters"], pagination), cursor: cursor(section["cursor"]),
      headers: headers(section["headers"]), body: body(section["body"]))
  }

  /// What is said of one way of paging only must not be beside another.
  mutating func requireFitting(_ section: PlanSection, _ pagination: FetchPlan.Pagination) {
    let fitting: [(key: String, ways: [FetchPlan.Pagination])] = [
      ("first", [.number, .offset]), ("cursor", [.cursor]), ("total", [.number, .offset, .link, .cursor]),
      ("body", [.number, .offset, .cursor, .oneAnswer]),
    ]
    for (key, ways) in fitting where !ways.contains(pagination) {
      guard let value = section[key] else { continue }
      let words = alternatives(ways.map { "'pagination: \($0.rawValue)'" })
      let which = ways.count == 1 ? "that" : "one of these"
      report("'\(value.name)' is for \(words); write \(which), or leave it out", line: value.keyLine)
    }
    if pagination == .cursor, let body = section["body"], section["cursor"] == nil {
      report(
        "'\(body.name)' with 'pagination: cursor' needs 'cursor' beside it, to say where the cursor comes from and "
          + "where the body has it; add 'cursor: {from: next_page_id, to: page_id}'", line: body.keyLine)
    }
    guard pagination == .oneAnswer else { return }
    for key in ["per-page", "parameters"] {
      guard let value = section[key] else { continue }
      report(
        "'\(value.name)' is for pages, and 'pagination: none' has one answer; leave it out",
        line: value.keyLine)
    }
  }

  private mutating func parameters(
    _ value: PlanValue?, _ pagination: FetchPlan.Pagination
  ) -> FetchPlan.Parameters {
    var parameters = FetchPlan.Parameters()
    guard let section = section(value, keys: .parameters) else { return parameters }
    for (key, way) in [("page", FetchPlan.Pagination.number), ("offset", .offset)] where way != pagination {
      guard let value = section[key] else { continue }
      report(
        "'\(value.name)' is for 'pagination: \(way.rawValue)'; write that, or leave it out",
        line: value.keyLine)
    }
    parameters.page = section["page"].flatMap { keyPath($0) }
    parameters.offset = section["offset"].flatMap { keyPath($0) }
    parameters.perPage = section["per-page"].flatMap { keyPath($0) }
    if let name = parameters.perPage, [parameters.page, parameters.offset].contains(name) {
      report("'\(section.name)' has \(quote(name)) twice; each is a parameter of its own", line: section.line)
    }
    return parameters
  }

  private mutating func cursor(_ value: PlanValue?) -> FetchPlan.Cursor? {
    guard let value, let section = section(value, keys: .cursor) else { return nil }
    for key in ["from", "to"] where section[key] == nil {
      report(
        "'\(section.path(of: key))' is missing; "
          + (key == "from"
            ? "name the key of a page that has the cursor of the next one"
            : "name the parameter, or the key of the body, that the cursor is sent back as"),
        line: section.line)
    }
    let isAlone = choice(section["alone"], among: Truth.allCases) == .yes
    guard let from = section["from"].flatMap({ keyPath($0) }), let to = section["to"].flatMap({ keyPath($0) })
    else { return nil }
    return FetchPlan.Cursor(from: from, to: to, isAlone: isAlone)
  }

  private enum Truth: String, CaseIterable {
    case yes = "true"
    case no = "false"
  }

  /// Keys joined by dots, none of them empty.
  mutating func keyPath(_ value: PlanValue) -> String? {
    guard let text = text(value) else { return nil }
    if !text.value.split(separator: ".", omittingEmptySubsequences: false).contains("") { return text.value }
    report(
      "expected a key, or keys joined by dots such as pages.next.starting_after, for '\(value.name)', found "
        + value.kind, line: text.line)
    return nil
  }

  // MARK: Headers

  private static let credentialsRemedy =
    "set DESKAUDIT_USER and DESKAUDIT_PASSWORD, or DESKAUDIT_TOKEN, in the environment, or write them into a netrc file"

  /// What the fetch or HTTP itself writes.
  private static let ownHeaders: Set<String> = [
    "accept-encoding", "connection", "content-length", "content-type", "expect", "host", "keep-alive",
    "range", "te",
    "trailer", "transfer-encoding", "upgrade", "user-agent",
  ]

  /// Headers of names and values that HTTP allows (RFC 9110, 5.1 and 5.5), none of which looks like a credential. No
  /// message has a value.
  private mutating func headers(_ value: PlanValue?) -> [FetchPlan.Header] {
    guard let section = section(value, keys: nil) else { return [] }
    var headers: [FetchPlan.Header] = []
    for entry in section.entries {
      let (name, place) = (entry.key, section.path(of: entry.key))
      guard isToken(name) else {
        report(
          "\(quote(name)) in '\(section.name)' is not the name of a header; correct it", line: entry.line)
        continue
      }
      if isCredential(name) {
        let scheme = name.lowercased() == "authorization" ? "; 'token-scheme' is the word before a token" : ""
        report(
          "'\(place)' is a credential, and credentials are never in a plan; remove it, and \(Self.credentialsRemedy)"
            + scheme, line: entry.line)
        continue
      }
      if Self.ownHeaders.contains(name.lowercased()) {
        report("'\(place)' is a header that the fetch writes itself; leave it out", line: entry.line)
        continue
      }
      guard let text = section[name].flatMap({ text($0) }) else { continue }
      if !text.value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
        report("'\(place)' has a character that no header can have; expected ASCII", line: text.line)
      } else if hasCredential(text.value) {
        report(
          "'\(place)' looks like a credential, and credentials are never in a plan; remove it, and "
            + Self.credentialsRemedy, line: text.line)
      } else if headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
        report("'\(place)' is there twice, in another case; keep one", line: entry.line)
      } else {
        headers.append(.init(name: name, value: text.value))
      }
    }
    return headers
  }

  /// One word of HTTP before a token. What is refused may be a token, and is not repeated.
  mutating func tokenScheme(_ value: PlanValue) -> String? {
    guard let text = text(value) else { return nil }
    if isToken(text.value), text.value.utf8.count <= 40 { return text.value }
    report(
      "expected one word, such as Bearer, for '\(value.name)'; the token itself is never in a plan: "
        + "set DESKAUDIT_TOKEN", line: text.line)
    return nil
  }

  /// Whether a text is a token of HTTP (RFC 9110, 5.6.2).
  private func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "!#$%&'*+-.^_`|~".utf8.contains($0)
      }
  }

  /// Whether a header or a key of this name holds a secret.
  private func isCredential(_ name: String) -> Bool {
    let letters = name.lowercased().filter(\.isLetter)
    let words = name.lowercased().split { !$0.isLetter }
    return words.contains("key") || words.contains("auth")
      || [
        "authoriz", "authent", "cookie", "password", "passwd", "passphrase", "secret", "token", "credential",
        "apikey",
        "accesskey", "signature", "session",
      ].contains { letters.contains($0) }
  }

  /// Whether a value begins as credentials do.
  private func hasCredential(_ value: String) -> Bool {
    let start = value.lowercased()
    return ["bearer ", "basic ", "digest ", "token "].contains { start.hasPrefix($0) }
      || value.hasPrefix("eyJ") && value.count { $0 == "." } == 2
  }

  // MARK: The body

  /// The JSON of a mapping.
  private mutating func body(_ value: PlanValue?) -> Located<String>? {
    guard let value, section(value, keys: nil) != nil else { return nil }
    let json = PlanJSON(value.node)
    for key in json.keys where isCredential(key) {
      report(
        "'\(value.name)' has \(quote(key)), which looks like a credential, and credentials are never in a plan; remove "
          + "it, and \(Self.credentialsRemedy)", line: value.keyLine)
    }
    guard let text = json.text else {
      report("'\(value.name)' is not JSON: \(json.problem); write it otherwise", line: value.line)
      return nil
    }
    return Located(value.isNothing ? "{}" : text, line: value.keyLine)
  }
}
