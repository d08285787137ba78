import Exports
import Plan

/// Of a source that is fetched for each id of another, what its chains of pages tell of each other: a page that says nothing
/// of its end is judged by how other chains end.
struct ChainSizes {
  /// The most records of a page that another page with records follows: what a full page has; nil where no chain has two.
  private(set) var full: Int?
  /// Whether some chain whose last page says nothing ends with an empty page, as then all do.
  private(set) var endEmpty = false
  let perPage: Int

  /// - Complexity: O(pages).
  init(_ pages: [PagedSource.Page], perPage: Int) {
    self.perPage = perPage
    for (index, page) in pages.enumerated() {
      let isInChain = PagedSource.chain(ofPath: page.path) != nil
      if isInChain, page.isSilent, page.records == 0 { endEmpty = true }
      guard index > 0, page.records > 0 else { continue }
      let before = pages[index - 1]
      if PagedSource.chain(ofPath: page.path) == PagedSource.chain(ofPath: before.path), isInChain {
        full = max(full ?? 0, before.records)
      }
    }
  }
}

extension PagedSource {
  /// The part of a file's name before `-page-000001.json`: the id that the page is of, as names of files have it. Nil for
  /// another name.
  static func chain(ofPath path: String) -> Substring? {
    let name = fileName(path)
    guard name.hasSuffix(".json") else { return nil }
    let stem = name.dropLast(".json".count)
    guard let dash = stem.utf8.lastIndex(of: UInt8(ascii: "-")), stem[..<dash].hasSuffix("-page"),
      number(stem[stem.utf8.index(after: dash)...]).map({ self.name(of: $0).dropFirst("page-".count) })
        == name[name.utf8.index(after: dash)...]
    else { return nil }
    let chain = stem[..<dash].dropLast("-page".count)
    return chain.isEmpty ? nil : chain
  }

  /// Hands on each run: one for each id where there are chains, else those of the one collection.
  func forEachRun(_ body: (PagedSource) -> Void) {
    guard chains != nil else { return runs.forEach(body) }
    var others = self
    (others.pages, others.chains) = ([], nil)
    var byName: [(chain: Substring, page: Int)] = []
    for (index, page) in pages.enumerated() {
      if let chain = Self.chain(ofPath: page.path) {
        byName.append((chain, index))
      } else {
        others.pages.append(page)
      }
    }
    // Pages of one id are beside each other already but for ids such as 1 and 01.
    byName.sort { ($0.chain, $0.page) < ($1.chain, $1.page) }
    var start = 0
    for end in byName.indices where end + 1 == byName.count || byName[end + 1].chain != byName[start].chain {
      body(run(of: byName[start].chain, byName[start...end].map { pages[$0.page] }))
      start = end + 1
    }
    if !others.pages.isEmpty { others.runs.forEach(body) }
  }

  private func run(of chain: Substring, _ pages: [Page]) -> PagedSource {
    var run = self
    (run.pages, run.prefix, run.isFetched, run.isOneOfSeveral) = (pages, "\(chain)-", true, true)
    // Which ids are those of one chain is not known, but it has no more than it has records.
    run.ids = 0...pages.reduce(0) { $0 + $1.records }
    return run
  }

  /// Whether the last page, which says nothing of its end, is the last by its records: it has none; or it agrees with the
  /// count; or it is not full, where no chain has an empty page at its end.
  func hasProvenEnd(among chains: ChainSizes) -> Bool {
    if last.continuesTheChain || last.records == 0 { return true }
    if hasWholeRecords, !last.envelope.isIncremental, last.envelope.count == Int64(ids.upperBound) {
      return true
    }
    return !chains.endEmpty && last.records < chains.full ?? chains.perPage
  }

  /// What speaks against the last page's being the last, where nothing speaks for it.
  var doubt: String {
    chains?.endEmpty == true
      ? "other ids have an empty page after it" : "it is as full as the others"
  }
}

extension Plan {
  /// Whether a source with these paths is fetched.
  func fetches(_ paths: [String]) -> Bool {
    sources.contains { $0.fetch != nil && $0.paths.map(\.value) == paths }
  }
}
