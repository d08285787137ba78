import Plan

extension FieldReader {
  /// What a readable value looks like, for the sentence about one that is not.
  var expectation: String {
    guard column.map == nil || column.map?.otherwise != .refuse else {
      return "a value of 'map', or 'otherwise' in the plan for any other"
    }
    switch column.type {
    case .integer, .reference:
      return isOfTexts
        ? "an id that gets a number of its own" : "a 64-bit integer in decimal digits, without a leading zero"
    case .number: return "a number as -12.50 or 1.2e10, without a plus in front or a leading zero"
    case .boolean: return booleanWords
    case .timestamp: return stamp
    case .json:
      return
        "one JSON value of at most \(InputLimits.jsonDepth) levels and \(InputLimits.jsonKeys) keys, with no key "
        + "twice in one object"
    case .email: return "an e-mail"
    case .text, .html: return "text in UTF-8"
    }
  }

  /// What to do about a value that looks like nothing known.
  var remedy: String {
    if let map = column.map, map.otherwise == .refuse { return "add it there, or correct the export" }
    switch column.type {
    case .boolean where column.words == nil:
      return "name the words for both under 'true' and 'false' in the plan, or correct the export"
    case .boolean: return "add the word to 'true' or 'false' in the plan, or correct the export"
    case .timestamp: return "if all are written so, say how with 'format' in the plan, or correct the export"
    case .integer, .reference, .number, .text, .html, .email, .json: return "correct the export"
    }
  }

  private var booleanWords: String {
    guard let words = column.words else { return "true or false (or t, f, 1, 0)" }
    return "one of " + (words.isTrue + words.isFalse).joined(separator: ", ")
  }

  private var stamp: String {
    let zone: String
    if let table = column.timeZone, table.fixedMinutes == nil {
      zone = ", and a local time that \(table.name) has once"
    } else {
      zone = ""
    }
    switch column.format {
    case .rfc3339 where zone.isEmpty:
      return "a time as 2021-02-02T02:02:02Z, without a zone only where the plan gives 'time-zone'"
    case .rfc3339: return "a time as 2021-02-02T02:02:02\(zone)"
    case .epochSeconds: return "seconds since 1970 in decimal digits, as 1612231322"
    case .epochMilliseconds: return "milliseconds since 1970 in decimal digits, as 1612231322000"
    case .epochMicroseconds: return "microseconds since 1970 in decimal digits, as 1612231322000000"
    case .pattern(let pattern): return "a time as the pattern \(pattern.text)\(zone)"
    }
  }
}
