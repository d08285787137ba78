import Audit

// What `audit.json` has of the columns, months and batches that an audit covers, and of the audit before it: written and read.

extension JSONWriter {
  mutating func write(_ column: NotMigratedColumn) {
    object {
      $0.field("column", column.name)
      $0.field("reason", column.reason)
    }
  }

  mutating func write(_ counts: PeriodCounts) {
    object {
      $0.field("record", counts.record)
      $0.field("unit", counts.unit.rawValue)
      $0.member("periods") {
        $0.array(counts.periods) { writer, period in
          writer.object {
            $0.field("period", period.name)
            $0.field("legacy", period.legacy)
            $0.field("new", period.new)
          }
        }
      }
      $0.field("undated", counts.undated)
    }
  }

  mutating func write(_ run: BatchRun) {
    object {
      $0.field("first", Int(run.first))
      $0.field("last", Int(run.last))
      $0.field("batches", run.count)
      $0.field("state", run.state.rawValue)
      $0.field("troubled", run.troubled)
    }
  }

  mutating func write(_ since: SinceAudit) {
    object {
      $0.field("sha256", since.sha256)
      $0.field("verdict", since.verdict.rawValue)
      $0.field("started_at", since.startedAt)
      for (key, texts) in [
        ("new_rules", since.newRules), ("fixed_rules", since.fixedRules),
        ("persisting_rules", since.persistingRules), ("new_causes", since.newCauses),
        ("fixed_causes", since.fixedCauses), ("persisting_causes", since.persistingCauses),
      ] {
        $0.member(key) { $0.array(texts) { $0.string($1) } }
      }
    }
  }
}

extension NotMigratedColumn: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(name: try members["column"], reason: try members.optional("reason"))
  }
}

extension PeriodCounts: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      record: try members["record"], unit: try members.word("unit"), periods: try members["periods"],
      undated: try members.count("undated"))
  }
}

extension PeriodCounts.Period: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      name: try members["period"], legacy: try members.count("legacy"), new: try members.count("new"))
  }
}

extension BatchRun: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      first: try members["first"], last: try members["last"], count: try members.count("batches"),
      state: try members.word("state"), troubled: try members.count("troubled"))
  }
}

extension SinceAudit: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      sha256: try members["sha256"], verdict: try members.word("verdict"),
      startedAt: try members["started_at"], newRules: try members["new_rules"],
      fixedRules: try members["fixed_rules"], persistingRules: try members["persisting_rules"],
      newCauses: try members["new_causes"], fixedCauses: try members["fixed_causes"],
      persistingCauses: try members["persisting_causes"])
  }
}
