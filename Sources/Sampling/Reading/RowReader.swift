import Exports
import Plan

/// Reads the rows of one source into the graph, and what of their tickets is worth looking at.
final class RowReader {
  private let use: SourceUse
  private let plan: Plan
  private let graph: ExportGraph
  private let traits: TicketTraits
  private let progress: SamplingProgress
  private let roles: [RoleReader]
  private let filterWords: [[UInt8]]
  private let emails: Int
  /// What the files are pages of, where there is one chain for each id.
  private var chains: [ExportGraph.Entity?] = []
  private var counts: [Int] = []
  private var problems: [[UInt64]] = []
  private var presence: [UInt64] = []
  private var presenceOfFile: [Int: [UInt64]] = [:]
  private var current = -1
  /// Whether the current file is JSON, of which records may lack columns.
  private var isJSON = false
  /// Rows of a table that is cut, with what they name.
  private var cutRows: [(row: Int, id: String)] = []

  init(_ use: SourceUse, plan: Plan, graph: ExportGraph, traits: TicketTraits, progress: SamplingProgress) {
    (self.use, self.plan, self.graph, self.traits, self.progress) = (use, plan, graph, traits, progress)
    roles = use.roles.map { RoleReader($0, plan: plan, graph: graph) }
    filterWords = (use.source.filter?.words ?? []).map { $0 == "null" ? [] : Array($0.utf8) }
    emails = graph.space(Spaces.emails)
    let files = use.export.files
    chains = files.map { file in
      guard use.isForEach, let name = ChainName.ofFile(file.name) else { return nil }
      return graph.entity(graph.space(Spaces.chains(use.source.name)), name)
    }
    counts = Array(repeating: 0, count: files.count)
    problems = Array(repeating: [], count: files.count)
  }

  /// - Throws: `ExportError` for what can't be read.
  /// - Complexity: O(bytes).
  func read() throws -> [FileRows] {
    let first = graph.rowCount
    let progress = progress
    let summaries = try use.export.read(
      columns: use.wanted, tap: ReadTap(bytes: { _, bytes in progress.add(bytes.count) }),
      problem: { self.take($0) }, receive: { self.take($0) })
    endFile()
    for (row, id) in cutRows { own(cut: row, id) }
    var start = first
    var records: [[Range<UInt64>]] = []
    if use.source.each != nil {
      records = Array(repeating: [], count: summaries.count)
      _ = try use.export.readRecords(columns: use.wanted) { block in
        for place in block.places {
          records[Int(place.file)].append(place.offset..<(place.offset + UInt64(place.length)))
        }
      }
    }
    return summaries.enumerated().map { index, summary in
      defer { start += counts[index] }
      return FileRows(
        source: use.index, file: index, rows: start..<(start + counts[index]), summary: summary,
        problems: problems[index], malformed: malformed.filter { $0.file == index }.map(\.offset),
        isOfElements: use.source.each != nil,
        records: records.isEmpty ? [] : records[index], presence: presenceOfFile[index] ?? [])
    }
  }

  private func take(_ problem: ExportProblem) {
    problems[problem.file].append(problem.offset)
    // The first of a kind is an example of what is wrong with the source.
    if use.source.each == nil, graph.example("\(use.source.name): \(problem.kind.rawValue)") != nil {
      malformed.append((problem.file, problem.offset))
    }
  }

  /// Records that could not be read, and are copied as examples.
  private var malformed: [(file: Int, offset: UInt64)] = []

  private func take(_ block: RecordBlock) {
    for record in 0..<block.count {
      let place = block.places[record]
      if Int(place.file) != current { begin(Int(place.file)) }
      counts[current] += 1
      let row = graph.addRow(offset: place.offset, length: place.length)
      take(record, of: block, row)
    }
  }

  private func begin(_ file: Int) {
    endFile()
    current = file
    // A file that can't be recognised was not read either.
    isJSON = (try? use.export.shape(ofFile: file, columns: use.wanted.map(\.name)).format) != .csv
    traits.begin(file: use.export.files[file].name)
  }

  private func endFile() {
    if current >= 0 { presenceOfFile[current] = presence }
    presence = []
  }

  private func take(_ record: Int, of block: RecordBlock, _ row: Int) {
    let isMeant = isMeant(record, block)
    if isJSON { notePresence(record, block, isMeant: isMeant) }
    if !isMeant { graph.reject(row) }
    for reader in roles { take(record, block, row, reader, isMeant: isMeant) }
    let owner = graph.owners[row]
    if let chain = chains[current] {
      if owner < 0 { graph.own(row, by: chain) } else { link(both: owner, chain) }
    }
    guard isMeant, !use.children.isEmpty else { return }
    for (child, column) in use.children {
      let id = block[record, column]
      if id.isEmpty { continue }
      let parent =
        child.fetch?.namesParent == true ? ChainName.ofFile(use.export.files[current].name) ?? "" : nil
      let chain = graph.entity(graph.space(Spaces.chains(child.name)), ChainName.of(id, parent: parent))
      if graph.owners[row] < 0 { graph.own(row, by: chain) } else { link(both: graph.owners[row], chain) }
    }
  }

  private func link(both one: ExportGraph.Entity, _ other: ExportGraph.Entity) {
    graph.link(one, other)
    graph.link(other, one)
  }

  /// Records that are not meant need none of the columns, and so do not show that they are there.
  private func notePresence(_ record: Int, _ block: RecordBlock, isMeant: Bool) {
    var bits: UInt64 = 0
    for column in 0..<min(64, block.columnCount) where isMeant || column == use.filterColumn {
      if !block[record, column].isEmpty { bits |= 1 << UInt64(column) }
    }
    presence.append(bits)
  }

  private func isMeant(_ record: Int, _ block: RecordBlock) -> Bool {
    guard let column = use.filterColumn, let filter = use.source.filter else { return true }
    let value = block[record, column]
    return filterWords.contains { value.elementsEqual($0) } == filter.isEqual
  }

  // MARK: Rows by mappings

  private func take(_ record: Int, _ block: RecordBlock, _ row: Int, _ reader: RoleReader, isMeant: Bool) {
    switch reader.role.kind {
    case .chat: takeTicketRow(record, block, row, reader, isMeant: isMeant)
    case .records(let number):
      switch plan.records[number].type {
      case .tickets, .comments: takeTicketRow(record, block, row, reader, isMeant: isMeant)
      default: if isMeant { takeRecord(record, block, row, reader) }
      }
    case .ticketing: if isMeant { takeRecord(record, block, row, reader) }
    case .aliases: if isMeant { takeAlias(record, block, row, reader) }
    case .table:
      if !use.isWhole, graph.owners[row] < 0 {
        cutRows.append((row, String(decoding: reader.value(0, record, block), as: UTF8.self)))
      }
    }
  }

  private func own(cut row: Int, _ id: String) {
    guard graph.owners[row] < 0 else { return }
    for (space, rule, _) in Spaces.ofTickets(plan) {
      let ids = [id, rule.exportID(of: id)].compactMap(\.self)
      if let ticket = ids.lazy.compactMap({ self.graph.known(space, $0) }).first {
        return graph.own(row, by: ticket)
      }
    }
  }

  private func takeTicketRow(
    _ record: Int, _ block: RecordBlock, _ row: Int, _ reader: RoleReader, isMeant: Bool
  ) {
    let slots = reader.slots
    let isComment = slots.author >= 0
    let id = reader.value(slots.ticket >= 0 ? slots.ticket : slots.id, record, block)
    let fault = isMeant ? reader.fault(record, block) : nil
    if fault != nil { graph.reject(row) }
    let words = fault.map { "\($0.isNull ? "null" : "unreadable") \(reader.fields[$0.column].column.from)" }
    guard !id.isEmpty else {
      if isMeant, graph.owners[row] < 0,
        let example = graph.example("\(use.source.name): \(words ?? "no ticket")")
      {
        graph.own(row, by: example)
      }
      return
    }
    let entity = graph.entity(reader.ticketSpace, id)
    if graph.owners[row] < 0 { graph.own(row, by: entity) } else { link(both: graph.owners[row], entity) }
    // A ticket that only rows have which are not meant is none.
    guard isMeant else { return }
    let ticket = traits.ticket(entity, id: id)
    traits.noteInFile(ticket)
    if let words { traits.note(.rejected, words, [ticket]) }
    if isComment { takeComment(record, block, row, reader, ticket) }
    takeTicket(record, block, reader, ticket, isAccepted: fault == nil)
    takePeople(record, block, reader, entity, ticket, isAccepted: fault == nil)
    takeCustomFields(record, block, reader, entity, ticket)
  }

  private func takeComment(
    _ record: Int, _ block: RecordBlock, _ row: Int, _ reader: RoleReader, _ ticket: Int32
  ) {
    let slots = reader.slots
    let body = reader.value(slots.body, record, block)
    traits.change(ticket) {
      $0.comments += 1
      $0.longestBody = max($0.longestBody, body.count)
      if !$0.hasMarkup { $0.hasMarkup = Markup.isIn(body) }
      if !$0.isPrivate { $0.isPrivate = reader.isPrivate(record, block) }
    }
    let id = reader.value(slots.id, record, block)
    if id.isEmpty { return }
    guard let first = graph.comment(row, ExportGraph.fingerprint(reader.ownSpace, id)) else { return }
    let isSame = graph.lengths[first] == graph.lengths[row] && graph.owners[first] == graph.owners[row]
    let other = traits.number(of: graph.owners[first]) ?? ticket
    traits.note(
      isSame ? .duplicated : .conflicting,
      isSame ? "a comment that is there twice" : "rows of one comment that are not the same",
      other == ticket ? [ticket] : [other, ticket])
    if graph.owners[first] != graph.owners[row], graph.owners[first] >= 0 {
      link(both: graph.owners[first], graph.owners[row])
    }
  }

  private func takeTicket(
    _ record: Int, _ block: RecordBlock, _ reader: RoleReader, _ ticket: Int32, isAccepted: Bool
  ) {
    let slots = reader.slots
    guard slots.requester >= 0 else { return }
    let opened = reader.seconds(slots.ticketCreatedAt, record, block)
    let requester = Fingerprint.of(reader.value(slots.requester, record, block), seed: 1)
    let meaning = Fingerprint.combined(requester, UInt64(bitPattern: opened ?? 0))
    var contradicts = false
    traits.change(ticket) {
      $0.isThere = true
      if $0.opened == nil { $0.opened = opened }
      if isAccepted, let known = $0.meaning, known != meaning { contradicts = true }
      if isAccepted, $0.meaning == nil { $0.meaning = meaning }
    }
    if contradicts { traits.note(.conflicting, "rows of one ticket that are not the same", [ticket]) }
  }

  private func takePeople(
    _ record: Int, _ block: RecordBlock, _ reader: RoleReader, _ entity: ExportGraph.Entity, _ ticket: Int32,
    isAccepted: Bool
  ) {
    let slots = reader.slots
    let requester = reader.value(slots.requester, record, block)
    if !requester.isEmpty { graph.link(entity, graph.entity(reader.peopleSpace, requester)) }
    let author = reader.value(slots.author, record, block)
    if author.isEmpty { return }
    let person = graph.entity(reader.peopleSpace, author)
    graph.link(entity, person)
    guard case .chat = reader.role.kind, isAccepted else { return }
    let key = EmailText.key(reader.value(slots.email, record, block))
    graph.see(person, in: entity, hasEmail: key != nil)
    guard let key else { return }
    let email = graph.entity(emails, key)
    graph.link(person, email)
    traits.note(email, of: person, in: ticket, graph)
  }

  private func takeCustomFields(
    _ record: Int, _ block: RecordBlock, _ reader: RoleReader, _ entity: ExportGraph.Entity, _ ticket: Int32
  ) {
    takeReferences(record, block, reader, entity)
    for column in reader.fields.indices {
      let plan = reader.fields[column].column
      let isCustom = column >= reader.slots.custom
      let value = reader.value(column, record, block)
      if isCustom || value.isEmpty, !plan.isConstant {
        traits.note(value, ofColumn: use.index << 16 | reader.role.first + column, plan.from, ticket)
      }
      if isCustom, plan.type == .json, plan.field.contains("attach"), value.count > 2 {
        traits.change(ticket) { $0.hasMarkup = true }
      }
    }
  }

  private func takeReferences(
    _ record: Int, _ block: RecordBlock, _ reader: RoleReader, _ entity: ExportGraph.Entity
  ) {
    for (column, target) in reader.references {
      let value = reader.value(column, record, block)
      if value.isEmpty { continue }
      switch target {
      case .entity(let space): graph.link(entity, graph.entity(space, value))
      case .comment(let space): graph.link(entity, toComment: ExportGraph.fingerprint(space, value))
      }
    }
  }

  /// A person of a list, a ticketing user, an organization, or a record of the plan's own type.
  private func takeRecord(_ record: Int, _ block: RecordBlock, _ row: Int, _ reader: RoleReader) {
    let id = reader.value(0, record, block)
    let owner = graph.owners[row]
    let fault = reader.fault(record, block)
    if owner < 0, fault != nil { graph.reject(row) }
    guard !id.isEmpty else {
      if owner < 0, let example = graph.example("\(use.source.name): null \(reader.fields[0].column.from)") {
        graph.own(row, by: example)
      }
      return
    }
    let entity = graph.entity(reader.ownSpace, id)
    let key = EmailText.key(reader.value(reader.slots.email, record, block))
    if owner < 0 {
      graph.own(row, by: entity)
    } else {
      // It is in rows of tickets, as people of a chat are: one of them is enough.
      graph.link(owner, entity)
      graph.see(entity, in: owner, hasEmail: key != nil)
    }
    if let key {
      let email = graph.entity(emails, key)
      link(both: email, entity)
    }
    takeReferences(record, block, reader, owner < 0 ? entity : owner)
  }

  private func takeAlias(_ record: Int, _ block: RecordBlock, _ row: Int, _ reader: RoleReader) {
    let keys = [0, 1].compactMap { EmailText.key(reader.value($0, record, block)) }
    guard keys.count == 2 else {
      if let example = graph.example("\(use.source.name): no address") { graph.own(row, by: example) }
      return
    }
    let (alias, email) = (graph.entity(emails, keys[0]), graph.entity(emails, keys[1]))
    if graph.owners[row] < 0 { graph.own(row, by: alias) }
    link(both: alias, email)
  }
}
