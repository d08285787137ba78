@testable import Plan

/// A pattern of timestamps; nil for a text that is not one.
func pattern(_ text: String) -> TimestampPattern? { try? TimestampPattern(parsing: text) }
