import Foundation
import Plan

/// Further runs into a folder, each after the pages of the runs before it, which it never touches.
///
/// A run is told from the one before by what its last page says. So the last page of each run must say that it is the
/// last: `verify` does not read the record of the fetch, and would find no border otherwise.
extension PagedFetch {
  /// Puts down that a run for what has changed begins.
  ///
  /// - Returns: whether one has begun before, and is not finished; it is to be continued then.
  func beginDelta(in folder: PageFolder) throws(FetchError) -> Bool {
    guard let state = try folder.state(), state.isComplete || state.earlier != nil else {
      throw .trouble(
        "\(folder.path): there is no complete fetch that changes could follow; run 'deskaudit fetch \(source.name)' "
          + "without --delta first")
    }
    var last = state
    if !state.isComplete {
      try requireSameCollection(state, in: folder)
      if options.deltaURL == nil || options.deltaURL == state.start?.url { return true }
      // One that has not got a page yet may have had a wrong address.
      guard let before = state.before, try folder.pageCount() == state.earlierPages else {
        throw .trouble(
          "\(folder.path): a run from \(shown(state.start?.url ?? "")) is not finished; finish it first with "
            + "'deskaudit fetch \(source.name)'")
      }
      last = before
    } else {
      _ = try completeState(of: folder)
    }
    let next = last.next(from: try start(after: last, in: folder), started: options.timing.now())
    _ = try addresses(of: next)
    try folder.write(next)
    return false
  }

  /// The addresses of the pages of a run.
  func addresses(of state: FetchState) throws(FetchError) -> PageAddresses {
    guard let start = state.start else { return addresses }
    var plan = fetch
    plan.url.value = start.url
    let addresses = try PageAddresses(plan, place: "--url", isWhole: start.isFromPage)
    guard addresses.origin == self.addresses.origin else {
      throw .mistake(
        "--url: leads to \(addresses.origin), which is not \(self.addresses.origin) (\(place)); credentials are "
          + "never sent there")
    }
    return addresses
  }

  /// Where the changes since a complete run start.
  private func start(after state: FetchState, in folder: PageFolder) throws(FetchError) -> FetchState.Start {
    let number = state.earlierPages + (state.pages ?? 0)
    let file = "\(folder.path)/\(PageFolder.name(of: number))"
    let page: Page
    do {
      page = try Page(
        body: try folder.body(of: number), collection: source.collection, idKey: idKey, of: fetch)
    } catch let error as FetchError {
      throw error
    } catch {
      throw .trouble("\(file): is not a page that this fetch could have saved; run again with --restart")
    }
    let addresses = try addresses(of: state)
    let size = addresses.streamPageSize(next: page.paging.next)
    guard page.paging.statesEnd(records: page.ids.count, size: size) else {
      throw .trouble(
        "\(file): does not say itself that it is the last page, so that two runs in one folder could not be told "
          + "apart; fetch the changes into another folder")
    }
    if let url = options.deltaURL { return .init(url: url, isFromPage: false) }
    guard page.paging.isIncremental else {
      throw .mistake(
        "\(file): its pages are not an incremental export, which would say where the changes start; name the "
          + "address of their first page with --url")
    }
    do throws(WalkFault) {
      let walk = Walk(fetch, addresses: addresses)
      guard let next = try walk.continuation(of: page.paging) else {
        throw WalkFault("has no 'next_page', 'after_url', 'after_cursor' or 'end_time'", remedy: "name --url")
      }
      return .init(url: next.url.absoluteString, isFromPage: true)
    } catch {
      throw .trouble("\(file): \(error.problem); name the first page of the changes with --url")
    }
  }
}
