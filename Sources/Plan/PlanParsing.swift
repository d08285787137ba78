import Yams

extension Plan {
  /// Reads a plan from its file.
  ///
  /// Required: `sources`, each with its `path`; and `identity.keep` where there are two systems. Everything
  /// else has a default: the title is the file's name.
  ///
  /// Errors: every mistake of the plan in the order of its lines, each with its line and remedy.
  ///
  /// - Parameter limits: the most that is read of its sources and its archive.
  package init(contentsOf path: String, limits: InputLimits = InputLimits()) throws(PlanError) {
    try self.init(PlanFile(contentsOf: path), limits)
  }

  /// Reads a plan from its text; `path` is what messages call it, and where relative paths start.
  package init(text: [UInt8], path: String) throws(PlanError) {
    try self.init(PlanFile(bytes: text, path: path), InputLimits())
  }

  /// Reads a plan from its text; `path` is what messages call it, and where relative paths start.
  package init(text: String, path: String) throws(PlanError) {
    try self.init(text: Array(text.utf8), path: path)
  }

  private init(_ file: PlanFile, _ limits: InputLimits) throws(PlanError) {
    let node = try file.root()
    let root = PlanValue(name: "", keyLine: 1, node: node)
    var reader = PlanReader(path: file.path, limits: limits)
    guard case .mapping = root.node, let plan = reader.section(root, keys: .plan) else {
      let message = "expected keys such as 'sources:', found \(root.kind); is this a plan?"
      throw PlanError([PlanProblem(path: file.path, line: root.line, message: message)])
    }
    let mappings = reader.mappings(of: plan)
    let sources = reader.sources(of: plan, mappings: mappings)
    self.init(
      path: file.path, directory: Self.directory(of: file.path), text: file.bytes,
      title: reader.text(plan["migration"])?.value ?? Self.fileName(of: file.path),
      sources: sources.all.map(\.source), schema: reader.schema,
      chats: sources.chats.map { ChatMap(source: $0) },
      ticketing: sources.ticketing.map { UserList(source: $0) },
      aliases: sources.aliases.map { AliasList(source: $0) })
    self.limits = limits
    conflicts = reader.choice(plan["conflicts"], among: ConflictPolicy.allCases) ?? conflicts
    unresolvedRequester =
      reader.choice(plan["unresolved-requester"], among: UnresolvedRequesterPolicy.allCases)
      ?? unresolvedRequester
    alreadyImported =
      reader.choice(plan["already-imported"], among: AlreadyImportedPolicy.allCases) ?? alreadyImported
    exportDefects = reader.choice(plan["export-defects"], among: ExportDefectPolicy.allCases) ?? exportDefects
    nullWords = reader.nullWords(plan["null"]) ?? []
    legacyHosts = reader.hosts(plan["legacy-hosts"])
    links = reader.links(plan["links"])
    reader.readRecords(mappings, sources: sources, into: &self)
    tables = reader.tables(of: plan, sources: sources)
    calendars = reader.calendars(plan["calendars"])
    completeColumns()
    completeRemedies()
    archive = reader.archive(of: plan)
    reader.reportCycles(self)
    reader.reportReadColumns(self)
    asOf = reader.text(plan["as-of"])
    decisions = reader.text(plan["decisions"])
    reader.reportDecisions(self)
    reader.reportManyLosses(self)
    counts = reader.statedCounts(plan["counts"])
    erasureLedger = reader.erasureLedger(plan["must-not-arrive"])
    rules = reader.rules(of: plan)
    waivers = reader.text(plan["waivers"])?.value
    signOffs = reader.text(plan["sign-offs"])
    gates = reader.gates(plan["gates"])
    hypercare = reader.hypercare(plan["hypercare"], tables: tables)
    measuredText = MeasuredPlan.text(node)
    guard reader.problems.isEmpty else { throw PlanError(reader.problems.inOrder()) }
  }

  /// Gives each column what its source or the plan says for all, and each constant the key's column of its mapping: one
  /// that every record has.
  private mutating func completeColumns() {
    func complete(_ column: inout ColumnPlan, of source: Source, key: ColumnPlan) {
      if column.isConstant {
        (column.from, column.template) = (key.from, key.template)
      } else {
        let words = column.nullWords ?? source.nullWords ?? nullWords
        column.nullWords = words.isEmpty ? nil : words
        column.template?.nullWords = words
      }
    }
    for chat in chats.indices {
      let (source, key) = (chats[chat].source, chats[chat].columns.commentID)
      chats[chat].columns.forEach { complete(&$0, of: source, key: key) }
      if var count = chats[chat].commentCount {
        complete(&count.column, of: source, key: key)
        chats[chat].commentCount = count
      }
    }
    if var list = ticketing {
      let key = list.id
      complete(&list.id, of: list.source, key: key)
      complete(&list.email, of: list.source, key: key)
      ticketing = list
    }
    if var list = aliases {
      let key = list.alias
      complete(&list.alias, of: list.source, key: key)
      complete(&list.email, of: list.source, key: key)
      aliases = list
    }
    for index in records.indices {
      let map = records[index]
      for column in map.columns.indices {
        complete(&records[index].columns[column], of: map.source, key: map.id)
      }
      if var count = map.commentCount {
        complete(&count.column, of: map.source, key: map.id)
        records[index].commentCount = count
      }
    }
    for index in tables.indices {
      let table = tables[index]
      for column in table.columns.indices {
        complete(&tables[index].columns[column], of: table.source, key: table.key)
      }
    }
  }

  /// The folder of a file, as its path has it.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func fileName(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}

extension [PlanProblem] {
  /// By line; mistakes of one line in the order in which they were found.
  fileprivate func inOrder() -> [PlanProblem] {
    enumerated()
      .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
      .map(\.element)
  }
}
