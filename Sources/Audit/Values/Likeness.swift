/// What a text that is not a number, flag or time looks like: the damage that tools are known to do to values.
///
/// Nothing here repairs or guesses a value; it only finds the words for it.

/// The word, if `text` is one of those that tools write for nothing; white space around it does not count.
func wordForNothing(_ text: Bytes) -> String? {
  if text.count > longestWordForNothing { return nil }
  let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
  let word = text.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
  return [
    "NA", "N/A", "#N/A", "None", "null", "nil", "NaN", "undefined", "unknown", "(null)", "[null]", "<null>",
    "\\N",
    "-", "--", "?",
  ].first { isEqualInAnyCase(word, $0.utf8) }
}

/// No longer text can be such a word, so that most texts are known by their length.
let longestWordForNothing = 16

/// What a text looks like where an integer belongs; nil where it looks like none.
func likenessOfNumber(_ text: Bytes) -> String? {
  let isDigit: (UInt8) -> Bool = { $0 &- 48 <= 9 }
  let bare = text.filter { $0 != 0x20 && $0 != 0x09 }
  if bare.count != text.count, !bare.isEmpty, bare.withUnsafeBufferPointer({ integer($0) }) != nil,
    text.first == 0x20 || text.first == 0x09 || text.last == 0x20 || text.last == 0x09
  {
    return "there is white space around it"
  }
  let digits = Array(text.drop { $0 == UInt8(ascii: "-") })
  guard let first = digits.first, isDigit(first) else {
    return first(text, is: "+") && text.dropFirst().allSatisfy(isDigit) ? "there is a plus sign" : nil
  }
  if digits.allSatisfy(isDigit) {
    return first == 48 ? "there are leading zeros" : "it is beyond 64 bits"
  }
  if isScientific(digits) { return "scientific notation, in which digits are lost" }
  let parts = digits.split(omittingEmptySubsequences: false) { !isDigit($0) }
  guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
  let marks = Set(digits.filter { !isDigit($0) })
  guard marks.isSubset(of: Array(",. '_".utf8)) else { return nil }
  if parts.count == 2, marks == [UInt8(ascii: ".")] {
    return parts[1].allSatisfy { $0 == 48 }
      ? "a whole number with a decimal point" : "a number with a fraction"
  }
  return "a number with grouping marks"
}

private func first(_ text: Bytes, is character: Character) -> Bool {
  text.count > 1 && text.first == character.asciiValue
}

/// Digits, with or without a point, and an exponent.
private func isScientific(_ digits: [UInt8]) -> Bool {
  guard let exponent = digits.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
  var rest = digits[(exponent + 1)...]
  if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
  let isDigit: (UInt8) -> Bool = { $0 &- 48 <= 9 }
  return !rest.isEmpty && rest.allSatisfy(isDigit)
    && digits[..<exponent].allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
}
