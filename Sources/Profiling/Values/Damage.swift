import Exports

/// What a value shows that a tool may have done to it. A suspicion, with its first place; no judgement.
package enum Damage: UInt8, Sendable, CaseIterable {
  case idAsFloat, scientific, grouped, leadingZero, negative, roundedDigits
  case invalidUTF8, replacementCharacter, mojibake, nul, escapedTwice
  case questionMarks, controlCharacter, visibleTag, placeholder, inlineImage, formulaGuard
  case nullWord, questionMarkInEmail, spaceAroundEmail, localStamp

  package var words: String {
    switch self {
    case .idAsFloat: "whole number written as a float, such as 3.0"
    case .scientific: "number in scientific notation"
    case .grouped: "number with grouping marks"
    case .leadingZero: "number with a leading zero"
    case .negative: "negative number beside larger than 32 bits: perhaps an overflow"
    case .roundedDigits: "number of over 15 digits that ends in zeros: perhaps rounded"
    case .invalidUTF8: "bytes that are not UTF-8"
    case .replacementCharacter: TextProblem.replacementCharacter.words
    case .mojibake: TextProblem.mojibake.words
    case .nul: "NUL byte"
    case .escapedTwice: TextProblem.escapedTwice.words
    case .questionMarks: TextProblem.questionMarks.words
    case .controlCharacter: TextProblem.controlCharacter.words
    case .visibleTag: TextProblem.visibleTag.words
    case .placeholder: TextProblem.placeholder.words
    case .inlineImage: TextProblem.inlineImage.words
    case .formulaGuard: TextProblem.formulaGuard.words
    case .nullWord: "word for null, such as N/A"
    case .questionMarkInEmail: "'?' between letters of an e-mail"
    case .spaceAroundEmail: "white space around an e-mail"
    case .localStamp: "timestamp without a zone"
    }
  }
}

extension Damage {
  /// The problem of a text, in the words of the rules; nil for links, of which a profile knows no host.
  init?(_ problem: TextProblem) {
    switch problem {
    case .mojibake: self = .mojibake
    case .escapedTwice: self = .escapedTwice
    case .replacementCharacter: self = .replacementCharacter
    case .questionMarks: self = .questionMarks
    case .controlCharacter: self = .controlCharacter
    case .visibleTag: self = .visibleTag
    case .placeholder: self = .placeholder
    case .inlineImage: self = .inlineImage
    case .formulaGuard: self = .formulaGuard
    case .legacyLink: return nil
    }
  }

  /// Whether a value with such damage is shown.
  func isShown(by disclosure: Disclosure) -> Bool {
    switch self {
    case .idAsFloat, .scientific, .grouped, .leadingZero, .negative, .roundedDigits: disclosure.showsNumbers
    case .localStamp: disclosure.showsTimes
    case .nullWord: true
    default: false
    }
  }
}

/// Where a value is: the file by its index in the source, and its record or element in the file.
struct ValuePlace: Sendable, Comparable {
  var file: Int32
  var row: RecordPlace

  /// After every record.
  static let nowhere = ValuePlace(
    file: .max, row: RecordPlace(file: .max, length: 0, offset: .max, line: .max))

  static func < (left: ValuePlace, right: ValuePlace) -> Bool {
    (left.file, left.row.offset, left.row.element) < (right.file, right.row.offset, right.row.element)
  }
}

/// A count, with the first value that was counted and its place.
struct Tally {
  private(set) var count = 0
  private(set) var place = ValuePlace.nowhere
  /// The first bytes of the first value.
  private(set) var example: [UInt8] = []

  /// Bytes of an example.
  private static let exampleLength = 64

  @inline(__always)
  mutating func add(_ value: Bytes, at place: ValuePlace) {
    if count == 0 { begin(value, at: place) }
    count &+= 1
  }

  private mutating func begin(_ value: Bytes, at place: ValuePlace) {
    self.place = place
    example = Array(value.prefix(Self.exampleLength))
  }

  /// Counts another's values too. One thread sees its records in order, so each has the first of its own.
  mutating func merge(_ other: Tally) {
    if other.place < place { (place, example) = (other.place, other.example) }
    count += other.count
  }
}
