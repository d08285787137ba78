/// A field that loses a part of what the export says, as the plan states it, and how many records that arrived did.
package struct StatedLossCount: Sendable, Equatable {
  package var record: String
  package var source: String
  package var field: String
  package var reason: String
  package var owner: String
  package var count: Int

  package init(record: String, source: String, field: String, reason: String, owner: String, count: Int) {
    self.record = record
    self.source = source
    self.field = field
    self.reason = reason
    self.owner = owner
    self.count = count
  }
}
