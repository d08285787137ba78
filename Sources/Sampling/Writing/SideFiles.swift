import Exports
import Foundation
import Plan

/// What a plan names beside its sources: decisions, waivers, and the list of who must not arrive.
struct SideFiles {
  private let sample: Sample
  private let folder: String

  init(_ sample: Sample, folder: String) { (self.sample, self.folder) = (sample, folder) }

  /// Writes them, and says in sentences what became of each.
  ///
  /// - Throws: `Sampler.Failure`, `ExportError`.
  func write(place: (String) -> String) throws -> [String] {
    var notes: [String] = []
    let plan = sample.plan
    if let ledger = plan.erasureLedger {
      for file in try Export(ledger.source, relativeTo: plan.directory).files {
        try SampleFile.copy(file.path, to: "\(folder)/\(place(file.name))")
        notes.append("\(file.name), who must not arrive: whole")
      }
    }
    if let path = plan.waivers {
      notes.append(try writeWaivers(path, to: "\(folder)/\(place(path))"))
    }
    if let sheet = plan.decisions {
      notes.append(try writeDecisions(sheet.value, to: "\(folder)/\(place(sheet.value))"))
    }
    return notes
  }

  private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(sample.plan.directory)/\(path)"
  }

  /// Waivers that name nothing that is here would be needless, and fail an audit.
  private func writeWaivers(_ path: String, to target: String) throws -> String {
    let list = try WaivedKeys(sample.plan).waivers
    let lines = String(decoding: list.text, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    var text: [Substring] = Array(lines.prefix((list.waivers.first?.line ?? lines.count + 1) - 1))
    var kept = 0
    for (index, waiver) in list.waivers.enumerated() where isNeeded(waiver) {
      let end = index + 1 < list.waivers.count ? list.waivers[index + 1].line - 1 : lines.count
      text += lines[min(waiver.line - 1, end)..<end]
      kept += 1
    }
    try SampleFile.write(Array(text.joined(separator: "\n").utf8), to: target)
    let note =
      "\(path), waivers: \(grouped(kept)) of \(grouped(list.waivers.count)); those by keys of which none is here are left "
      + "out, and one of the others that has nothing to waive here fails waivers-are-needed"
    if (try? WaiverList(contentsOf: target).waivers.count) == kept { return note }
    // It is not written as one waiver after another.
    try FileManager.default.removeItem(atPath: target)
    try SampleFile.copy(absolute(path), to: target)
    return "\(path), waivers: whole; one that has nothing to waive here fails waivers-are-needed"
  }

  private func isNeeded(_ waiver: Waiver) -> Bool {
    guard let keys = waiver.selector?.keys, !keys.isEmpty else { return true }
    return keys.contains { key in
      WaivedKeys.entities(of: key, sample.graph, sample.plan)?.contains { sample.closure.isKept[Int($0)] }
        ?? true
    }
  }

  /// Decisions on what is not here would fit no conflict.
  private func writeDecisions(_ path: String, to target: String) throws -> String {
    var source = Source(name: "decisions", paths: [Located(path, line: 1)])
    source.format = .csv
    let export = try Export(source, relativeTo: sample.plan.directory)
    var starts: [UInt64] = []
    var kept: [Bool] = []
    let summaries = try export.read(
      columns: ["conflict"],
      problem: { problem in
        starts.append(problem.offset)
        kept.append(true)
      },
      receive: { block in
        for record in 0..<block.count {
          starts.append(block.places[record].offset)
          kept.append(isKept(String(decoding: block[record, 0], as: UTF8.self)))
        }
      })
    let order = starts.indices.sorted { starts[$0] < starts[$1] }
    let text = CutText(lines: order.map { starts[$0] }) { kept[order[$0]] }
    var copying = CutText.Copying(text)
    var bytes: [UInt8] = []
    let written = try export.readText(ofFile: 0) { copying.take($0) { bytes += $0 } }
    let encoded = written.encoded(bytes)
    try SampleFile.write(written.isCompressed ? StoredGzip.member(of: encoded) : encoded, to: target)
    return
      "\(path), decisions: \(grouped(kept.count { $0 })) of \(counted(summaries[0].records, "row")), those on records that are kept"
  }

  /// Whether the sample has what a conflict is about: `comments:1001:0123456789abcdef`.
  private func isKept(_ conflict: String) -> Bool {
    let parts = conflict.split(separator: ":").map(String.init)
    // A row that is not a decision means nothing, or is a mistake of the whole.
    guard parts.count == 3 else { return true }
    let (plan, graph) = (sample.plan, sample.graph)
    func isKept(_ entity: ExportGraph.Entity?) -> Bool {
      entity.map { sample.closure.isKept[Int($0)] } ?? false
    }
    func named(_ space: String, _ rule: IDRule) -> ExportGraph.Entity? {
      rule.exportID(of: parts[1]).flatMap { graph.known(space, $0) }
    }
    switch parts[0] {
    case "users.email":
      return plan.chats.contains { isKept(graph.known(Spaces.people(ofChat: $0), parts[1])) }
    case "users.id": return isKept(graph.known(Spaces.ticketing, parts[1]))
    case RecordType.users.name: return isKept(named(Spaces.lists, plan.listIDs))
    case RecordType.tickets.name:
      return Spaces.ofTickets(plan).contains { space, rule, _ in isKept(named(space, rule)) }
    case RecordType.comments.name:
      let rules =
        plan.chats.map { (Spaces.comments(ofChat: $0), $0.commentIDs) }
        + plan.recordMaps(.comments).map { (Spaces.records($0.type.name), $0.ids) }
      return rules.contains { space, rule in
        guard let id = rule.exportID(of: parts[1]) else { return false }
        let fingerprint = Array(id.utf8).withUnsafeBufferPointer {
          ExportGraph.fingerprint(graph.space(space), $0)
        }
        return graph.row(ofComment: fingerprint).map { sample.closure.keeps(row: $0) } ?? false
      }
    default:
      return plan.records.contains {
        $0.type.name == parts[0] && isKept(named(Spaces.records(parts[0]), $0.ids))
      }
    }
  }
}
