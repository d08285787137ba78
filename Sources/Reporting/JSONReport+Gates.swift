import Audit

// What `audit.json` has of the gates of the plan: written and read.

extension JSONWriter {
  mutating func write(_ gate: GateDecision) {
    object {
      $0.field("name", gate.name)
      $0.field("decision", gate.word.rawValue)
      $0.member("crossed") { $0.array(gate.crossings) { $0.write($1) } }
      if !gate.met.isEmpty { $0.member("met") { $0.array(gate.met) { $0.write($1) } } }
    }
  }

  private mutating func write(_ result: GateDecision.ThresholdResult) {
    object {
      $0.field("level", result.level.rawValue)
      $0.field("threshold", result.threshold.rawValue)
      $0.field("subject", result.subject)
      $0.field("bound", result.bound)
      if let found = result.found { $0.field("found", found) }
      if let total = result.total { $0.field("total", total) }
      $0.field("sentence", result.sentence)
    }
  }
}

extension GateDecision: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let crossed: [ThresholdResult] = try members["crossed"]
    let met: [ThresholdResult] = try members.optional("met") ?? []
    self.init(
      name: try members["name"], word: try members.word("decision"), crossings: crossed,
      met: met.map { result in
        var result = result
        result.state = .met
        return result
      })
  }
}

extension GateDecision.ThresholdResult: Decodable {
  /// As one that is not met: that is for the list to say which it is in.
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let (threshold, found): (Threshold, Int?) = (try members.word("threshold"), try members.optional("found"))
    self.init(
      level: try members.word("level"), threshold: threshold, subject: try members.optional("subject"),
      bound: try members["bound"], found: found, total: try members.optional("total"),
      sentence: try members["sentence"],
      state: found == nil || threshold == .uncheckedRules ? .unknown : .crossed)
  }
}
