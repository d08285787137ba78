import Audit

// What `audit.json` has of the gates of the plan: written and read.

extension JSONWriter {
  mutating func write(_ gate: GateDecision) {
    object {
      $0.field("name", gate.name)
      $0.field("decision", gate.word.rawValue)
      $0.member("crossed") { $0.array(gate.crossings) { $0.write($1) } }
    }
  }

  private mutating func write(_ crossing: GateDecision.Crossing) {
    object {
      $0.field("level", crossing.level.rawValue)
      $0.field("threshold", crossing.threshold.rawValue)
      $0.field("subject", crossing.subject)
      $0.field("bound", crossing.bound)
      if let found = crossing.found { $0.field("found", found) }
      if let total = crossing.total { $0.field("total", total) }
      $0.field("sentence", crossing.sentence)
    }
  }
}

extension GateDecision: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      name: try members["name"], word: try members.word("decision"), crossings: try members["crossed"])
  }
}

extension GateDecision.Crossing: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      level: try members.word("level"), threshold: try members.word("threshold"),
      subject: try members.optional("subject"), bound: try members["bound"],
      found: try members.optional("found"), total: try members.optional("total"),
      sentence: try members["sentence"])
  }
}
