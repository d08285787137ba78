/// The last two keys that were looked up, each with what was found.
///
/// In a conversation two people mostly take turns, so that this answers most look-ups of people and of tickets.
struct LastTwo<Value> {
  private var last: (key: Int64, value: Value)?
  private var before: (key: Int64, value: Value)?

  /// What `find` gives for `key`, which is asked only for a key that is neither of the two.
  @inline(__always)
  mutating func value(of key: Int64, find: () -> Value) -> Value {
    if let last, last.key == key { return last.value }
    if let before, before.key == key { return before.value }
    let value = find()
    (before, last) = (last, (key, value))
    return value
  }
}
