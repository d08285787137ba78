/// The files of all sources by their paths: several sources may read one, for its records or for elements of them.
struct SharedFiles {
  private let files: [FileRows]
  private let sources: [SourceUse]
  /// Indices of the files, by their paths, in the order in which these were first read.
  private let all: [[Int]]
  private let forEach: Set<String>

  init(_ files: [FileRows], _ sources: [SourceUse]) {
    (self.files, self.sources) = (files, sources)
    var groups: [String: [Int]] = [:]
    var order: [String] = []
    var forEach: Set<String> = []
    for (index, file) in files.enumerated() {
      let use = sources[file.source]
      let path = use.export.files[file.file].path
      if groups[path] == nil { order.append(path) }
      groups[path, default: []].append(index)
      if use.isForEach { forEach.insert(path) }
    }
    all = order.compactMap { groups[$0] }
    self.forEach = forEach
  }

  /// Those that several sources read, or one for elements of records.
  var shared: [[Int]] {
    all.filter { group in group.count > 1 || group.contains { files[$0].isOfElements } }
  }

  /// Whether one of the sources that read a file is fetched for each id of another.
  func isForEach(_ file: FileRows) -> Bool {
    forEach.contains(sources[file.source].export.files[file.file].path)
  }

  /// Lets tickets have what is in their records: people of a list, and other records, that are elements of a ticket or beside its
  /// fields. They are known by any of the tickets that tell of them, as the people of a chat are, and need not bring all.
  ///
  /// - Complexity: O(rows of shared files).
  func adopt(_ graph: ExportGraph, _ traits: TicketTraits) {
    for group in shared {
      var tickets: [UInt64: ExportGraph.Entity] = [:]
      for index in group {
        for row in files[index].rows where graph.owners[row] >= 0 {
          let owner = graph.owners[row]
          if traits.number(of: owner) != nil, tickets[graph.offsets[row]] == nil {
            tickets[graph.offsets[row]] = owner
          }
        }
      }
      if tickets.isEmpty { continue }
      for index in group {
        for row in files[index].rows { adopt(row, of: files[index], tickets, graph, traits) }
      }
    }
  }

  private func adopt(
    _ row: Int, of file: FileRows, _ tickets: [UInt64: ExportGraph.Entity], _ graph: ExportGraph,
    _ traits: TicketTraits
  ) {
    let owner = graph.owners[row]
    guard let ticket = tickets[graph.offsets[row]], owner >= 0, owner != ticket,
      traits.number(of: owner) == nil
    else { return }
    let space = graph.space(of: owner)
    guard space == Spaces.lists || space.hasPrefix(Spaces.records("")) else { return }
    graph.own(row, by: ticket)
    graph.link(ticket, owner)
    graph.see(owner, in: ticket, hasEmail: hasEmail(row, of: file))
  }

  /// Whether the row of a list of people has something in the place of an address.
  private func hasEmail(_ row: Int, of file: FileRows) -> Bool {
    guard !file.presence.isEmpty else { return false }
    let bits = file.presence[row - file.rows.lowerBound]
    return sources[file.source].roles.contains { role in
      guard let column = role.columns.firstIndex(where: { $0.field == "email" }), role.first + column < 64
      else {
        return false
      }
      return bits & 1 << UInt64(role.first + column) != 0
    }
  }
}
