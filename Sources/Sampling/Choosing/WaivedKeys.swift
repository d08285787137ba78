import Plan

/// The records that waivers of the plan name: a waiver that has nothing to waive fails an audit.
struct WaivedKeys {
  let waivers: WaiverList

  /// - Throws: `PlanError` for waivers that can't be read.
  init(_ plan: Plan) throws(PlanError) {
    guard let path = plan.waivers else {
      waivers = WaiverList()
      return
    }
    let file = path.hasPrefix("/") ? path : "\(plan.directory)/\(path)"
    waivers = try WaiverList(contentsOf: file, shown: path)
  }

  /// The numbers of the tickets that they name, or that have a comment that they name.
  func tickets(_ graph: ExportGraph, _ traits: TicketTraits, _ plan: Plan) -> [Int32] {
    waivers.waivers.flatMap { $0.selector?.keys ?? [] }
      .compactMap { Self.entities(of: $0, graph, plan)?.first.flatMap { traits.number(of: $0) } }
  }

  /// The entities that a key means, `comment 1001`, a comment's being its ticket; nil for a key that is none of a record.
  static func entities(of key: String, _ graph: ExportGraph, _ plan: Plan) -> [ExportGraph.Entity]? {
    let parts = key.split(separator: " ").map(String.init)
    guard parts.count == 2, let type = plan.schema.first(where: { $0.singular == parts[0] }) else {
      return nil
    }
    func known(_ space: String, _ rule: IDRule) -> ExportGraph.Entity? {
      rule.exportID(of: parts[1]).flatMap { graph.known(space, $0) }
    }
    let ofChats = { (space: (ChatMap) -> String, rule: (ChatMap) -> IDRule) in
      plan.chats.map { (space($0), rule($0)) }
    }
    switch type {
    case .tickets: return Spaces.ofTickets(plan).compactMap { known($0.space, $0.ids) }
    case .comments:
      let spaces =
        ofChats(Spaces.comments(ofChat:), \.commentIDs)
        + plan.recordMaps(.comments).map { (Spaces.records($0.type.name), $0.ids) }
      return spaces.compactMap { space, rule in
        guard let id = rule.exportID(of: parts[1]) else { return nil }
        let fingerprint = Array(id.utf8).withUnsafeBufferPointer {
          ExportGraph.fingerprint(graph.space(space), $0)
        }
        return graph.row(ofComment: fingerprint).map { graph.owners[$0] }
      }
    case .users:
      let spaces = [(Spaces.ticketing, IDRule.same), (Spaces.lists, plan.listIDs)]
      return (spaces + ofChats(Spaces.people(ofChat:), \.userIDs)).compactMap { known($0, $1) }
    default: return [known(Spaces.records(type.name), plan.recordMap(type)?.ids ?? .same)].compactMap(\.self)
    }
  }
}
