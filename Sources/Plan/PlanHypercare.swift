extension PlanReader {
  /// Reads `hypercare:`; nil without it, and where a mistake of it is reported.
  ///
  /// - Parameter tables: those of the plan.
  mutating func hypercare(_ value: PlanValue?, tables: [TablePlan]) -> HypercarePlan? {
    guard let value, let section = section(value, keys: .hypercare) else { return nil }
    let from = text(section["from"])
    if section["from"] == nil {
      report(
        "'\(section.path(of: "from"))' is missing; write when the new platform went live, such as "
          + "2026-12-01T00:00:00Z", line: section.line)
    }
    let zone = hypercareZone(section)
    let tickets = hypercareTable("tickets", of: section, side: .new, tables)
    if section["tickets"] == nil {
      report(
        "'\(section.path(of: "tickets"))' is missing; name the table of 'tables' that has the new platform's tickets",
        line: section.line)
    }
    let baseline = hypercareTable("baseline", of: section, side: .legacy, tables)
    let notifications = hypercareTable("notifications", of: section, side: .new, tables)
    if let notifications, notifications.name == tickets?.name, let value = section["notifications"] {
      report("'\(value.name)' is the table of tickets; name another, or leave it out", line: value.line)
    }
    let columns = hypercareColumns(section, tickets: tickets, notifications: notifications)
    let bounds = hypercareBounds(section["bounds"])
    let owners = hypercareOwners(section["owners"])
    let closed = closedIncidents(section["closed"])
    let days = hypercareDays(section)
    guard let from, let zone, let tickets else { return nil }
    let plan = HypercarePlan(
      from: from, until: text(section["until"]), days: days, zone: zone, tickets: tickets.name,
      baseline: baseline?.name, notifications: notifications?.name, columns: columns,
      bounds: bounds.later, firstWeekBounds: bounds.firstWeek, owners: owners, closed: closed,
      line: value.keyLine)
    requireTypes(plan, of: [tickets, baseline].compactMap(\.self), notifications: notifications)
    return plan
  }

  private mutating func hypercareDays(_ section: PlanSection) -> Int {
    if let until = section["until"], let days = section["days"] {
      report("'\(until.name)' and '\(days.name)' both say when it ends; keep one", line: days.keyLine)
    }
    return wholeNumber(section["days"], in: 1...92).map(Int.init) ?? HypercarePlan.usualDays
  }

  private mutating func hypercareZone(_ section: PlanSection) -> ZonePlan? {
    guard let value = section["time-zone"] else { return ZonePlan(name: "UTC", minutesEast: 0) }
    guard let text = text(value) else { return nil }
    let zone = ZonePlan(parsing: text.value)
    if zone == nil {
      report(
        "expected UTC, an offset such as \"+02:00\", or a name such as Europe/Berlin for '\(value.name)', found text "
          + quote(text.value) + ZonePlan.suggestion(for: text.value), line: text.line)
    }
    return zone
  }

  /// The table that a key names.
  private mutating func hypercareTable(
    _ key: String, of section: PlanSection, side: TablePlan.Side, _ tables: [TablePlan]
  ) -> TablePlan? {
    guard let value = section[key], let name = text(value) else { return nil }
    guard let table = tables.first(where: { $0.name == name.value }) else {
      report(
        "'\(value.name)' must be the name of a table of 'tables', found \(quote(name.value))"
          + (tables.isEmpty ? "; add 'tables'" : suggestion(for: name.value, among: tables.map(\.name))),
        line: name.line)
      return nil
    }
    guard table.side == side else {
      report(
        "'\(value.name)' must be a table of the side '\(side.rawValue)', and '\(table.name)' is of the side "
          + "'\(table.side.rawValue)'", line: name.line)
      return nil
    }
    return table
  }

  private mutating func hypercareColumns(
    _ section: PlanSection, tickets: TablePlan?, notifications: TablePlan?
  ) -> [HypercareColumn: String] {
    guard let columns = self.section(section["columns"], keys: .hypercareColumns) else { return [:] }
    var names: [HypercareColumn: String] = [:]
    for column in HypercareColumn.allCases {
      guard let value = columns[column.rawValue], let name = text(value) else { continue }
      names[column] = name.value
      guard let table = column.isOfNotifications ? notifications : tickets else { continue }
      let known = table.columns.map(\.field)
      if !known.contains(name.value) {
        report(
          "'\(value.name)' must be a column of the table '\(table.name)', found \(quote(name.value))"
            + suggestion(for: name.value, among: known), line: name.line)
      }
    }
    return names
  }

  /// `bounds:`, each for all weeks, or for the first and for those after it.
  private mutating func hypercareBounds(
    _ value: PlanValue?
  ) -> (later: [HypercareMetric: HypercareBound], firstWeek: [HypercareMetric: HypercareBound]) {
    var bounds: (later: [HypercareMetric: HypercareBound], firstWeek: [HypercareMetric: HypercareBound]) = (
      [:], [:]
    )
    guard let section = section(value, keys: .hypercareBounds) else { return bounds }
    for metric in HypercareMetric.allCases {
      guard let value = section[metric.rawValue] else { continue }
      if case .mapping = value.node {
        (bounds.firstWeek[metric], bounds.later[metric]) = hypercareWeeks(value, metric)
      } else {
        bounds.later[metric] = hypercareBound(value, metric)
      }
    }
    return bounds
  }

  /// `{first-week: 120%, later: 105%}`
  private mutating func hypercareWeeks(
    _ value: PlanValue, _ metric: HypercareMetric
  ) -> (firstWeek: HypercareBound?, later: HypercareBound?) {
    guard let section = section(value, keys: .hypercareWeeks) else { return (nil, nil) }
    for key in PlanKeys.hypercareWeeks.names where section[key] == nil {
      report(
        "'\(section.path(of: key))' is missing; give both 'first-week' and 'later', or one bound for all weeks",
        line: section.line)
    }
    let firstWeek = section["first-week"].flatMap { hypercareBound($0, metric) }
    let later = section["later"].flatMap { hypercareBound($0, metric) }
    if let firstWeek, let later, firstWeek.form != later.form {
      report(
        "'\(section.name)' has \(firstWeek.text) in the first week and \(later.text) later; give both in the same form",
        line: section.line)
    }
    return (firstWeek, later)
  }

  private mutating func hypercareBound(_ value: PlanValue, _ metric: HypercareMetric) -> HypercareBound? {
    guard let text = text(value) else { return nil }
    if let bound = HypercareBound(parsing: text.value), metric.forms.contains(bound.form) { return bound }
    let examples = metric.forms.map(\.example).joined(separator: ", or ")
    report("expected \(examples) for '\(value.name)', found \(value.kind)", line: text.line)
    return nil
  }

  private mutating func hypercareOwners(_ value: PlanValue?) -> [String: Located<String>] {
    guard let section = section(value, keys: nil) else { return [:] }
    var owners: [String: Located<String>] = [:]
    for entry in section.entries {
      if let owner = text(section[entry.key]) { owners[entry.key] = Located(owner.value, line: entry.line) }
    }
    return owners
  }

  /// `closed:`, each by its metric and begin, as reports name it.
  private mutating func closedIncidents(_ value: PlanValue?) -> [HypercarePlan.ClosedIncident] {
    guard let section = section(value, keys: nil) else { return [] }
    return section.entries.compactMap { entry in
      let words = entry.key.split(separator: " ", maxSplits: 1).map(String.init)
      let metrics = HypercareMetric.allCases.map(\.rawValue)
      guard words.count == 2 else {
        report(
          "\(quote(entry.key)) in '\(section.name)' is not an incident; write it as reports name it, such as "
            + "'assignment-lag 2026-12-03T08:00:00Z'", line: entry.line)
        return nil
      }
      guard let metric = HypercareMetric(rawValue: words[0]) else {
        report(
          "\(quote(words[0])) in '\(section.name)' is not a metric\(suggestion(for: words[0], among: metrics))",
          line: entry.line)
        return nil
      }
      return text(section[entry.key]).map {
        HypercarePlan.ClosedIncident(
          metric: metric, begin: Located(words[1], line: entry.line), reason: $0.value)
      }
    }
  }

  /// Reports columns that are there, and are read as another type than they need.
  private mutating func requireTypes(
    _ plan: HypercarePlan, of tickets: [TablePlan], notifications: TablePlan?
  ) {
    for column in HypercareColumn.allCases {
      guard let type = column.type else { continue }
      let tables = column.isOfNotifications ? [notifications].compactMap(\.self) : tickets
      for table in tables {
        guard let found = table.columns.first(where: { $0.field == plan.name(of: column) }),
          found.type != type
        else { continue }
        report(
          "'tables.\(table.name).columns.\(found.field)' is of type \(found.type.rawValue), and 'hypercare' reads it as "
            + "its column '\(column.rawValue)'; add 'type: \(type.rawValue)'", line: found.line ?? table.line)
      }
    }
  }
}
