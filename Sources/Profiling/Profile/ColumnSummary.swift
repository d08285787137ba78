extension ColumnStatistics {
  /// The finished profile of the column.
  ///
  /// - Parameter placeText: a place as messages name it.
  func profile(_ name: String, _ shown: ShownText, placeText: (ValuePlace) -> String) -> ColumnProfile {
    let content = content.found
    var shown = shown
    if !content.isEmpty { shown.masksAll = true }
    let disclosure = Disclosure(self, named: name)
    let (least, greatest) = range(disclosure, shown)
    return ColumnProfile(
      name: name, filesWithout: 0, values: values, nulls: nulls, distinct: distinct.count,
      least: least, greatest: greatest,
      lengths: values == 0
        ? nil
        : Lengths(
          least: shortest, meanTenths: Int(clamping: bytes.multipliedFullWidth(by: 10).low / UInt64(values)),
          greatest: longest),
      forms: formCounts(disclosure, shown), damage: damageCounts(disclosure, shown, placeText),
      content: content.map {
        ContentCount(kind: $0.kind.words, count: $0.tally.count, place: placeText($0.tally.place))
      },
      common: commonCounts(disclosure, shown))
  }

  private var stamps: Int { ValueForm.allCases.filter(\.isStamp).reduce(0) { $0 + self[$1].count } }

  /// Whether its times are those of a zone that none of them names.
  var isLocalTime: Bool { stamps > 0 && self[.localStamp].count == stamps }

  /// The least and greatest value of what most of them are.
  private func range(_ disclosure: Disclosure, _ shown: ShownText) -> (String?, String?) {
    if let integers, self[.integer].count * 2 >= values {
      let texts = [integers.lowerBound, integers.upperBound].map {
        shown.text(Array(String($0).utf8), isPersonal: !disclosure.showsNumbers)
      }
      return (texts[0], texts[1])
    }
    if let instants, stamps * 2 >= values {
      let texts = [instants.lowerBound, instants.upperBound].map {
        shown.text(Array(rfc3339($0, isLocal: isLocalTime).utf8), isPersonal: !disclosure.showsTimes)
      }
      return (texts[0], texts[1])
    }
    guard let least = texts.least else { return (nil, nil) }
    return (
      shown.text(least, isPersonal: !disclosure.shows(least)),
      shown.text(texts.greatest, isPersonal: !disclosure.shows(texts.greatest))
    )
  }

  private func formCounts(_ disclosure: Disclosure, _ shown: ShownText) -> [FormCount] {
    var counts: [FormCount] = []
    for form in ValueForm.allCases where self[form].count > 0 {
      if form == .otherStamp {
        let example = shown.text(self[form].example, isPersonal: !disclosure.showsTimes)
        counts += shapes.sorted.map { FormCount(form: $0.words, count: $0.count, example: example) }
      } else {
        counts.append(
          FormCount(
            form: form.words, count: self[form].count,
            example: shown.text(self[form].example, isPersonal: !disclosure.shows(self[form].example, form))))
      }
    }
    return counts.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }

  private func damageCounts(
    _ disclosure: Disclosure, _ shown: ShownText, _ placeText: (ValuePlace) -> String
  ) -> [DamageCount] {
    Damage.allCases.compactMap { kind in
      let tally = self[kind]
      guard tally.count > 0, isSuspicious(kind, tally.count) else { return nil }
      return DamageCount(
        kind: kind.words, count: tally.count, place: placeText(tally.place),
        example: shown.text(tally.example, isPersonal: !kind.isShown(by: disclosure)))
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

  private func commonCounts(_ disclosure: Disclosure, _ shown: ShownText) -> [ValueCount] {
    (common.sorted ?? []).map {
      ValueCount(value: shown.text($0.value, isPersonal: !disclosure.shows($0.value)), count: $0.count)
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
