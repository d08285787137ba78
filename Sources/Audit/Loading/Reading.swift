/// How both sides are read.
struct Reading: Sendable {
  var progress = ReadingProgress()
  /// How many threads may be busy at once.
  var jobs = 1
  /// Whether fast paths are off, which gives the same tables, slowly.
  var isReference = false
}
