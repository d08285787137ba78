import Plan

extension Plan {
  /// How the ids become the archive's to which a custom field of this type refers.
  ///
  /// In a chat, people are found by the ids of the export; elsewhere by those of the lists of people, or they are ticketing
  /// users.
  ///
  /// - Parameter chat: the chat that the field is of; nil for the other sources.
  func idRule(of type: FieldType, in chat: ChatMap? = nil) -> IDRule {
    guard case .reference(let singular) = type else { return .same }
    if singular == RecordType.users.singular {
      guard let chat else { return listIDs }
      return chat.userIDs.isOfTexts ? chat.userIDs : .same
    }
    if let chat, singular == RecordType.tickets.singular { return chat.ticketIDs }
    if let chat, singular == RecordType.comments.singular { return chat.commentIDs }
    return records.first { $0.type.singular == singular }?.ids ?? .same
  }
}

extension IDRule {
  /// The id that the archive has for an id of the source; nil where 64 bits don't hold it, and for a negative
  /// id that would get digits in front.
  func callAsFunction(_ id: Int64) -> Int64? {
    switch self {
    case .same, .text: return id
    case .offset(let distance):
      let (sum, overflow) = id.addingReportingOverflow(distance)
      return overflow ? nil : sum
    case .prefix(let digits):
      guard id >= 0, digits > 0 else { return nil }
      var power: Int64 = 10
      while id / power > 0 {
        let (next, overflow) = power.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        power = next
      }
      let (front, isTooLong) = digits.multipliedReportingOverflow(by: power)
      let (sum, overflow) = front.addingReportingOverflow(id)
      return isTooLong || overflow ? nil : sum
    }
  }

  /// The id of the source that the archive has as `id`; nil where there is none.
  func source(of id: Int64) -> Int64? {
    let source: Int64?
    switch self {
    case .same, .text: return id
    case .offset(let distance): source = id.subtractingReportingOverflow(distance).partialValue
    case .prefix(let digits): source = Int64("\(id)".dropFirst("\(digits)".count))
    }
    return source.flatMap { self($0) == id ? $0 : nil }
  }
}
