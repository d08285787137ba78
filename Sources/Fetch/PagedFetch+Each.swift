import Foundation
import Plan

/// A collection for each id of another source, all in one folder: comments, of each ticket.
///
/// Each is walked as one collection is, to its own proven end, and is done for good once it is in the folder's list. An
/// id that the server does not know is put down as gone. A run asks for the ids that are not done, so that it goes on where
/// an earlier one stopped, and asks for what is new where none did.
extension PagedFetch {
  /// The source with the ids; nil where there is one collection.
  package var parent: FetchPlan.ForEach? { fetch.forEach }

  /// Fetches the collection of each id until its end is proven.
  ///
  /// - Parameters:
  ///   - ids: distinct, in the order in which they are asked for.
  ///   - stop, progress: as in `run(credentials:stop:progress:)`.
  /// - Throws: one sentence, where the end of one is not proven, or the server knows none of the ids. The pages that are
  ///   there stay.
  package func run(
    each ids: [CollectionID], credentials: Credentials, stop: @escaping @Sendable () -> Int32 = { 0 },
    progress: @escaping (FetchProgress) -> Void = { _ in }
  ) throws(FetchError) -> FetchReport {
    let folder = try PageFolder(creating: path)
    let lock = try folder.lock()
    defer { lock.release() }
    var notes: [String] = []
    var target = try target(in: folder, &notes)
    if options.isRestart { target = try folder.beginRestart() }
    let meter = Meter(timing: options.timing, progress)
    var each = try CollectionOfIDs(ids, in: target, fetch: self, client(credentials, stop, meter), meter)
    if each.open.isEmpty, let done = each.state, done.isComplete, target.path == folder.path {
      return FetchReport(state: done, folder: path, wasComplete: true, notes: notes + each.notes)
    }
    try each.fetchOpen(stop)
    let state = try each.finish()
    if target.path != folder.path { try folder.finish(target) }
    return FetchReport(state: state, folder: path, wasComplete: false, notes: notes + each.notes)
  }
}

/// The collections of all ids while they are fetched.
private struct CollectionOfIDs {
  private struct ID {
    let id: CollectionID
    /// As it is in the names of files.
    let name: String
  }

  /// So many ids are named in a note.
  private static let mostNamed = 20
  /// So many notes of single collections are handed on.
  private static let mostNotes = 20

  private let ids: [ID]
  private let fetch: PagedFetch
  private let folder: PageFolder
  private let client: PageClient
  private let meter: Meter
  private let parent: String
  private var entries: [String: PageFolder.Entry]
  /// Of the ids that are not done.
  private var saved: [String: PageFolder.SavedPages] = [:]
  /// What the folder says of itself; nil before the first page is asked for.
  private(set) var state: FetchState?
  /// The ids that are to be asked for, as places in `ids`.
  private(set) var open: [Int] = []
  private var progress = FetchProgress()
  private var remarks: [String] = []
  private var remarkCount = 0
  private var strangers = 0
  private var savedCount = 0
  /// The key of the records' array, once a page has shown it.
  private var collection: String??
  /// Whether a page has shown that the plan names the key of the cursor as the server does.
  private var hasSeenCursor = false

  /// - Complexity: O(ids + files).
  init(
    _ ids: [CollectionID], in folder: PageFolder, fetch: PagedFetch, _ client: PageClient, _ meter: Meter
  ) throws(FetchError) {
    self.ids = ids.map { ID(id: $0, name: $0.name) }
    (self.folder, self.fetch, self.client, self.meter) = (folder, fetch, client, meter)
    parent = fetch.parent?.source.value ?? ""
    state = try folder.state()
    if let state { try fetch.requireSameCollection(state, in: folder) }
    entries = try folder.entries()
    saved = try folder.savedPages()
    savedCount = saved.values.reduce(0) { $0 + $1.count }
    // Where the server has known none, what is wrong may be the address.
    let hasPages = entries.values.contains { $0 != .gone }
    if !hasPages { entries = [:] }
    let known = Set(self.ids.map(\.name))
    strangers = saved.keys.count { !known.contains($0) }
    for (place, id) in self.ids.enumerated() {
      guard let entry = entries[id.name], isThere(entry, saved[id.name]) else {
        open.append(place)
        continue
      }
      count(entry)
      saved[id.name] = nil
    }
    progress.ids = .init(done: self.ids.count - open.count, of: self.ids.count, source: parent)
  }

  /// Whether the pages of an id that is done are still there.
  private func isThere(_ entry: PageFolder.Entry, _ saved: PageFolder.SavedPages?) -> Bool {
    switch entry {
    case .gone: saved == nil
    case .complete(let pages, _): saved == .init(count: pages, last: pages)
    }
  }

  private mutating func count(_ entry: PageFolder.Entry) {
    guard case .complete(let pages, let records) = entry else { return }
    progress.pages += pages
    progress.records += records
  }

  // MARK: Fetching

  /// Asks for every id that is not done.
  mutating func fetchOpen(_ stop: () -> Int32) throws(FetchError) {
    var state = try fetch.begin(in: folder, saved: state == nil ? savedCount + folder.pageCount() : 0)
    if state.isComplete {
      state.isComplete = false
      try folder.write(state)
    }
    self.state = state
    meter.start(at: progress)
    for place in open {
      let id = ids[place]
      client.subject = "\(singular(parent)) \(id.id.shownPlainly), "
      do throws(FetchError) {
        let entry = try fetchPages(of: id, stop)
        try folder.append(entry, ofName: id.name)
        entries[id.name] = entry
        count(entry)
      } catch {
        throw error.keeping(pages: savedCount, of: fetch.source.name)
      }
      saved[id.name] = nil
      progress.ids?.done += 1
      meter.show(progress)
    }
  }

  /// Fetches the collection of one id, from where an earlier run got to.
  private mutating func fetchPages(of id: ID, _ stop: () -> Int32) throws(FetchError) -> PageFolder.Entry {
    let folder = folder.pages(ofName: id.name)
    var earlier = saved[id.name]?.last ?? 0
    if saved[id.name]?.areWithoutGap == false {
      try remove(1...earlier, of: folder)
      savedCount += earlier - (saved[id.name]?.count ?? 0)
      earlier = 0
    }
    let plan = fetch.fetch.of(id.id)
    let addresses = try PageAddresses(plan, place: fetch.place)
    var walk = Walk(plan, addresses: addresses, mostPages: fetch.options.limits.pages)
    walk.collection = collection
    walk.hasSeenLink = hasSeenCursor
    let whole = walk
    var step = walk.start
    // What can't be taken up is asked for again as a whole.
    if earlier > 1, let next = try? fetch.walkOver(saved: earlier - 1, of: folder, &walk) {
      step = next
    } else {
      walk = whole
    }
    var isTakenUp = walk.tally.pages > 0
    while case .page(let request, let mayBeMissing) = step {
      let number = walk.nextNumber
      step = try fetch.page(
        by: request, mayBeMissing: mayBeMissing || number == 1 || isTakenUp, client, &walk, folder)
      if isTakenUp, !mayBeMissing, walk.tally.pages < number { (walk, step) = (whole, whole.start) }
      isTakenUp = false
      if number > earlier, walk.tally.pages == number { savedCount += 1 }
      show(walk.tally)
    }
    guard case .end = step else { throw .interrupted(stop()) }
    collection = walk.collection ?? collection
    hasSeenCursor = walk.cursor != nil && walk.hasSeenLink
    if earlier > walk.tally.pages { try remove(walk.tally.pages + 1...earlier, of: folder) }
    if walk.tally.pages == 0 { return .gone }
    guard walk.isComplete else {
      // A later run must not go on from pages that do not agree.
      try remove(1...walk.tally.pages, of: folder)
      throw .trouble(
        "\(fetch.source.name): \(client.subject)\(fetch.mismatch(of: walk)); its pages were removed, and the next "
          + "fetch asks for them again")
    }
    remark(walk.notes, of: id)
    return .complete(pages: walk.tally.pages, records: walk.tally.records)
  }

  private mutating func remove(_ pages: ClosedRange<Int>, of folder: PageFolder) throws(FetchError) {
    for page in pages.reversed() {
      try folder.remove(folder.name(of: page))
      savedCount -= 1
    }
  }

  private func show(_ tally: Tally) {
    var now = progress
    now.pages += tally.pages
    now.records += tally.records
    meter.show(now)
  }

  // MARK: What is said at the end

  /// Puts down that all is there.
  ///
  /// - Throws: where the server knows none of the ids.
  mutating func finish() throws(FetchError) -> FetchState {
    let gone = goneIDs.count
    guard gone == 0 || gone < ids.count else {
      throw .trouble(
        "\(fetch.source.name): the server answered 404 or 410 for \(gone == 1 ? "the only one" : "every one") of "
          + "\(named(gone, parent)); check 'url' (\(fetch.place)), and that the account may read them")
    }
    guard var state else { throw .trouble("\(folder.path): nothing was fetched") }
    (state.pages, state.records) = (progress.pages, progress.records)
    (state.ids, state.gone) = (ids.count - gone, gone)
    state.end = "the end of each"
    state.finished = FetchState.text(fetch.options.timing.now())
    state.isComplete = true
    try folder.write(state)
    self.state = state
    return state
  }

  private var goneIDs: [CollectionID] { ids.filter { entries[$0.name] == .gone }.map(\.id) }

  private mutating func remark(_ notes: [String], of id: ID) {
    remarkCount += notes.count
    for note in notes.prefix(max(0, Self.mostNotes - remarks.count)) {
      remarks.append("\(client.subject)\(note)")
    }
  }

  /// What deserves to be known, a sentence each.
  var notes: [String] {
    var notes = remarks
    if remarkCount > remarks.count {
      notes.append("\(grouped(remarkCount - remarks.count)) more such notes are left out")
    }
    let gone = goneIDs
    if !gone.isEmpty {
      let names = gone.prefix(Self.mostNamed).map(\.shownPlainly).joined(separator: ", ")
      notes.append(
        "\(grouped(gone.count)) of \(named(ids.count, parent)) \(verb(gone.count, "is", "are")) gone: "
          + names + (gone.count > Self.mostNamed ? ", …" : ""))
    }
    if strangers > 0 {
      notes.append(
        "\(folder.path) has pages of \(named(strangers, parent)) that '\(parent)' does not have any more; they stay, and "
          + "--restart leaves them out")
    }
    return notes
  }
}
