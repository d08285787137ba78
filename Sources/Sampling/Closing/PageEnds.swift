import Exports
import Plan

/// The end of a chain of pages whose last page says nothing of it: it is proven by being shorter than another page, and so
/// must be the sample's.
///
/// Of an incremental export that counts nothing, only the number of records tells whether a page is the last: its pages stay whole.
struct PageEnds {
  private let source: SourceUse
  private let graph: ExportGraph
  /// Those files that are pages, in their order.
  private let pages: [FileRows]

  init(_ source: SourceUse, _ files: [FileRows], _ graph: ExportGraph) {
    (self.source, self.graph) = (source, graph)
    let isFetched = source.source.fetch != nil
    pages = source.isForEach ? [] : files.filter { $0.isArray && (isFetched || $0.summary.envelope != nil) }
  }

  func keep(_ closure: inout Closure) {
    for page in pages {
      guard let envelope = page.summary.envelope, envelope.isIncremental, envelope.hasMore == nil,
        envelope.count == nil
      else { continue }
      for row in page.rows {
        closure.keep(
          row: row, because: "\(name(of: page)) is left whole, because only its length proves the end")
      }
    }
    guard let last = pages.last, pages.count > 1, isSilent(last) else { return }
    func kept(_ page: FileRows) -> Int { page.rows.count { closure.keeps(row: $0) } }
    let ofLast = kept(last)
    let counts = pages.dropLast().map { (page: $0, kept: kept($0)) }
    guard !counts.contains(where: { $0.kept > ofLast }) else { return }
    // The fullest page has more records than the last, or the whole would not be proven either.
    guard
      let fullest = counts.max(by: { ($0.page.rows.count, $1.page.file) < ($1.page.rows.count, $0.page.file) }
      )
    else { return }
    var missing = ofLast + 1 - fullest.kept
    for row in fullest.page.rows where missing > 0 && !closure.keeps(row: row) {
      closure.keep(row: row, because: "\(name(of: last)) is proven to be the last by being shorter")
      missing -= 1
    }
  }

  private func name(of page: FileRows) -> String { source.export.files[page.file].name }

  private func isSilent(_ page: FileRows) -> Bool {
    guard let envelope = page.summary.envelope else { return source.source.fetch?.pagination != .oneAnswer }
    return envelope.nextPage == nil && !envelope.saysNextPage && envelope.hasMore == nil
      && envelope.hasCursor == nil && !envelope.isIncremental
  }
}
