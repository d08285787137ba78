import Plan

/// Integrity: the id map beside the archive gives every id of the exports that is a text the number which the audit works
/// out for it, and nothing else.
///
/// Where no ids are texts, there is nothing to map. Of several deliveries each has a map, that of the ids which the exports had
/// when it was made: every number in it must be right; the last has none that no export has; and together they have all.
///
/// - Complexity: one digest for each line.
struct IDMapCheck: Check {
  static let name = "id-map"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports, .archive] }
  func subject(_ plan: Plan) -> Subject {
    let names = plan.matrix.filter { $0.transformation.contains("numbered as texts") }.map(\.from)
    let columns = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return Subject(
      legacy: columns.isEmpty ? "–" : columns.joined(separator: ", "), new: "archive.ids.csv",
      criteria: "every id with its number")
  }

  func measure(_ facts: Facts) -> Measurement {
    let texts = facts.rows.texts
    if texts.count == 0 { return .notApplicable("ids", "no ids of the exports are texts") }
    var evidence = Evidence()
    for map in facts.idMaps where !map.isThere || map.trouble != nil {
      let reason = map.trouble ?? "\(fileName(map.path)) is missing; build writes it beside the archive"
      evidence.add { Finding(message: "the ids that are texts have no map: \(reason)") }
    }
    if !evidence.isEmpty { return measurement(texts.count, evidence) }
    var right: [String: IDNumbers] = [:]
    for (delivery, map) in facts.idMaps.enumerated() {
      judge(map, isLast: delivery == facts.idMaps.count - 1, texts, &right, &evidence)
    }
    let missing = texts.count - right.values.reduce(0) { $0 + $1.ids.count }
    if missing > 0 {
      let maps = facts.idMaps.count > 1 ? "any id map" : "the id map"
      evidence.add(missing) {
        Finding(
          message: "\(counted(missing, "id")) of the exports \(verb(missing, "is", "are")) not in \(maps)")
      }
    }
    return measurement(texts.count, evidence)
  }

  /// - Parameters:
  ///   - isLast: whether ids that no export has are mistakes.
  ///   - right: gets the numbers of ids that the exports have.
  private func judge(
    _ map: IDMap, isLast: Bool, _ texts: NumberedTexts, _ right: inout [String: IDNumbers],
    _ evidence: inout Evidence
  ) {
    func add(_ message: String, line: Int, expected: String? = nil, found: String? = nil) {
      evidence.add {
        Finding(
          message: message, export: ExportPlace(source: "the id map", file: fileName(map.path), line: line),
          expected: expected, found: found)
      }
    }
    for (line, message) in map.malformed { add(message, line: line) }
    evidence.count(map.malformedCount - map.malformed.count)
    for row in 0..<map.count {
      let line = map[row]
      switch texts.mistake(in: line) {
      case nil:
        if right[line.numbering] == nil { right[line.numbering] = IDNumbers(from: 0) }
        _ = right[line.numbering]?.number(line.number)
      case .otherNumber(let number):
        add(
          "an id of '\(line.numbering)' has the number \(line.number), and gets \(number)",
          line: map.line(row),
          expected: String(number), found: String(line.number))
      case .unknown where isLast:
        add(
          "\(line.number) of '\(line.numbering)' is the number of an id that no export has",
          line: map.line(row))
      case .unknown: continue
      }
    }
  }

  private func measurement(_ total: Int, _ evidence: Evidence) -> Measurement {
    Measurement(
      examined: total, unit: "ids", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "id")), each with its number"
        : "\(counted(evidence.violations, "mistake")) in the map of \(counted(total, "id"))")
  }

  private func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
