import Plan

/// Why bytes are not JSON: what was found where something else was expected.
struct JSONFault: Equatable {
  /// Of the first byte that is wrong, in the bytes that were scanned.
  var index: Int
  /// The byte there; nil where the file ends.
  var byte: UInt8?
  var expected: Expectation

  enum Expectation: String {
    case value = "a JSON value"
    case key = "a key in double quotes"
    case keyOrBrace = "a key in double quotes or '}'"
    case colon = "':' after a key"
    case commaOrBrace = "',' or '}'"
    case commaOrBracket = "',' or ']'"
    case closingQuote = "the closing quote of a text"
    case escapedControl = "control characters of a text as escapes"
    case escape = "one of \"\\/bfnrtu after a backslash"
    case hexDigits = "four hexadecimal digits after \\u"
    case digit = "a digit"
    case noLeadingZero = "a number without leading zeros"
    case object = "an object"
    case lineEnd = "the end of the line after the object"
    case fileEnd = "the end of the file"
    case fewerLevels = "fewer levels of objects and arrays"
    case fewerKeys = "fewer keys in a record"

    /// What is expected, as messages say it.
    var words: String {
      switch self {
      case .fewerLevels: "at most \(InputLimits.jsonDepth) levels of objects and arrays"
      case .fewerKeys: "at most \(InputLimits.jsonKeys) keys in a record"
      default: rawValue
      }
    }
  }

  /// `expected ',' or '}', found 'x'`
  func sentence(isLineBound: Bool) -> String {
    let found =
      switch byte {
      case nil: "but the file ends"
      case lineFeed where isLineBound, carriageReturn where isLineBound: "but the line ends"
      case let byte? where (0x21...0x7E).contains(byte): "found \(Character(Unicode.Scalar(byte)))"
      case let byte?:
        "found the byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    return "expected \(expected.words), \(found)"
  }
}
