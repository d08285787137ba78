/// Why a text is not a pattern of timestamps: a sentence that says where.
struct PatternMistake: Error, Equatable {
  var message: String
}

extension TimestampPattern {
  private static let directives: [(name: Character, part: Part)] = [
    ("Y", .year), ("m", .month), ("b", .monthName), ("B", .monthName), ("d", .day), ("e", .day),
    ("a", .weekdayName), ("A", .weekdayName), ("H", .hour24), ("I", .hour12), ("M", .minute), ("S", .second),
    ("f", .fraction), ("p", .halfDay), ("z", .offset),
  ]

  /// Compiles a pattern in the directives of strftime; `%%` is a percent sign.
  ///
  /// Errors: an unknown directive, with its place; one that is there twice, or contradicts another; a pattern
  /// that gives no minute of one day.
  init(parsing text: String) throws(PatternMistake) {
    self.init(text: text, parts: [])
    var position = 0
    var rest = text[...]
    while let character = rest.popFirst() {
      position += 1
      guard character == "%" else {
        parts += character.utf8.map(Part.literal)
        continue
      }
      try append(rest.popFirst(), at: position)
      position += 1
    }
    try requireMinuteOfDay()
  }

  private mutating func append(_ name: Character?, at position: Int) throws(PatternMistake) {
    if name == "%" {
      parts.append(.literal(UInt8(ascii: "%")))
      return
    }
    guard let part = Self.directives.first(where: { $0.name == name })?.part else {
      let known = Self.directives.map { "%\($0.name)" }.joined(separator: " ")
      throw PatternMistake(
        message:
          "has \(name.map { "the unknown directive \(quote("%\($0)"))" } ?? "a '%' without its letter") "
          + "as its character \(position); known are \(known), and %% for a percent sign")
    }
    guard !parts.contains(part) else {
      throw PatternMistake(
        message: "names the \(part.words) a second time as its character \(position); keep one")
    }
    parts.append(part)
  }

  /// A stamp must give a year, month, day, hour and minute, each once.
  private func requireMinuteOfDay() throws(PatternMistake) {
    let needed: [(any: [Part], directive: String)] = [
      ([.year], "%Y"), ([.month, .monthName], "%m"), ([.day], "%d"), ([.hour24, .hour12], "%H"),
      ([.minute], "%M"),
    ]
    for (any, directive) in needed {
      let found = any.filter(parts.contains)
      guard let part = found.first else {
        throw PatternMistake(message: "gives no \(any[0].words); add \(directive)")
      }
      guard found.count == 1 else {
        throw PatternMistake(message: "gives the \(part.words) in two ways; keep one")
      }
    }
    switch (parts.contains(.hour12), parts.contains(.halfDay)) {
    case (true, false): throw PatternMistake(message: "has %I without %p; add %p, or use %H for 24 hours")
    case (false, true):
      throw PatternMistake(message: "has %p beside %H; use %I for 12 hours, or leave %p out")
    default: break
    }
    if parts.contains(.fraction), !parts.contains(.second) {
      throw PatternMistake(message: "has %f without %S; add %S")
    }
  }
}

extension TimestampPattern.Part {
  fileprivate var words: String {
    switch self {
    case .literal: "character"
    case .year: "year"
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
