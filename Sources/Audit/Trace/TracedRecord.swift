import Plan

/// Which record a trace is of: a record type of the plan, and an id as somebody has read it somewhere.
package struct TracedRecord: Sendable {
  let type: RecordType
  let id: String
  /// The id as a number; nil of one that is a text.
  let number: Int64?

  /// - Parameters:
  ///   - name: a record type in the singular or plural: `comment`, `comments`.
  ///   - id: of the archive, or of an export.
  /// - Throws: `Mistake` where the plan has no such record type, maps none of it, or has no such ids.
  package init(_ name: String, _ id: String, _ plan: Plan) throws(Mistake) {
    guard let type = plan.schema.first(where: { [$0.singular, $0.name].contains(name.lowercased()) }) else {
      throw Mistake(
        "no record type is called \(quote(name))\(suggestion(for: name, among: plan.schema.map(\.singular)))")
    }
    self.type = type
    guard type.isCore || plan.recordMap(type) != nil else {
      throw Mistake("\(plan.path) maps no \(type.name), so that there is nothing to trace")
    }
    self.id = id
    number = Array(id.utf8).withUnsafeBufferPointer { integer($0) }
    guard number != nil || !id.isEmpty && plan.idRules(of: type).contains(where: \.rule.isOfTexts) else {
      throw Mistake("\(quote(id)) is not an id of \(type.name), which are integers such as 789012")
    }
  }

  /// Why a record can't be traced.
  package struct Mistake: Error, CustomStringConvertible {
    package let description: String

    fileprivate init(_ description: String) { self.description = description }
  }
}

extension Plan {
  /// For each source of a record type its name, and how its ids become ids of the archive.
  func idRules(of type: RecordType) -> [(source: String, rule: IDRule)] {
    let chatRules = chats.compactMap { chat -> (source: String, rule: IDRule)? in
      switch type.name {
      case RecordType.comments.name: (chat.source.name, chat.commentIDs)
      case RecordType.tickets.name: (chat.source.name, chat.ticketIDs)
      case RecordType.users.name: (chat.source.name, chat.userIDs)
      default: nil
      }
    }
    return chatRules + recordMaps(type).map { ($0.source.name, $0.ids) }
  }
}
