import Exports

/// What the values of one column look like. One thread fills it; then it merges with those of the others, and
/// the result is the same however the records were shared out.
struct ColumnStatistics: ~Copyable {
  private(set) var nulls = 0
  /// Values that are not empty.
  private(set) var values = 0
  private(set) var bytes: UInt64 = 0
  private(set) var shortest = Int.max
  private(set) var longest = 0
  private(set) var integers: ClosedRange<Int64>?
  /// Seconds since 1970; of stamps without a zone as if they were UTC.
  private(set) var instants: ClosedRange<Int64>?
  private(set) var texts = TextRange()
  private(set) var integersBeyond32Bits = 0
  private(set) var integersOver15Digits = 0
  private(set) var shapes = ShapeTally()
  private(set) var distinct = DistinctCounter()
  private(set) var common = CommonValues()
  private(set) var content = ContentTally()
  /// How often the name of the column is a value of it.
  private(set) var timesOfName = 0
  private let nameDigest: UInt64
  private let forms: UnsafeMutablePointer<Tally>
  private let damage: UnsafeMutablePointer<Tally>

  /// - Parameter name: of the column.
  init(named name: String = "") {
    nameDigest = Array(name.utf8).withUnsafeBufferPointer { digest($0) }
    forms = .allocate(capacity: ValueForm.allCases.count)
    forms.initialize(repeating: Tally(), count: ValueForm.allCases.count)
    damage = .allocate(capacity: Damage.allCases.count)
    damage.initialize(repeating: Tally(), count: Damage.allCases.count)
  }

  deinit {
    forms.deinitialize(count: ValueForm.allCases.count).deallocate()
    damage.deinitialize(count: Damage.allCases.count).deallocate()
  }

  subscript(_ form: ValueForm) -> Tally { forms[Int(form.rawValue)] }
  subscript(_ kind: Damage) -> Tally { damage[Int(kind.rawValue)] }

  /// What is known of one value, for those who relate columns to each other.
  struct Observation {
    var digest: UInt64
    var stamp: Stamp?
  }

  /// Counts a value.
  ///
  /// - Complexity: O(length).
  mutating func add(_ value: Bytes, at place: ValuePlace) -> Observation {
    guard !value.isEmpty else {
      nulls &+= 1
      return Observation(digest: 0, stamp: nil)
    }
    values &+= 1
    bytes &+= UInt64(truncatingIfNeeded: value.count)
    shortest = min(shortest, value.count)
    longest = max(longest, value.count)
    let classes = ByteClasses(of: value)
    let digest = digest(value)
    distinct.insert(digest)
    common.add(digest, value)
    if digest == nameDigest { timesOfName &+= 1 }
    var stamp: Stamp?
    let form = form(of: value, classes, &stamp)
    (forms + Int(form.rawValue)).pointee.add(value, at: place)
    note(form, of: value, classes, at: place)
    // A time or an address is nothing else.
    if stamp == nil, form != .email { content.add(value, isInteger: form == .integer, at: place) }
    if let stamp {
      instants = widened(instants, by: stamp.seconds)
      if !stamp.hasZone { add(.localStamp, value, place) }
    } else if form != .integer {
      texts.widen(by: value)
    }
    return Observation(digest: digest, stamp: stamp)
  }

  @inline(__always)
  private mutating func form(of value: Bytes, _ classes: ByteClasses, _ stamp: inout Stamp?) -> ValueForm {
    if classes.isSuperset(of: [.digit, .colon]), value.count <= 48 {
      if let found = Stamp.rfc3339(value) {
        stamp = found.stamp
        return found.form
      }
      if let found = ShapedStamp(value, isDayFirst: shapes.readsDayFirst) {
        stamp = found.stamp
        shapes.add(found, value)
        return .otherStamp
      }
    }
    return ValueForm.form(of: value, classes)
  }

  /// Notes numbers and damage.
  @inline(__always)
  private mutating func note(_ form: ValueForm, of value: Bytes, _ classes: ByteClasses, at place: ValuePlace)
  {
    switch form {
    case .integer: noteInteger(value, place)
    case .decimal where value.drop(while: { $0 != UInt8(ascii: ".") }).dropFirst().allSatisfy { $0 == 48 }:
      add(.idAsFloat, value, place)
    case .scientific: add(.scientific, value, place)
    case .grouped: add(.grouped, value, place)
    case .nullWord: add(.nullWord, value, place)
    case .email:
      if classes.contains(.questionMark) { add(.questionMarkInEmail, value, place) }
      if classes.contains(.space) { add(.spaceAroundEmail, value, place) }
    default: break
    }
    // Words and numbers show none of it.
    if !classes.isSubset(of: [.digit, .exponent, .letter, .sign, .point, .comma, .space]) {
      noteText(value, classes, place)
    }
  }

  private mutating func noteText(_ value: Bytes, _ classes: ByteClasses, _ place: ValuePlace) {
    if classes.contains(.nul) { add(.nul, value, place) }
    if classes.contains(.high), !WellFormedUTF8.holds(value) {
      add(.invalidUTF8, value, place)
      return
    }
    let health = Self.scanner.scan(value).health
    if health.isEmpty { return }
    for problem in TextProblem.allCases where health.has(problem) {
      // A NUL is told by its name.
      if let kind = Damage(problem), !(kind == .controlCharacter && classes.contains(.nul)) {
        add(kind, value, place)
      }
    }
  }

  private static let scanner = TextScanner()

  private mutating func noteInteger(_ value: Bytes, _ place: ValuePlace) {
    let isNegative = value[0] == UInt8(ascii: "-")
    let digits = Bytes(rebasing: value[(isNegative ? 1 : 0)...])
    if digits.count > 1, digits[0] == UInt8(ascii: "0") { add(.leadingZero, value, place) }
    if digits.count > 15 {
      integersOver15Digits &+= 1
      if digits[15...].allSatisfy({ $0 == UInt8(ascii: "0") }) { add(.roundedDigits, value, place) }
    }
    guard digits.count <= 19 else { return }
    var magnitude: UInt64 = 0
    for digit in digits { magnitude = magnitude &* 10 &+ UInt64(digit &- 48) }
    guard magnitude <= UInt64(Int64.max) else { return }
    let number = Int64(magnitude) * (isNegative ? -1 : 1)
    integers = widened(integers, by: number)
    if number > Int64(Int32.max) { integersBeyond32Bits &+= 1 }
    if isNegative, number >= Int64(Int32.min) { add(.negative, value, place) }
  }

  private mutating func add(_ kind: Damage, _ value: Bytes, _ place: ValuePlace) {
    (damage + Int(kind.rawValue)).pointee.add(value, at: place)
  }

  /// Takes over what another thread has counted in the same column.
  mutating func merge(_ other: borrowing ColumnStatistics) {
    nulls += other.nulls
    values += other.values
    bytes += other.bytes
    shortest = min(shortest, other.shortest)
    longest = max(longest, other.longest)
    integersBeyond32Bits += other.integersBeyond32Bits
    integersOver15Digits += other.integersOver15Digits
    if let range = other.integers {
      integers = widened(widened(integers, by: range.lowerBound), by: range.upperBound)
    }
    if let range = other.instants {
      instants = widened(widened(instants, by: range.lowerBound), by: range.upperBound)
    }
    texts.merge(other.texts)
    shapes.merge(other.shapes)
    distinct.merge(other.distinct)
    common.merge(other.common)
    timesOfName += other.timesOfName
    content.merge(other.content)
    for form in 0..<ValueForm.allCases.count { (forms + form).pointee.merge(other.forms[form]) }
    for kind in 0..<Damage.allCases.count { (damage + kind).pointee.merge(other.damage[kind]) }
  }
}

@inline(__always)
func widened(_ range: ClosedRange<Int64>?, by value: Int64) -> ClosedRange<Int64> {
  guard let range else { return value...value }
  return min(range.lowerBound, value)...max(range.upperBound, value)
}
