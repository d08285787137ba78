import Plan

/// The selectors of a rule's waivers, while its check measures: violations about records of theirs are counted apart.
///
/// `Evidence` asks for it, so that no check needs to know of waivers. It is bound to the thread on which the check measures,
/// where all evidence of a check is made.
struct KeyWatch: Sendable {
  @TaskLocal static var current: KeyWatch?

  let selectors: [KeySelector]

  /// The first selector that covers the record of a key.
  func selector(of key: String?) -> Int? {
    key.flatMap { key in selectors.firstIndex { $0.covers(key) } }
  }

  /// Counts of violations: of all selectors none.
  var none: [Measured.Selected] {
    selectors.map { Measured.Selected(selector: $0, violations: 0, fromExport: 0) }
  }
}
