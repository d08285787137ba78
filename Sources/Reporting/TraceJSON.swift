import Audit

/// The life of one record as JSON, key for key as `Trace` has it.
enum TraceJSON {
  /// Version of the shape.
  private static let schemaVersion = 1

  static func render(_ trace: Trace) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("trace_version", schemaVersion)
      writer.field("type", trace.type)
      writer.field("record", trace.record)
      writer.field("standing", trace.standing.rawValue)
      writer.field("summary", trace.summary)
      strings("troubles", trace.troubles, &writer)
      strings("remarks", trace.remarks, &writer)
      writer.member("rows") { $0.array(trace.rows, row) }
      strings("row_remarks", trace.rowRemarks, &writer)
      if let person = trace.person { writer.member("person") { self.person(&$0, person) } }
      writer.member("fields") { $0.array(trace.fields, field) }
      writer.member("archive") { $0.array(trace.places) { $0.write($1) } }
      writer.member("references") { $0.array(trace.references, reference) }
      writer.member("referrers") { $0.array(trace.referrers, referrers) }
      writer.member("rules") { rules(&$0, trace.rules) }
      strings("waivers", trace.waivers, &writer)
      strings("decisions", trace.decisions, &writer)
    }
    return writer.text + "\n"
  }

  private static func strings(_ key: String, _ values: [String], _ writer: inout JSONWriter) {
    writer.member(key) { $0.array(values) { $0.string($1) } }
  }

  private static func row(_ writer: inout JSONWriter, _ row: Trace.Row) {
    writer.object { writer in
      writer.member("export") { $0.write(row.place) }
      writer.field("state", row.state.rawValue)
      writer.field("words", row.words)
      if let against = row.against { writer.member("against") { $0.write(against) } }
    }
  }

  private static func person(_ writer: inout JSONWriter, _ person: Trace.Person) {
    writer.object { writer in
      writer.member("accounts") {
        $0.array(person.accounts) { writer, account in
          writer.object { writer in
            writer.field("id", Int(account.id))
            if let place = account.place { writer.member("export") { $0.write(place) } }
            writer.field("email", account.email)
            writer.field("name", account.name)
            writer.field("words", account.words)
          }
        }
      }
      writer.field("id", person.idWords)
    }
  }

  private static func field(_ writer: inout JSONWriter, _ field: Trace.Field) {
    writer.object { writer in
      writer.field("name", field.name)
      writer.field("from", field.from)
      if let place = field.place { writer.member("export") { $0.write(place) } }
      writer.field("raw", field.raw)
      writer.field("conversion", field.conversion)
      writer.field("expected", field.expected)
      writer.member("found") {
        $0.array(field.found) { writer, found in
          writer.object { writer in
            writer.field("value", found.value)
            if let isEqual = found.isEqual { writer.field("is_equal", isEqual) }
            writer.field("change", found.change)
          }
        }
      }
    }
  }

  private static func reference(_ writer: inout JSONWriter, _ reference: Trace.Reference) {
    writer.object { writer in
      writer.field("field", reference.field)
      writer.field("record", reference.record)
      if let place = reference.place { writer.member("archive") { $0.write(place) } }
    }
  }

  private static func referrers(_ writer: inout JSONWriter, _ referrers: Trace.Referrers) {
    writer.object { writer in
      writer.field("type", referrers.type)
      writer.field("field", referrers.field)
      writer.field("expected", referrers.expected)
      writer.field("found", referrers.found)
      for (key, end) in [("first", referrers.first), ("last", referrers.last)] {
        guard let end else { continue }
        writer.member(key) {
          $0.object { writer in
            writer.field("record", end.record)
            writer.member("archive") { $0.write(end.place) }
          }
        }
      }
    }
  }

  private static func rules(_ writer: inout JSONWriter, _ rules: Trace.Rules) {
    writer.object { writer in
      writer.member("violations") {
        $0.array(rules.violations) { writer, violation in
          writer.object { writer in
            writer.field("rule", violation.rule)
            writer.field("outcome", violation.outcome.rawValue)
            writer.field("severity", violation.severity.rawValue)
            writer.field("message", violation.message)
            writer.field("count", violation.count)
          }
        }
      }
      writer.field("silent", rules.silent)
      strings("not_checked", rules.notChecked, &writer)
    }
  }
}
