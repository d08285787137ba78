/// A case of a corpus that is not read as its authors read it.
struct Deviation {
  var name: String
  /// What they expect, and what is found here; rows are separated by `/`.
  var theirs: String
  var ours: String
  var reason: Reason

  /// Why the two differ. Only the last two are a choice of ours within one dialect.
  enum Reason {
    /// Theirs is a lenient mode: what it guesses is reported here.
    case lenientMode
    /// They let each row have its own number of fields; here the header counts.
    case anyNumberOfFields
    /// A limit of theirs was lowered for the test.
    case theirLimit
    /// A CR ends a record, and CRLF stays as it is in quotes: Python does the same.
    case lineEnds
    /// A NUL byte is a sign of damage.
    case nulByte
  }

  init(_ name: String, _ theirs: String, _ ours: String, _ reason: Reason) {
    (self.name, self.theirs, self.ours, self.reason) = (name, theirs, ours, reason)
  }
}

/// By name.
let goDeviations = [
  Deviation("BareCR", #""a" "b\rc" "d""#, "refused: ragged row", .lineEnds),
  Deviation("TrailingCR", #""field1" "field2\r""#, #""field1" "field2""#, .lineEnds),
  Deviation("CRLFInQuotedField", #""A" "Hello\nHi" "B""#, #""A" "Hello\r\nHi" "B""#, .lineEnds),
  Deviation("LazyQuotes", #""a \"word\"" "1\"2" "a\"" "b""#, "refused: unclosed quote", .lenientMode),
  Deviation("BareQuotes", #""a \"word\"" "1\"2" "a\"""#, "refused: bare quote", .lenientMode),
  Deviation("BareDoubleQuotes", #""a\"\"b" "c""#, "refused: bare quote", .lenientMode),
  Deviation("LazyOddQuotes", #""\"\"\"""#, "refused: unclosed quote", .lenientMode),
  Deviation("FieldCount", #""a" "b" "c" / "d" "e""#, "refused: ragged row", .anyNumberOfFields),
]

/// By their place among the cases, counted from 0.
let pythonDeviations = [
  Deviation("6", #""a" """#, "refused: unclosed quote", .lenientMode),
  Deviation("7", #""a""#, "refused: unclosed quote", .lenientMode),
  Deviation("26", #""\0""#, "refused: NUL byte", .nulByte),
  Deviation("27", #""a" "\0b" "c""#, "refused: NUL byte", .nulByte),
  Deviation("28", #""a" "b\0" "c""#, "refused: NUL byte", .nulByte),
  Deviation("30", #""a" "\0b" "c""#, "refused: NUL byte", .nulByte),
  Deviation("59", #""12" "12" "1\"" """#, "refused: bare quote", .lenientMode),
  Deviation("61", #""a\"\"b""#, "refused: bare quote", .lenientMode),
  Deviation("62", #""a\"b\"c""#, "refused: bare quote", .lenientMode),
  Deviation("63", #""a\"b""#, "refused: bare quote", .lenientMode),
  Deviation("64", #""a \"b\"""#, "refused: text after a closing quote", .lenientMode),
  Deviation(
    "66",
    #""1" "2" "3" "\"I see,\"\nsaid the blind man" "as he picked up his\nhammer and saw" / "9" "8" "7" "6""#,
    "refused: ragged row", .anyNumberOfFields),
  Deviation("69", #""ab""#, "refused: text after a closing quote", .lenientMode),
  Deviation("76", #"" \"a\"""#, "refused: bare quote", .lenientMode),
  // Python was told to take fields of fewer bytes.
  Deviation("2", "", "\(longField) \(longField)", .theirLimit),
]

private let longField = "\"" + String(repeating: "X", count: 50_000) + "\""
