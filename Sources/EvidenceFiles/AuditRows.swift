import Audit
import GRDB

/// What an audit says beside its findings, as rows of the database.
struct AuditRows {
  private let result: AuditResult

  init(_ result: AuditResult) { self.result = result }

  func insert(into database: Database) throws {
    try database.execute(
      sql: "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        result.title, result.verdict.rawValue, result.archive.path, result.archive.sha256, result.planPath,
        result.planSHA256, result.rulesSHA256, result.asOf, result.tool, result.showsValues,
      ])
    try insertRules(into: database)
    try insertCauses(into: database)
    try insertBalance(into: database)
  }

  private func insertRules(into database: Database) throws {
    for (index, rule) in result.rules.enumerated() {
      try database.execute(
        sql: "INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          rule.id, index + 1, rule.area, rule.title, rule.severity.rawValue, rule.effectiveSeverity.rawValue,
          rule.outcome.rawValue, rule.examined, rule.unit, rule.violations, rule.violationsFromExport,
          rule.summary,
        ])
    }
  }

  private func insertCauses(into database: Database) throws {
    for (index, cause) in result.causes.enumerated() {
      try database.execute(
        sql: "INSERT INTO causes VALUES (?, ?, ?, ?)",
        arguments: [index + 1, cause.kind.rawValue, cause.sentence, cause.remedy])
      for share in cause.explains {
        try database.execute(
          sql: "INSERT INTO cause_rules VALUES (?, ?, ?)",
          arguments: [index + 1, share.rule, share.violations])
      }
    }
  }

  private func insertBalance(into database: Database) throws {
    for (index, line) in result.balance.enumerated() {
      try database.execute(
        sql: "INSERT INTO balance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          index + 1, line.record, line.unit, line.read, line.accepted, line.expected, line.matched,
          line.missing, line.archive, line.unexpected, line.duplicates,
        ])
      let reasons = [("rejected", line.rejected), ("explained", line.explained), ("resolved", line.resolved)]
      for (kind, explanations) in reasons {
        for explanation in explanations {
          try database.execute(
            sql: "INSERT INTO balance_reasons VALUES (?, ?, ?, ?)",
            arguments: [index + 1, kind, explanation.reason, explanation.count])
        }
      }
    }
  }
}
