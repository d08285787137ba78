/// Why a text is not a pattern of timestamps: a sentence that says where.
struct PatternMistake: Error, Equatable {
  var message: String
}

extension TimestampPattern {
  private static let directives: [(name: Character, part: Part)] = [
    ("Y", .year), ("y", .yearOfCentury), ("m", .month), ("b", .monthName), ("B", .monthName), ("d", .day),
    ("e", .day), ("a", .weekdayName), ("A", .weekdayName), ("H", .hour24), ("I", .hour12), ("M", .minute),
    ("S", .second), ("f", .fraction), ("p", .halfDay), ("z", .offset),
  ]

  /// Compiles a pattern in the directives of strftime. `[…]` may be missing from a stamp; `%%`, `%[` and `%]` are these
  /// characters.
  ///
  /// Errors: an unknown directive, with its place; one that is there twice, or contradicts another; brackets that don't
  /// match; a pattern that gives no minute of one day.
  init(parsing text: String) throws(PatternMistake) {
    self.init(text: text, parts: [])
    var optional: (start: Int, parts: [Part])?
    var seen: [Part] = []
    for (position, character) in try Self.tokens(of: text) {
      switch character {
      case "[":
        guard optional == nil else {
          throw PatternMistake(message: "has a '[' inside of brackets as its character \(position)")
        }
        optional = (position, [])
      case "]":
        guard let inner = optional?.parts else {
          throw PatternMistake(message: "has a ']' without its '[' as its character \(position)")
        }
        parts.append(.optional(inner))
        optional = nil
      default:
        let new = try Self.parts(of: character, at: position, seen: &seen)
        if optional == nil { parts += new } else { optional?.parts += new }
      }
    }
    if let start = optional?.start {
      throw PatternMistake(message: "has a '[' without its ']' as its character \(start)")
    }
    try requireMinuteOfDay()
    addFraction()
  }

  /// The characters of a pattern, a directive as one, each with its place (counted from 1).
  private static func tokens(of text: String) throws(PatternMistake) -> [(Int, String)] {
    var tokens: [(Int, String)] = []
    var rest = text[...]
    var position = 0
    while let character = rest.popFirst() {
      position += 1
      guard character == "%" else {
        tokens.append((position, String(character)))
        continue
      }
      tokens.append((position, "%" + (rest.popFirst().map(String.init) ?? "")))
      position += 1
    }
    return tokens
  }

  private static func parts(
    of token: String, at position: Int, seen: inout [Part]
  ) throws(PatternMistake) -> [Part] {
    guard token.hasPrefix("%") else { return token.utf8.map(Part.literal) }
    if ["%%", "%[", "%]"].contains(token) { return token.utf8.dropFirst().map(Part.literal) }
    guard let part = directives.first(where: { "%\($0.name)" == token })?.part else {
      let known = directives.map { "%\($0.name)" }.joined(separator: " ")
      throw PatternMistake(
        message: "has \(token == "%" ? "a '%' without its letter" : "the unknown directive \(quote(token))")"
          + " as its character \(position); known are \(known), and %% for a percent sign")
    }
    guard !seen.contains(part) else {
      throw PatternMistake(
        message: "names the \(part.words) a second time as its character \(position); keep one")
    }
    seen.append(part)
    return [part]
  }

  /// Lets a fraction follow the seconds where the pattern says nothing of it: tools leave it out where it is zero.
  private mutating func addFraction() {
    guard !allParts.contains(.fraction), let index = parts.firstIndex(of: .second) else { return }
    let point = Part.literal(UInt8(ascii: "."))
    if index + 1 < parts.count, parts[index + 1] == point { return }
    parts.insert(.optional([point, .fraction]), at: index + 1)
  }

  /// A stamp must give a year, month, day, hour and minute, each once.
  private func requireMinuteOfDay() throws(PatternMistake) {
    let parts = parts
    let all = allParts
    let needed: [(any: [Part], directive: String)] = [
      ([.year, .yearOfCentury], "%Y"), ([.month, .monthName], "%m"), ([.day], "%d"),
      ([.hour24, .hour12], "%H"),
      ([.minute], "%M"),
    ]
    for (any, directive) in needed {
      let found = any.filter(all.contains)
      if let part = found.first, !parts.contains(part) {
        throw PatternMistake(
          message: "has the \(part.words) in brackets, and every stamp needs it; take it out of them")
      }
      guard let part = found.first else {
        throw PatternMistake(message: "gives no \(any[0].words); add \(directive)")
      }
      guard found.count == 1 else {
        throw PatternMistake(message: "gives the \(part.words) in two ways; keep one")
      }
    }
    switch (all.contains(.hour12), all.contains(.halfDay)) {
    case (true, false): throw PatternMistake(message: "has %I without %p; add %p, or use %H for 24 hours")
    case (false, true):
      throw PatternMistake(message: "has %p beside %H; use %I for 12 hours, or leave %p out")
    default: break
    }
    if all.contains(.fraction), !all.contains(.second) {
      throw PatternMistake(message: "has %f without %S; add %S")
    }
  }
}

extension TimestampPattern.Part {
  fileprivate var words: String {
    switch self {
    case .literal: "character"
    case .optional: "part"
    case .year, .yearOfCentury: "year"
    case .month, .monthName: "month"
    case .day: "day"
    case .weekdayName: "weekday"
    case .hour24, .hour12: "hour"
    case .minute: "minute"
    case .second: "second"
    case .fraction: "fraction"
    case .halfDay: "half of the day"
    case .offset: "zone"
    }
  }
}
