/// Which values of a column an output may show without being asked to.
///
/// A value is shown where its column is surely of a kind that says nothing of a person, and the value is of that kind:
/// numbers, times, or words that are a choice. One row that has shifted, one text among numbers, and the column is not
/// sure: numbers beside it may be somebody's telephone. Everything else is masked.
struct Disclosure {
  let showsNumbers: Bool
  let showsTimes: Bool
  /// Whether all values are flags.
  private let showsFlags: Bool
  /// The words of a choice that are used often, by their bytes.
  private let oftenUsed: Set<[UInt8]>
  private let isChoice: Bool

  /// Of a hundred values, a word has so many at least that is used often; and so many by itself.
  private static let leastShare = 5
  private static let leastCount = 5

  /// - Parameter name: of the column.
  init(_ statistics: borrowing ColumnStatistics, named name: String) {
    self.init(statistics, isChoice: ColumnNames.isChoice(name), isPersonal: ColumnNames.isPersonal(name))
  }

  /// Of a column that is a choice by what else is known of it.
  init(ofChoice statistics: borrowing ColumnStatistics) {
    self.init(statistics, isChoice: true, isPersonal: false)
  }

  private init(_ statistics: borrowing ColumnStatistics, isChoice mayBeChoice: Bool, isPersonal: Bool) {
    var counts = [ValueForm: Int]()
    for form in ValueForm.allCases { counts[form] = statistics[form].count }
    let sum: ([ValueForm]) -> Int = { forms in forms.reduce(0) { $0 + (counts[$1] ?? 0) } }
    let values = statistics.values - sum([.nullWord, .blank])
    let numbers = sum([.integer, .decimal, .scientific, .grouped])
    let times = sum(ValueForm.allCases.filter(\.isStamp) + [.date])
    showsNumbers = numbers == values && !isPersonal
    showsTimes = times == values && !isPersonal
    showsFlags = sum([.boolean]) == values
    let isChoice = mayBeChoice && sum([.email, .html, .json]) == 0
    self.isChoice = isChoice
    oftenUsed =
      isChoice
      ? Set(
        (statistics.common.entries ?? []).filter {
          $0.count >= Self.leastCount && $0.count * 100 >= values * Self.leastShare
            && KnownWords.looksLikeOne($0.value)
        }.map(\.value)) : []
  }

  /// Whether a value is shown that is a word, or whose form is not known.
  func shows(_ value: [UInt8]) -> Bool {
    showsNumbers || showsTimes || showsFlags
      || isChoice && (KnownWords.contain(value) || oftenUsed.contains(value))
  }

  /// Whether a value of a form is shown.
  func shows(_ value: [UInt8], _ form: ValueForm) -> Bool {
    switch form {
    case .integer, .decimal, .scientific, .grouped: showsNumbers
    case .date, .stampUTC, .stampOffset, .stampLocal, .stampSpaceUTC, .stampSpaceOffset, .stampSpaceLocal,
      .otherStamp:
      showsTimes
    case .boolean, .nullWord, .blank: true
    case .email, .html, .json: false
    case .text: shows(value)
    }
  }
}
