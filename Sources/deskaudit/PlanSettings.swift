import Audit
import Plan
import Reporting

extension Plan {
  /// What the plan says beside its sources and mappings; of keys that it leaves out, those whose default matters.
  var settings: [PlanOverview.Setting] {
    var settings: [PlanOverview.Setting] = [
      .init("identity.match", "email"), .init("identity.keep", ticketing?.source.name ?? "—"),
      .init("conflicts", conflicts.rawValue), .init("decisions", decisions?.value ?? "—"),
      .init("unresolved-requester", unresolvedRequester.rawValue),
      .init("already-imported", alreadyImported.rawValue), .init("export-defects", exportDefects.rawValue),
      .init("archive.path", archive.paths.joined(separator: ", ")),
      .init("archive.member", "\(archive.memberPrefix){batch}\(archive.memberSuffix)"),
      .init("archive.numbering", "\(archive.start), \(archive.start + archive.step), …"),
      .init("archive.batch-size", String(archive.batchSize)),
      .init("as-of", asOf?.value ?? "the start of the run"),
    ]
    if !nullWords.isEmpty { settings.append(.init("null", nullWords.joined(separator: ", "))) }
    if !legacyHosts.isEmpty { settings.append(.init("legacy-hosts", legacyHosts.joined(separator: ", "))) }
    if !gates.isEmpty { settings.append(.init("gates", gates.map(\.name).joined(separator: ", "))) }
    settings += statedRecords + statedCounts + countColumns
    if let ledger = erasureLedger {
      settings.append(.init(ErasureLedger.name, ledger.source.paths.map(\.value).joined(separator: ", ")))
    }
    return settings
  }

  private var statedRecords: [PlanOverview.Setting] {
    sources.compactMap { source in
      source.statedRecords.map { stated in
        let stages = stated.stages.map { "\($0.name): \(grouped($0.count.value))" }
        let total = stated.total.map { [grouped($0.value)] } ?? []
        return .init("sources.\(source.name).records", (total + stages).joined(separator: ", "))
      }
    }
  }

  private var statedCounts: [PlanOverview.Setting] {
    counts.map { .init("counts.\($0.type)", grouped($0.count.value)) }
  }

  /// Of several sources each has its own.
  private var countColumns: [PlanOverview.Setting] {
    let columns =
      chats.map { (source: $0.source.name, count: $0.commentCount) }
      + records.map { (source: $0.source.name, count: $0.commentCount) }
    let counts = columns.compactMap { source, count in count.map { (source: source, words: $0.words) } }
    return counts.map { source, words in
      .init("records.tickets.comment-count\(counts.count > 1 ? " (\(source))" : "")", words)
    }
  }
}

extension Policy {
  /// What the plan says of single rules, and how many there are.
  var settings: [PlanOverview.Setting] {
    let off = rules.count { if case .byPlan = $0.off { true } else { false } }
    let byDefault = rules.count { $0.off == .byDefault }
    let lacking = rules.count { if case .lacksData = $0.off { true } else { false } }
    let counts = [
      "\(grouped(rules.count - off - byDefault - lacking)) judged",
      off > 0 ? "\(grouped(off)) switched off" : nil,
      byDefault > 0 ? "\(grouped(byDefault)) off by default" : nil,
      lacking > 0 ? "\(grouped(lacking)) about what the plan does not name" : nil,
    ]
    var settings = [PlanOverview.Setting("rules", counts.compactMap(\.self).joined(separator: ", "))]
    for rule in rules {
      let words =
        if case .byPlan(let reason) = rule.off { "off: \(reason)" } else {
          rule.changes.map(\.words).joined(separator: ", ")
        }
      if !words.isEmpty { settings.append(.init("rules.\(rule.id)", words)) }
    }
    if let path = waivers.path {
      settings.append(.init("waivers", "\(path): \(counted(waivers.waivers.count, "waiver"))"))
    }
    if let list = signOffs {
      settings.append(.init("sign-offs", "\(list.path): \(counted(list.entries.count, "sign-off"))"))
    }
    return settings
  }
}
