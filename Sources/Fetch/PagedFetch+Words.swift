import Plan

/// What is said at the end of a walk.
extension PagedFetch {
  /// The end was seen, but something moved on the way to it.
  func unproven(_ walk: Walk) -> FetchError {
    .trouble(
      "\(source.name): \(mismatch(of: walk)); run again with --restart when nobody changes the list. "
        + "What came stays (\(counted(walk.tally.pages, "page"))), and nothing takes it for complete")
  }

  /// What does not agree with the count of a walk that is not complete.
  func mismatch(of walk: Walk) -> String {
    let tally = walk.tally
    let count = tally.count ?? 0
    let difference = count.subtractingReportingOverflow(Int64(tally.distinct)).partialValue
    let twice = tally.repeated == 0 ? "" : ", and \(counted(tally.repeated, "record")) came more than once"
    let slipped = tally.fall == 1 ? "one" : "up to \(grouped(tally.fall))"
    return
      difference == 0 && walk.mayHaveSlipped
      ? "the server's count fell by \(grouped(tally.fall)) while its pages were read: what is deleted pulls "
        + "other records past the border of a page, so \(slipped) may be missing"
      : "the server counts \(counted(count, "record")), but \(counted(tally.distinct, "distinct id")) came: "
        + "\(counted(difference.magnitude, "id")) \(difference > 0 ? "missing" : "too many")\(twice). The "
        + "list changed while it was read, or the server counts otherwise"
  }

  func repeated(_ walk: Walk) -> [String] {
    let tally = walk.tally
    guard tally.repeated > 0 else { return [] }
    let records = counted(tally.repeated, "record")
    if walk.isIncremental {
      return [
        "\(records) came more than once, as incremental exports repeat what changes while they are read"
      ]
    }
    let proof =
      tally.count == nil
      ? "the server gives no count that would show whether others were skipped"
      : "the count shows that none is missing"
    return ["\(records) came more than once, as the list moved while it was read; \(proof)"]
  }
}
