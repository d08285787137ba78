extension ColumnStatistics {
  /// The finished profile of the column.
  ///
  /// - Parameter placeText: a place as messages name it.
  func profile(_ name: String, _ shown: ShownText, placeText: (ValuePlace) -> String) -> ColumnProfile {
    let content = content.found
    var shown = shown
    if !content.isEmpty { shown.masksAll = true }
    let (least, greatest) = range(name, shown)
    return ColumnProfile(
      name: name, filesWithout: 0, values: values, nulls: nulls, distinct: distinct.count,
      least: least, greatest: greatest,
      lengths: values == 0
        ? nil
        : Lengths(
          least: shortest, meanTenths: Int(clamping: bytes.multipliedFullWidth(by: 10).low / UInt64(values)),
          greatest: longest),
      forms: formCounts(name, shown), damage: damageCounts(shown, placeText),
      content: content.map {
        ContentCount(kind: $0.kind.words, count: $0.tally.count, place: placeText($0.tally.place))
      },
      common: commonCounts(name, shown))
  }

  private var stamps: Int { ValueForm.allCases.filter(\.isStamp).reduce(0) { $0 + self[$1].count } }

  /// Whether its times are those of a zone that none of them names.
  var isLocalTime: Bool { stamps > 0 && self[.localStamp].count == stamps }

  /// Whether the values are a choice among words: by the name, and because they are few. A column of such a name into which
  /// rows have shifted their e-mails or texts is none.
  private func isChoice(_ name: String) -> Bool {
    let others: [ValueForm] = [.email, .html, .json]
    return ColumnNames.isChoice(name) && others.allSatisfy { self[$0].count == 0 }
      && (distinct.count.value <= Self.mostChoices || distinct.count.value * 10 <= values)
  }

  /// The most words that are a choice in however short a column.
  private static let mostChoices = 8

  /// The least and greatest value of what most of them are.
  private func range(_ name: String, _ shown: ShownText) -> (String?, String?) {
    if let integers, self[.integer].count * 2 >= values {
      let texts = [integers.lowerBound, integers.upperBound].map {
        shown.text(Array(String($0).utf8), isPersonal: false)
      }
      return (texts[0], texts[1])
    }
    if let instants, stamps * 2 >= values {
      return (
        rfc3339(instants.lowerBound, isLocal: isLocalTime), rfc3339(instants.upperBound, isLocal: isLocalTime)
      )
    }
    guard let least = texts.least else { return (nil, nil) }
    let isPersonal =
      !isChoice(name) && ValueForm.allCases.contains { $0.isPersonal && self[$0].count > 0 }
    return (
      shown.text(least, isPersonal: isPersonal), shown.text(texts.greatest, isPersonal: isPersonal)
    )
  }

  private func formCounts(_ name: String, _ shown: ShownText) -> [FormCount] {
    let isChoice = isChoice(name)
    var counts: [FormCount] = []
    for form in ValueForm.allCases where self[form].count > 0 {
      if form == .otherStamp {
        let example = shown.text(self[form].example, isPersonal: false)
        counts += shapes.sorted.map { FormCount(form: $0.words, count: $0.count, example: example) }
      } else {
        counts.append(
          FormCount(
            form: form.words, count: self[form].count,
            example: shown.text(self[form].example, isPersonal: form.isPersonal && !isChoice)))
      }
    }
    return counts.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }

  private func damageCounts(_ shown: ShownText, _ placeText: (ValuePlace) -> String) -> [DamageCount] {
    Damage.allCases.compactMap { kind in
      let tally = self[kind]
      guard tally.count > 0, isSuspicious(kind, tally.count) else { return nil }
      return DamageCount(
        kind: kind.words, count: tally.count, place: placeText(tally.place),
        example: shown.text(tally.example, isPersonal: kind.isPersonal))
    }
  }

  /// Negative numbers are suspicious only beside numbers that need more than 32 bits; zeros after 15 digits
  /// only where most of such numbers have them.
  private func isSuspicious(_ kind: Damage, _ count: Int) -> Bool {
    switch kind {
    case .negative: integersBeyond32Bits > 0
    case .roundedDigits: count * 2 > integersOver15Digits
    default: true
    }
  }

  private func commonCounts(_ name: String, _ shown: ShownText) -> [ValueCount] {
    let isPlain = self[.integer].count + self[.boolean].count + stamps == values
    let isPersonal = !isPlain && !isChoice(name)
    return (common.sorted ?? []).map {
      ValueCount(value: shown.text($0.value, isPersonal: isPersonal), count: $0.count)
    }
  }
}

extension ShapeTally.Entry {
  /// `%m/%d/%Y %I:%M %p`, and what shows which number is the day.
  var words: String {
    guard shape.hasOpenOrder else { return shape.pattern(isDayFirst: false) }
    return switch (firstIsDay > 0, secondIsDay > 0) {
    case (true, false): shape.pattern(isDayFirst: true)
    case (false, true): shape.pattern(isDayFirst: false)
    case (true, true): shape.pattern(isDayFirst: false) + " and day first, mixed"
    case (false, false): shape.pattern(isDayFirst: false) + " or day first"
    }
  }
}
