import Exports
import Plan

/// Reads sources, each file once, and counts what is in them.
///
/// The calling thread reads; `jobs` threads count. What they count merges to the same result for any number.
/// Memory: a few copies of blocks, the tables of the columns, and 16 bytes for each row of the chat export.
package struct Profiler {
  private let title: String
  private let directory: String
  private let inputs: [Input]
  private let showsValues: Bool
  private let jobs: Int

  /// One source and what is known of its columns.
  struct Input {
    var source: Source
    var role: String?
    var chat: ChatRoles<String>?
    var users: UserRoles<String>?
    /// The column of the times; nil for the one that the names suggest.
    var time: String?
    /// What the plan puts together (`template`): profiled beside the columns of the files.
    var composed: [WantedColumn] = []
  }

  /// Profiles the sources of a plan; its mapping says what the columns mean.
  package init(_ plan: Plan, showsValues: Bool = false, jobs: Int = 1) {
    let inputs = plan.sources.map { source in
      if let chat = plan.chats.first(where: { $0.source.name == source.name }) {
        return Input(
          source: source, role: "chat export", chat: ChatRoles(chat.columns),
          time: chat.columns.commentCreatedAt.from, composed: Self.composed(chat.columns.all))
      }
      if let list = plan.ticketing, source.name == list.source.name {
        return Input(
          source: source, role: "ticketing users", users: UserRoles(id: list.id.from, email: list.email.from),
          composed: Self.composed(list.columns))
      }
      let maps = plan.records.filter { $0.source.name == source.name }
      return Input(source: source, composed: Self.composed(maps.flatMap(\.columns)))
    }
    self.init(
      title: plan.title, directory: plan.directory, inputs: inputs, showsValues: showsValues, jobs: jobs)
  }

  /// The columns that are put together, each once.
  private static func composed(_ columns: [ColumnPlan]) -> [WantedColumn] {
    var composed: [WantedColumn] = []
    for plan in columns where plan.template != nil {
      var column = WantedColumn(plan, isCustom: true)
      column.absence = .usual
      if !composed.contains(where: { $0.template == column.template }) { composed.append(column) }
    }
    return composed
  }

  /// Profiles files without a plan: grouped into sources, and recognised by their columns, as `PlanDraft`
  /// does.
  ///
  /// - Parameter arguments: files, folders and globs.
  /// - Throws: `ExportError` for a path that names nothing, or a file that can't be read.
  package init(files arguments: [String], showsValues: Bool = false, jobs: Int = 1) throws {
    let inputs = try FileGroup.groups(of: arguments).enumerated().map { index, group in
      Input(try ProfiledSource(group), number: index + 1)
    }
    self.init(
      title: arguments.joined(separator: ", "), directory: "", inputs: inputs, showsValues: showsValues,
      jobs: jobs)
  }

  init(title: String, directory: String, inputs: [Input], showsValues: Bool, jobs: Int) {
    self.title = title
    self.directory = directory
    self.inputs = inputs
    self.showsValues = showsValues
    self.jobs = max(1, jobs)
  }

  /// - Throws: `ExportError` where a path of a source names no file. A file that can't be read is in the
  /// profile.
  package func run() throws -> Profile {
    var sources = try inputs.map { try SourceReading($0, relativeTo: directory) }
    let layouts = sources.map(\.layout)
    let files = sources.enumerated().flatMap { index, source in source.fileLayouts(source: index) }
    // One worker for each thread; each of them belongs to its thread until the pipeline has finished.
    let workers = (0..<jobs).map { _ in Worker(layouts) }
    let pipeline = BlockPipeline(jobs: jobs) { job, copy in
      workers[job].add(copy.block, files[copy.file])
    }
    var file = 0
    for index in sources.indices {
      for _ in sources[index].files.indices {
        sources[index].readFile(files[file]) { pipeline.put($0, file: file) }
        file += 1
      }
    }
    pipeline.finish()
    let total = workers[0]
    for worker in workers.dropFirst() { total.merge(worker) }
    return summary(of: sources, total.tallies)
  }

  private func summary(of sources: [SourceReading], _ tallies: [SourceTally]) -> Profile {
    let shown = ShownText(showsValues: showsValues)
    let profiles = zip(sources, tallies).map { $0.profile($1, shown) }
    var chat: ChatProfile?
    if let index = sources.firstIndex(where: { $0.layout.chat != nil && $0.missingOfChat.isEmpty }),
      let tally = tallies[index].chat
    {
      let users = sources.firstIndex { $0.layout.users != nil }
      chat = ChatProfile(
        tally, of: sources[index].input.source.name,
        users: users.flatMap { users in
          tallies[users].users.map { (sources[users].input.source.name, $0) }
        })
    }
    return Profile(title: title, showsValues: showsValues, sources: profiles, chat: chat)
  }
}

extension Profiler.Input {
  /// - Parameter number: names the source, where several are of one kind.
  init(_ surveyed: ProfiledSource, number: Int) {
    let group = surveyed.group
    source = Source(name: "source \(number)", paths: group.files.map { Located($0, line: 0) })
    let name: (DraftField) -> String? = { surveyed.fields[$0].map { surveyed.sample.names[$0] } }
    if surveyed.role == .chat {
      role = "chat export, by its columns"
      time = name(.commentCreatedAt)
      chat = ChatRoles(
        commentID: name(.commentID), ticketID: name(.ticketID), authorID: name(.authorID),
        requesterID: name(.requesterID), email: name(.email).map(Optional.some),
        content: [.ticketID, .authorID, .isPublic, .commentCreatedAt, .body].map(name)
      ).mapped { $0 }
    } else if let columns = surveyed.users {
      role = "list of users, by its columns"
      users = UserRoles(id: surveyed.sample.names[columns.id], email: surveyed.sample.names[columns.email])
    }
  }
}

/// What one thread counts.
///
/// `@unchecked Sendable`: one thread fills it, and the reading one takes it over when that has ended.
private final class Worker: @unchecked Sendable {
  let tallies: [SourceTally]

  init(_ layouts: [SourceLayout]) {
    tallies = layouts.map(SourceTally.init)
  }

  func add(_ block: RecordBlock, _ file: FileLayout) { tallies[file.source].add(block, file) }

  func merge(_ other: Worker) {
    for (tally, counted) in zip(tallies, other.tallies) { tally.merge(counted) }
  }
}
