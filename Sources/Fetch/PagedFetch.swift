import Foundation
import Plan
import Platform

/// Fetches a source's collection, from its first page or from where an earlier fetch got to; or, as a further run into
/// the same folder, what has changed since.
package struct PagedFetch {
  package struct Options: Sendable {
    /// The folder for the pages instead of the plan's.
    package var folder: String?
    /// Fetches everything anew; the old pages stay until the new ones are complete.
    package var isRestart: Bool
    /// Fetches what has changed since the last run.
    package var isDelta: Bool
    /// The address of the first page of the changes; nil where the last page of the run before names it.
    package var deltaURL: String?
    /// Seconds that one answer may take.
    package var timeout: Double
    /// Attempts after the first, for each page.
    package var retries: Int
    package var timing: Timing
    package var limits: FetchLimits

    package init(
      folder: String? = nil, isRestart: Bool = false, isDelta: Bool = false, deltaURL: String? = nil,
      timeout: Double = 60, retries: Int = 6, limits: FetchLimits = FetchLimits(), timing: Timing = .real
    ) {
      self.folder = folder
      self.isRestart = isRestart
      self.isDelta = isDelta
      self.deltaURL = deltaURL
      self.timeout = timeout
      self.retries = retries
      self.limits = limits
      self.timing = timing
    }
  }

  let source: Source
  let fetch: FetchPlan
  let place: String
  let idKey: String
  let options: Options
  /// Those of the first run.
  let addresses: PageAddresses
  let path: String

  /// The host that credentials are for.
  package var host: String { addresses.origin.host }
  /// The word before a token.
  package var tokenScheme: String { fetch.tokenScheme }
  /// Whether the ids have two parts.
  package var namesParent: Bool { fetch.namesParent }

  /// - Throws: a mistake (64) where the plan has no such source, says nothing of its fetching, or has an
  ///   address that can't be used; trouble (2) where libcurl is not installed.
  package init(source name: String, of plan: Plan, _ options: Options = Options()) throws(FetchError) {
    guard let source = plan.sources.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      let names = plan.sources.map { shown($0.name) }.joined(separator: ", ")
      throw .mistake("\(plan.path): there is no source \(shown(name)); it has \(names)")
    }
    guard let fetch = source.fetch else {
      throw .mistake(
        "\(plan.path): source \(shown(name)) says nothing of fetching; add 'fetch: {url: https://…}' to it")
    }
    self.source = source
    self.fetch = fetch
    self.options = options
    place = "\(plan.path):\(fetch.url.line)"
    idKey =
      plan.ticketing.flatMap { $0.source.name == name && $0.id.template == nil ? $0.id.from : nil } ?? "id"
    if fetch.forEach != nil, options.isDelta {
      throw .mistake(
        "\(place): source \(shown(name)) is fetched for each id, which --delta is not for; without it, 'deskaudit fetch "
          + "\(name)' asks for the ids that are new, and --restart asks for all")
    }
    if fetch.body != nil, options.isDelta {
      throw .mistake(
        "\(place): source \(shown(name)) is asked for by POST, which --delta is not for; --restart fetches all anew"
      )
    }
    addresses = try PageAddresses(fetch.of(CollectionID("0", parent: "0")), place: place)
    path = options.folder ?? Self.folder(of: fetch, in: plan)
    guard Transport.isAvailable else {
      throw .trouble(
        "\(name): fetching needs libcurl, which is not installed here; install the package libcurl4 (Debian) or libcurl"
      )
    }
  }

  private static func folder(of fetch: FetchPlan, in plan: Plan) -> String {
    let isAbsolute = fetch.directory.hasPrefix("/") || plan.directory.isEmpty
    return isAbsolute ? fetch.directory : "\(plan.directory)/\(fetch.directory)"
  }

  /// Whether a fetch of a source into the plan's folder has begun, and has not come to its proven end.
  package static func isUnfinished(_ source: Source, of plan: Plan) -> Bool {
    guard let fetch = source.fetch else { return false }
    let file = "\(folder(of: fetch, in: plan))/\(PageFolder.stateName)"
    guard let bytes = try? contents(ofFile: file) else { return false }
    return (try? JSONDecoder().decode(FetchState.self, from: Data(bytes)))?.isComplete == false
  }

  /// Fetches until the end is proven.
  ///
  /// - Parameters:
  ///   - stop: gives the number of the signal that asks to stop, or 0.
  ///   - progress: takes what is there so far, after every page and before every wait.
  /// - Throws: one sentence, whenever the end is not proven. The pages that are there stay.
  package func run(
    credentials: Credentials, stop: @escaping @Sendable () -> Int32 = { 0 },
    progress: @escaping (FetchProgress) -> Void = { _ in }
  ) throws(FetchError) -> FetchReport {
    let folder = try PageFolder(creating: path)
    let lock = try folder.lock()
    defer { lock.release() }
    var notes: [String] = []
    var target = try target(in: folder, &notes)
    if options.isRestart {
      target = try folder.beginRestart()
    } else if options.isDelta, target.path == folder.path {
      if try beginDelta(in: folder) { notes.append("an earlier --delta was interrupted; it is continued") }
    } else if let done = try completeState(of: target) {
      return FetchReport(state: done, folder: path, wasComplete: true, notes: notes)
    }
    let (state, more) = try fetch(into: target, credentials, stop, progress)
    if target.path != folder.path { try folder.finish(target) }
    return FetchReport(state: state, folder: path, wasComplete: false, notes: notes + more)
  }

  /// Where the pages go that are asked for next: into a restart that was interrupted, if there is one, else into the folder
  /// itself. A restart that had only to be put into place is put there.
  func target(in folder: PageFolder, _ notes: inout [String]) throws(FetchError) -> PageFolder {
    guard let restart = try folder.unfinishedRestart() else { return folder }
    if try isComplete(restart) {
      try folder.finish(restart)
    } else if !options.isRestart {
      notes.append("an earlier --restart was interrupted; it is continued")
      return restart
    }
    return folder
  }

  func isComplete(_ folder: PageFolder) throws(FetchError) -> Bool {
    // Without a state, all that is left of a finished restart is a folder to remove.
    guard let state = try folder.state() else { return try folder.pageNumbers().isEmpty }
    return state.isComplete
  }

  /// The state of a folder that needs no fetching.
  func completeState(of folder: PageFolder) throws(FetchError) -> FetchState? {
    guard let state = try folder.state(), state.isComplete else { return nil }
    try requireSameCollection(state, in: folder)
    let pages = state.earlierPages + (state.pages ?? 0)
    let saved = try folder.pageCount()
    guard saved == pages else {
      throw .trouble(
        "\(folder.path): the fetch was complete with \(counted(pages, "page")), but "
          + "\(counted(saved, "page")) \(saved == 1 ? "is" : "are") there; run again with --restart")
    }
    return state
  }

  func requireSameCollection(_ state: FetchState, in folder: PageFolder) throws(FetchError) {
    let own = FetchState(source: source.name, plan: fetch, started: options.timing.now())
    guard state.isSameCollection(as: own) else {
      throw .trouble(
        "\(folder.path): its pages come from \(shown(state.url)) by '\(state.pagination)', \(state.perPage) "
          + "a page, "
          + "which is not what \(place) says; run again with --restart, or into another folder")
    }
  }

  // MARK: Fetching

  private func fetch(
    into folder: PageFolder, _ credentials: Credentials, _ stop: @escaping @Sendable () -> Int32,
    _ progress: @escaping (FetchProgress) -> Void
  ) throws(FetchError) -> (FetchState, notes: [String]) {
    let saved = try folder.pageCount()
    var state = try begin(in: folder, saved: saved)
    let meter = Meter(timing: options.timing, progress)
    let client = client(credentials, stop, meter)
    var walk = Walk(
      fetch, addresses: try addresses(of: state), mostPages: options.limits.pages,
      firstNumber: state.earlierPages + 1)
    var step = try walkOver(saved: saved - state.earlierPages - 1, of: folder, &walk)
    meter.start(at: walk.tally)
    do throws(FetchError) {
      while case .page(let request, let mayBeMissing) = step {
        step = try page(by: request, mayBeMissing: mayBeMissing, client, &walk, folder)
        meter.show(walk.tally)
      }
    } catch {
      throw error.keeping(pages: try folder.pageCount(), of: source.name)
    }
    guard case .end(let proof) = step else { throw .interrupted(stop()) }
    try folder.removePages(after: state.earlierPages + walk.tally.pages)
    state.add(walk.tally, proof: proof, finished: options.timing.now())
    state.isComplete = walk.isComplete
    try folder.write(state)
    if !state.isComplete { throw unproven(walk) }
    return (state, walk.notes + repeated(walk))
  }

  func client(
    _ credentials: Credentials, _ stop: @escaping @Sendable () -> Int32, _ meter: Meter
  ) -> PageClient {
    PageClient(
      origin: addresses.origin, credentials: credentials, timeout: options.timeout,
      settings: .init(
        source: source.name, place: place, idKey: idKey, fetch: fetch,
        retries: options.retries, limits: options.limits, timing: options.timing, stop: stop,
        waits: meter.wait))
  }

  /// The state of a folder that pages will be written into.
  func begin(in folder: PageFolder, saved: Int) throws(FetchError) -> FetchState {
    if let state = try folder.state() {
      try requireSameCollection(state, in: folder)
      guard saved >= state.earlierPages else {
        throw .trouble(
          "\(folder.path): \(PageFolder.name(of: saved + 1)) of an earlier run is missing; run again with --restart"
        )
      }
      return state
    }
    guard saved == 0 else {
      throw .trouble(
        "\(folder.path): there are pages without a \(PageFolder.stateName) that tells where they come from; "
          + "run again with --restart, or into another folder")
    }
    let state = FetchState(source: source.name, plan: fetch, started: options.timing.now())
    try folder.write(state)
    return state
  }

  /// Walks over saved pages of a run. The last one is left out: it is fetched again, because what it says of the
  /// end and of the count may have changed since.
  func walkOver(saved: Int, of folder: PageFolder, _ walk: inout Walk) throws(FetchError) -> Walk.Step {
    var step = walk.start
    for _ in stride(from: 1, through: saved, by: 1) {
      let number = walk.nextNumber
      let file = "\(folder.path)/\(folder.name(of: number))"
      let body = try folder.body(of: number)
      do {
        step = try walk.take(
          try Page(body: body, collection: collection(of: walk), idKey: idKey, of: fetch))
      } catch let fault as WalkFault where fault.isLimit {
        throw .trouble("\(file): \(fault.problem); \(fault.remedy)")
      } catch {
        throw .trouble("\(file): is not a page that this fetch could have saved; run again with --restart")
      }
      guard case .page = step else {
        throw .trouble("\(file): is the last page, but there are more files; run again with --restart")
      }
    }
    return step
  }

  /// The plan's collection, else the one that the pages before have shown.
  private func collection(of walk: Walk) -> String? { source.collection ?? walk.collection ?? nil }

  /// Gets the next page, judges it, and only then saves it.
  func page(
    by request: PageRequest, mayBeMissing: Bool, _ client: PageClient, _ walk: inout Walk,
    _ folder: PageFolder
  ) throws(FetchError) -> Walk.Step {
    let number = walk.nextNumber
    guard
      let page = try client.page(
        number, by: request, isFirst: walk.tally.pages == 0, collection: collection(of: walk),
        mayBeMissing: mayBeMissing)
    else { return walk.takeMissing() }
    let step: Walk.Step
    do throws(WalkFault) {
      step = try walk.take(page)
    } catch {
      throw .trouble("\(source.name): \(client.subject)page \(number) \(error.problem); \(error.remedy)")
    }
    try folder.write(page.body, page: number)
    return step
  }
}
