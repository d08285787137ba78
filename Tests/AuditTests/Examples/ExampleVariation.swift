import RuleExamples

/// Another way to write the same example: whatever the rule says of it must stay the same.
enum ExampleVariation: String, CaseIterable, Sendable {
  case compactJSON = "JSON without white space"
  case indentedJSON = "JSON with a line for each value"
  case crlf = "CSV with CRLF behind its records"
  case gzipMembers = "the tar in two members of gzip"

  /// The example written this way; nil where its damage is at a place that would move.
  func input(_ input: ExampleInput) -> ExampleInput? {
    let isPlaced = input.damage.contains {
      switch $0 {
      case .flip, .cut, .append, .pad, .leaveUncompressed: true
      case .leaveOut, .addAgain, .rename, .add, .writeDigestFile: false
      }
    }
    if isPlaced, self != .crlf { return nil }
    var varied = input
    switch self {
    case .compactJSON: varied.batches = input.batches.mapValues { Self.spaced($0, isCompact: true) }
    case .indentedJSON: varied.batches = input.batches.mapValues { Self.spaced($0, isCompact: false) }
    case .crlf:
      varied.chat = Self.withCRLF(input.chat)
      varied.ticketing = Self.withCRLF(input.ticketing)
    case .gzipMembers: break
    }
    return varied
  }

  /// Whether records of the archive have other places in bytes.
  var movesBytes: Bool { self == .compactJSON || self == .indentedJSON }

  var gzipMembers: Int { self == .gzipMembers ? 2 : 1 }

  /// JSON text with the white space outside its strings removed, or put after every structural character.
  /// White space that parts two values stays, so that what is not JSON stays none.
  private static func spaced(_ text: String, isCompact: Bool) -> String {
    var result = ""
    var isInString = false
    var isEscaped = false
    var space = ""
    for character in text {
      if isInString {
        result.append(character)
        isInString = isEscaped || character != "\""
        isEscaped = !isEscaped && character == "\\"
      } else if character.isWhitespace {
        space.append(character)
      } else {
        let isStructural = "{}[],:".contains(character)
        if !isStructural, let last = result.last, !"{}[],:".contains(last) { result += space }
        space = ""
        result.append(character)
        if isStructural, !isCompact { result += "\n    " }
        isInString = character == "\""
      }
    }
    return result
  }

  /// CSV with a CRLF for every line feed outside quotes.
  private static func withCRLF(_ text: String) -> String {
    var isInQuotes = false
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if scalar == "\"" { isInQuotes.toggle() }
      if scalar == "\n", !isInQuotes { result.unicodeScalars.append("\r") }
      result.unicodeScalars.append(scalar)
    }
  }
}

extension ExampleFinding {
  /// What is left to compare where the bytes of the archive are others.
  var withoutOffset: ExampleFinding {
    ExampleFinding(message: message, place: place.replacing(#/ ?byte \d+$/#, with: ""))
  }
}
