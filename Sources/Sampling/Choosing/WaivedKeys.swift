import Plan

/// The records that waivers of the plan name: a waiver that has nothing to waive fails an audit.
struct WaivedKeys {
  private let keys: [String]

  init(_ plan: Plan) throws(PlanError) {
    guard let path = plan.waivers else {
      keys = []
      return
    }
    let file = path.hasPrefix("/") ? path : "\(plan.directory)/\(path)"
    keys = try WaiverList(contentsOf: file, shown: path).waivers.flatMap { $0.selector?.keys ?? [] }
  }

  /// The numbers of the tickets that they name, or that have a comment that they name.
  func tickets(_ graph: ExportGraph, _ traits: TicketTraits, _ plan: Plan) -> [Int32] {
    keys.compactMap { key in
      let parts = key.split(separator: " ")
      guard parts.count >= 2, let id = parts.last.map(String.init) else { return nil }
      let entity: ExportGraph.Entity? =
        switch parts[0] {
        case "ticket": ticket(id, graph, plan)
        case "comment": comment(id, graph, plan)
        default: nil
        }
      return entity.flatMap { traits.number(of: $0) }
    }
  }

  private func ticket(_ id: String, _ graph: ExportGraph, _ plan: Plan) -> ExportGraph.Entity? {
    Spaces.ofTickets(plan).lazy.compactMap { space, ids, _ in
      ids.exportID(of: id).flatMap { graph.known(space, $0) }
    }
    .first
  }

  private func comment(_ id: String, _ graph: ExportGraph, _ plan: Plan) -> ExportGraph.Entity? {
    let chats = plan.chats.map { (Spaces.comments(ofChat: $0), $0.commentIDs) }
    let records = plan.recordMaps(.comments).map { (Spaces.records(RecordType.comments.name), $0.ids) }
    for (space, rule) in chats + records {
      guard let id = rule.exportID(of: id) else { continue }
      let fingerprint = Array(id.utf8).withUnsafeBufferPointer {
        ExportGraph.fingerprint(graph.space(space), $0)
      }
      if let row = graph.row(ofComment: fingerprint) { return graph.owners[row] }
    }
    return nil
  }
}
