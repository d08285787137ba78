/// `loss:`, the reason for which a field loses a part of what the export says, and who answers for it.
package struct StatedLoss: Sendable, Equatable {
  /// The most of one mapping: both sides mark them in the bits of a word.
  static let most = 64

  package var reason: String
  package var owner: String

  package init(reason: String, owner: String) {
    self.reason = reason
    self.owner = owner
  }
}

extension ValueMap {
  /// What several values become, in the order of the entries: the target of several entries, of an entry and of
  /// `otherwise`, or of all other values. Null is none of them, because entries to null say what null is.
  ///
  /// A declaration only: which values lose something, each side finds for itself.
  var sharedTargets: [String] {
    var targets: [String] = entries.compactMap(\.to).filter { !$0.isEmpty }
    switch otherwise {
    case .refuse, .null: break
    case .text(let text): if !text.isEmpty { targets += [text, text] }
    case .keep:
      // What is kept may be what an entry gives, unless that is an entry of its own.
      targets += targets.filter { target in !entries.contains { $0.from.utf8.elementsEqual(target.utf8) } }
    }
    var shared: [String] = []
    for (index, target) in targets.enumerated() where targets[..<index].contains(where: same(target)) {
      if !shared.contains(where: same(target)) { shared.append(target) }
    }
    return shared
  }

  private func same(_ text: String) -> (String) -> Bool { { $0.utf8.elementsEqual(text.utf8) } }
}

extension Plan {
  /// Maps in which several values become one without a word about it, in sentences.
  package var unstatedLosses: [String] {
    let columns =
      chats.flatMap(\.columns.all) + records.flatMap(\.columns) + tables.flatMap(\.columns)
    return columns.compactMap { column in
      guard column.loss == nil, !column.isConstant, let shared = column.map?.sharedTargets,
        let first = shared.first
      else { return nil }
      let place = column.line.map { "\(path):\($0)" } ?? path
      return
        "\(place): the map of '\(column.field)' makes one value of several (\(quote(first))); if that is meant, say why "
        + "and who answers for it: 'loss: {reason: …, owner: …}'"
    }
  }
}
