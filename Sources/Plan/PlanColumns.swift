extension Plan {
  /// The columns that are read of a source, for whatever records or tables it is mapped to; a column that several fields
  /// share is there once for each.
  package func columns(of source: Source) -> [ColumnPlan] {
    var columns: [ColumnPlan] = []
    for chat in chats where chat.source.name == source.name {
      columns += chat.columns.all + [chat.commentCount?.column].compactMap(\.self)
    }
    if let ticketing, ticketing.source.name == source.name { columns += ticketing.columns }
    for map in records where map.source.name == source.name {
      columns += map.columns + [map.commentCount?.column].compactMap(\.self)
    }
    for table in tables where table.source.name == source.name { columns += table.columns }
    return columns
  }
}
