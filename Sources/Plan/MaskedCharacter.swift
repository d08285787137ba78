extension Unicode.Scalar {
  /// What stands for the character where values are not shown: `a` and `A` for letters, `9` for digits, anything else is
  /// itself.
  package var masked: Unicode.Scalar {
    switch properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter: "A"
    case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark: "a"
    case .decimalNumber, .letterNumber, .otherNumber: "9"
    default: self
    }
  }
}
