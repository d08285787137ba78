/// `must-not-arrive:`, a list of people of whom nothing may be in the archive: those who asked to be erased.
package struct ErasureLedger: Sendable, Equatable {
  /// Its files; the header says which of `columns` they have.
  package var source: Source
  /// Where it is in the plan.
  package var line: Int

  /// What messages call the list.
  package static let name = "must-not-arrive"

  /// The columns that it may have, of which one at least tells who is meant.
  package enum Column: String, Sendable, CaseIterable {
    /// An id of the archive; with `source` beside it, of that source.
    case id
    case email
    /// SHA-256 of the e-mail's key, in hexadecimal digits.
    case sha256
    /// The source that `id` is of.
    case source
  }
}

extension PlanReader {
  /// Reads a path, a list of paths, or a mapping of what is known of a source.
  mutating func erasureLedger(_ value: PlanValue?) -> ErasureLedger? {
    guard let value else { return nil }
    if case .mapping = value.node {
      let source = source(named: ErasureLedger.name, value).source
      return ErasureLedger(source: source, line: value.keyLine)
    }
    let paths = items(value).compactMap { text($0) }
    if paths.isEmpty { return nil }
    var source = Source(name: ErasureLedger.name, paths: paths)
    source.limits = limits
    return ErasureLedger(source: source, line: value.keyLine)
  }
}
