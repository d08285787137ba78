import Plan

extension ZonePlan {
  /// No zone was ever further from UTC than this, in seconds.
  private static let farthest: Int64 = 26 * 3600

  /// The instant at which the zone's clocks show a local time, both in seconds since 1970; nil for a time that
  /// they skip or show twice, because no instant would be sure.
  ///
  /// - Complexity: O(log changes of the zone).
  func instant(ofLocal local: Int64) -> Int64? {
    var (low, high) = (0, offsets.count)
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle].start <= local - Self.farthest { low = middle + 1 } else { high = middle }
    }
    var found: Int64?
    for index in max(low - 1, 0)..<offsets.count {
      let offset = offsets[index]
      guard offset.start <= local + Self.farthest else { break }
      let instant = local - Int64(offset.secondsEast)
      let isBeforeNext = index + 1 == offsets.count || instant < offsets[index + 1].start
      guard instant >= offset.start, isBeforeNext else { continue }
      guard found == nil else { return nil }
      found = instant
    }
    return found
  }
}
