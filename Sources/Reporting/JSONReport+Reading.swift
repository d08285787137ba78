import Audit
import Foundation
import Platform

extension JSONReport {
  /// Reads an `audit.json` again; rendering it gives the same bytes.
  ///
  /// `path` is what an error calls the file. Unknown members are ignored. Errors: what is not JSON, has
  /// another schema version, lacks a member, or has a value of the wrong kind, each with its place.
  package static func read(
    _ bytes: [UInt8], path: String = "audit.json"
  ) throws(ReportError) -> AuditResult {
    do {
      return try JSONDecoder().decode(AuditResult.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw ReportError(path: path, message: error.sentence(of: "an audit.json"))
    } catch {
      throw ReportError(path: path, message: "this is not an audit.json: \(error)")
    }
  }
}

extension JSONReport {
  /// Reads the `audit.json` of this path, and gives the bytes of it as well.
  package static func read(
    contentsOf path: String
  ) throws(ReportError) -> (bytes: [UInt8], audit: AuditResult) {
    guard let bytes = try? Platform.contents(ofFile: path) else {
      throw ReportError(path: path, message: "can't be read; name an audit.json that 'verify' wrote")
    }
    return (bytes, try read(bytes, path: path))
  }
}

/// The members of one JSON object, typed by what they are read into.
struct Members {
  struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private let container: KeyedDecodingContainer<Name>

  init(_ decoder: any Decoder) throws {
    container = try decoder.container(keyedBy: Name.self)
  }

  subscript<Value: Decodable>(name: String) -> Value {
    get throws { try container.decode(Value.self, forKey: Name(stringValue: name)) }
  }

  func optional<Value: Decodable>(_ name: String) throws -> Value? {
    try container.decodeIfPresent(Value.self, forKey: Name(stringValue: name))
  }

  /// A whole number that counts something.
  func count(_ name: String) throws -> Int {
    let value: Int = try self[name]
    guard value >= 0 else { throw mistake(name, "expected a number from 0 on, found \(value)") }
    return value
  }

  /// One of the words of an enumeration.
  func word<Word: RawRepresentable<String>>(_ name: String) throws -> Word {
    let text: String = try self[name]
    guard let word = Word(rawValue: text) else { throw mistake(name, "unknown word '\(text)'") }
    return word
  }

  func mistake(_ name: String, _ sentence: String) -> DecodingError {
    .dataCorruptedError(forKey: Name(stringValue: name), in: container, debugDescription: sentence)
  }
}

extension DecodingError {
  /// - Parameter kind: `an audit.json`, which the file should be.
  func sentence(of kind: String) -> String {
    switch self {
    case .keyNotFound(let key, let context):
      "'\((context.codingPath + [key]).place)' is missing; is this \(kind) of this tool?"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      context.codingPath.isEmpty
        ? "expected an object; is this \(kind)?"
        : "expected \(name(of: type)) for '\(context.codingPath.place)'"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "this is not JSON, or not complete; write the reports again"
        : "\(context.debugDescription) for '\(context.codingPath.place)'"
    @unknown default: "this is not \(kind): \(self)"
    }
  }

  private func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is Bool.Type: "true or false"
    case is [Any].Type: "a list"
    default: "an object"
    }
  }
}

extension [any CodingKey] {
  /// `rules[3].violations`
  fileprivate var place: String {
    reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }
}

extension AuditResult: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let version: Int = try members["schema_version"]
    guard version == Self.schemaVersion else {
      let sentence = "this version reads schema version \(Self.schemaVersion), found \(version)"
      throw members.mistake("schema_version", sentence)
    }
    let verdict: Verdict = try members.word("verdict")
    guard try members["exit_code"] == Int(verdict.exitCode) else {
      throw members.mistake("exit_code", "expected \(verdict.exitCode), as the verdict says,")
    }
    self.init(
      title: try members["title"], tool: try members["tool"], verdict: verdict, asOf: try members["as_of"],
      archive: try members["archive"], sources: try members["sources"], rules: try members["rules"],
      balance: try members["balance"], mapping: try members["mapping"], planPath: try members["plan_path"],
      planSHA256: try members["plan_sha256"], rulesSHA256: try members["rules_sha256"],
      showsValues: try members["shows_values"], timing: try members["timing"],
      causes: try members.optional("causes") ?? [], losses: try members.optional("stated_losses") ?? [],
      policy: try members["policy"], gates: try members.optional("gates") ?? [],
      measuredPlanSHA256: try members["measured_plan_sha256"],
      decisionsPath: try members.optional("decisions_path"),
      decisionsSHA256: try members.optional("decisions_sha256"), periods: try members["periods"],
      batchRuns: try members["batch_runs"], since: try members.optional("since"),
      samples: try members.optional("samples") ?? [])
  }
}

extension Cause: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      kind: try members.word("kind"), sentence: try members["sentence"], remedy: try members["remedy"],
      export: try members.optional("export"), archive: try members.optional("archive"),
      explains: try members["explains"], notChecked: try members["not_checked"])
  }
}

extension Cause.Share: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(rule: try members["rule"], violations: try members.count("violations"))
  }
}

extension StatedLossCount: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      record: try members["record"], source: try members["source"], field: try members["field"],
      reason: try members["reason"], owner: try members["owner"], count: try members.count("count"))
  }
}

extension ArchiveFacts: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      path: try members["path"], sha256: try members["sha256"], bytes: try members.count("bytes"),
      members: try members.count("members"), batches: try members.count("batches"),
      isComplete: try members["is_complete"], deliveries: try members.optional("deliveries") ?? [])
  }
}

extension DeliveryFacts: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      path: try members["path"], sha256: try members["sha256"], bytes: try members.count("bytes"),
      members: try members.count("members"), batches: try members.count("batches"),
      isComplete: try members["is_complete"], records: try members["records"],
      repeats: try members.optional("repeats"))
  }
}

extension DeliveryFacts.Count: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      record: try members["record"], count: try members.count("count"),
      superseded: try members.count("superseded"))
  }
}

extension SourceFacts: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      name: try members["name"], files: try members["files"], notMigrated: try members["not_migrated"],
      doubt: try members.optional("doubt"))
  }
}

extension FileFacts: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      path: try members["path"], sha256: try members["sha256"], bytes: try members.count("bytes"),
      records: try members.count("records"), format: try members["format"])
  }
}

extension RuleResult: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      id: try members["id"], area: try members["area"], title: try members["title"],
      legacy: try members["legacy"], new: try members["new"], criteria: try members["criteria"],
      severity: try members.word("severity"), effectiveSeverity: try members.word("effective_severity"),
      regradedBy: try members.optional("regraded_by"), outcome: try members.word("outcome"),
      examined: try members.count("examined"), unit: try members["unit"],
      figures: try members.optional("figures"), violations: try members.count("violations"),
      violationsFromExport: try members.count("violations_from_export"),
      summary: try members["summary"], findings: try members["evidence"],
      concentration: try members.optional("concentration"), measured: try members.optional("measured"),
      policy: try members.optional("policy") ?? RulePolicy(), remedy: try members["remedy"])
    for index in policy.waivers.indices { policy.waivers[index].rule = id }
    try provePlausible(members)
  }
}

extension Figures: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(legacy: try members.optional("legacy"), new: try members.optional("new"))
  }
}

extension Finding: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      message: try members["message"], count: try members.count("count"), origin: try members.word("origin"),
      key: try members.optional("key"), export: try members.optional("export"),
      archive: try members.optional("archive"), counterpart: try members.optional("new"),
      expected: try members.optional("expected"), found: try members.optional("found"),
      cause: try members.optional("cause"))
  }
}

extension ExportPlace: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      source: try members["source"], file: try members["file"], line: try members.count("line"),
      record: try members.optional("record") ?? 0, element: try members.optional("element"))
  }
}

extension ArchivePlace: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      member: try members.optional("member"), pointer: try members.optional("pointer"),
      offset: try members.optional("offset"))
  }
}

extension BalanceLine: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    func reasons(_ name: String) throws -> [Explanation] {
      let counts: [String: Int] = try members[name]
      return explanations(counts)
    }
    func explanations(_ counts: [String: Int]) -> [Explanation] {
      counts.sorted { $0.key < $1.key }.map { Explanation(reason: $0.key, count: $0.value) }
    }
    self.init(
      record: try members["record"], unit: try members["unit"], read: try members.count("read"),
      rejected: try reasons("rejected"), explained: try reasons("explained"),
      resolved: explanations(try members.optional("resolved") ?? [:]),
      expected: try members.count("expected"), matched: try members.count("matched"),
      missing: try members.count("missing"), unexpected: try members.count("unexpected"),
      duplicates: try members.count("duplicates"), wrongID: try members.count("wrong_id"))
  }
}

extension MappingRow: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      record: try members["record"], field: try members["field"], source: try members["source"],
      from: try members["from"], type: try members["type"], defaultValue: try members["default"],
      transformation: try members["transformation"], validation: try members["validation"])
  }
}

extension Timing: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      startedAt: try members["started_at"], seconds: try members["seconds"], jobs: try members.count("jobs"),
      peakMemoryBytes: try members.count("peak_memory_bytes"))
  }
}
