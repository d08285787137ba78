import Audit

/// Hypercare as JSON (`Reports/hypercare.schema.json`): keys in a fixed order; what there is nothing of is left out.
enum HypercareJSON {
  /// Version of the shape.
  static let schemaVersion = 1

  static func render(_ result: HypercareResult) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("hypercare_version", schemaVersion)
      writer.field("title", result.title)
      writer.field("plan", result.planPath)
      writer.field("exit_code", Int(result.exitCode))
      writer.field("open_incidents", result.openIncidents.count)
      writer.field("from", result.from)
      writer.field("until", result.until)
      writer.field("time_zone", result.zone)
      writer.field("as_of", result.asOf)
      writer.field("known_until", result.knownUntil)
      writer.field("known_hours", result.knownHours)
      writer.field("values_shown", result.showsValues)
      writer.member("incidents") { $0.array(result.incidents, incident) }
      writer.member("exceptions") {
        $0.array(result.days.filter { !$0.exceptions.isEmpty }) { exceptions(&$0, $1, result) }
      }
      writer.member("inputs") { $0.array(result.inputs, input) }
      for (key, texts) in [("notes", result.notes), ("troubles", result.troubles)] {
        writer.member(key) { $0.array(texts) { $0.string($1) } }
      }
      writer.member("metrics") { $0.array(result.metrics) { metric(&$0, $1, result) } }
    }
    return writer.text + "\n"
  }

  private static func incident(_ writer: inout JSONWriter, _ incident: HypercareIncident) {
    writer.object { writer in
      writer.field("name", incident.name)
      writer.field("metric", incident.metric.rawValue)
      writer.field("mark", incident.mark.rawValue)
      writer.field("begin", incident.begin)
      writer.field("end", incident.end)
      writer.field("grain", incident.isOfDays ? "day" : "hour")
      writer.field("marked", incident.marked)
      writer.field("unit", incident.unit.rawValue)
      writer.field("worst", incident.worst)
      writer.field("worst_at", incident.worstAt)
      writer.field("at_least", incident.isAtLeast)
      writer.field("limit", incident.limit)
      if incident.bounds.count > 1 {
        writer.member("bounds") { $0.array(incident.bounds) { $0.string($1.text) } }
      }
      if let baseline = incident.baseline { writer.field("baseline", baseline) }
      writer.field("tickets", incident.tickets)
      if let excess = incident.excess { writer.field("excess", excess) }
      writer.field("queue", incident.queue)
      if incident.queue != nil { writer.field("of_queue", incident.ofQueue) }
      writer.field("owner", incident.owner)
      writer.field("going_on", incident.isGoingOn)
      writer.field("closed", incident.closed)
      writer.member("places") { $0.array(incident.places) { $0.string($1) } }
    }
  }

  private static func exceptions(_ writer: inout JSONWriter, _ day: HypercareDay, _ result: HypercareResult) {
    writer.object { writer in
      writer.field("day", day.date)
      writer.member("incidents") {
        $0.array(day.exceptions) { writer, number in
          writer.object {
            $0.field("name", result.incidents[number].name)
            $0.field("owner", result.incidents[number].owner)
          }
        }
      }
    }
  }

  private static func input(_ writer: inout JSONWriter, _ input: HypercareInput) {
    writer.object { writer in
      writer.field("role", input.role)
      writer.field("table", input.table)
      writer.field("source", input.source)
      writer.field("rows", input.rows)
      writer.field("used", input.used)
      writer.member("rejected") {
        $0.array(input.rejected) { writer, rejected in
          writer.object {
            $0.field("reason", rejected.reason)
            $0.field("count", rejected.count)
            $0.field("first", rejected.first)
          }
        }
      }
    }
  }

  private static func metric(_ writer: inout JSONWriter, _ series: HypercareSeries, _ result: HypercareResult)
  {
    writer.object { writer in
      writer.field("metric", series.metric.rawValue)
      writer.field("unit", series.unit.rawValue)
      writer.field("bound", series.bound.text)
      if let firstWeek = series.firstWeek {
        writer.member("first_week") {
          $0.object {
            $0.field("bound", firstWeek.bound.text)
            $0.field("until", firstWeek.until)
          }
        }
      }
      writer.field("judged_by", series.isJudgedByDay ? "day" : "hour")
      writer.field("not_measured", series.notMeasured)
      writer.field("not_judged", series.notJudged)
      writer.member("days") {
        $0.array(zip(result.days, series.days)) { cell(&$0, "day", $1.0.date, $1.1) }
      }
      writer.member("hours") {
        $0.array(zip(result.hours, series.hours)) { cell(&$0, "hour", $1.0.start, $1.1) }
      }
    }
  }

  private static func cell(_ writer: inout JSONWriter, _ key: String, _ name: String, _ cell: HypercareCell) {
    writer.object { writer in
      writer.field(key, name)
      writer.field("state", cell.state.rawValue)
      if let value = cell.value {
        writer.field("value", value)
        writer.field("of", cell.count)
      }
      if cell.isAtLeast { writer.field("at_least", true) }
      for (key, value) in [("baseline", cell.baseline), ("most", cell.most), ("least", cell.least)] {
        if let value { writer.field(key, value) }
      }
      writer.field("mark", cell.mark?.rawValue)
    }
  }
}
