extension Plan {
  /// The columns that are read of a source, for whatever records it is mapped to; a column that several
  /// fields share stands once for each.
  package func columns(of source: Source) -> [ColumnPlan] {
    var found: [ColumnPlan] = []
    if source.name == chat.name {
      found += [columns.commentID, columns.ticketID, columns.authorID, columns.isPublic]
      found += [columns.commentCreatedAt, columns.body] + columns.commentFields
      found += [columns.requesterID, columns.ticketCreatedAt] + columns.ticketFields
      found += [columns.name, columns.email] + columns.userFields
    }
    if source.name == ticketing?.name { found += [columns.ticketingID, columns.ticketingEmail] }
    if let map = ticketingRecords?.tickets, source.name == map.source.name {
      found += [map.id, map.requesterID, map.createdAt] + map.fields
    }
    if let map = ticketingRecords?.comments, source.name == map.source.name {
      found += [map.id, map.ticketID, map.authorID, map.isPublic, map.createdAt, map.body] + map.fields
    }
    if let map = organizations, source.name == map.source.name { found += [map.id] + map.fields }
    return found
  }
}
