import Exports

extension ExportProblem {
  /// What is broken, where the problem is, or may hide, one of quotes or of JSON: these also decide where the records
  /// behind it end. Of a record's faults only the first is told, so that a broken quote can stand behind a NUL byte.
  ///
  /// - Parameter isLine: whether the record is a line, whatever stands in it.
  func uncountable(isLine: Bool) -> String? {
    switch kind {
    case .unclosedQuote, .textAfterQuote, .bareQuote, .tooLong, .nul:
      isLine ? nil : "rows with broken quotes"
    case .brokenJSON: isLine ? nil : "broken JSON"
    case .raggedRow, .notAnObject, .notAnArray, .duplicateKey: nil
    }
  }

  /// The same for a source with `each`: a record that is refused whole is one problem, however many elements it has.
  var uncountableElements: String? {
    switch kind {
    case .brokenJSON: "broken JSON"
    case .notAnObject, .notAnArray: nil
    default: "records that are refused with all their elements"
    }
  }
}
