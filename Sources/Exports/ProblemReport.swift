import Plan

/// Puts into words what is wrong with the records of one file.
struct ProblemReport {
  /// Index into `Export.files`.
  let file: Int
  let header: Header
  /// Bytes of the longest record that is kept.
  let limit: Int
  var dialect = CSVDialect()

  /// The problem of a record that is in memory. An unclosed quote goes first, then the record's length, then
  /// the first fault in it; the number of fields counts only where everything else is right.
  func problem(
    at place: RecordPlace, in record: UnsafeBufferPointer<UInt8>,
    fieldCount: Int, fault: CSVFault?
  ) -> ExportProblem {
    if record.count > limit || fault?.kind == .unclosedQuote {
      var skipped = SkippedRecord(delimiter: header.delimiter, dialect: dialect)
      _ = skipped.follow(record)
      return problem(skipping: skipped, offset: place.offset, line: place.line)
    }
    let (kind, message) =
      fault.map { ($0.kind, sentence(on: $0)) } ?? (.raggedRow, sentence(on: fieldCount))
    return ExportProblem(
      kind: kind, file: file, line: place.line, offset: place.offset, message: message)
  }

  /// The problem of a record that was too long to be kept, or whose quotes the file ends in.
  func problem(skipping record: SkippedRecord, offset: UInt64, line: UInt64) -> ExportProblem {
    if record.isInsideQuotes {
      return ExportProblem(
        kind: .unclosedQuote, file: file, line: line, offset: offset,
        message: "the quote opened on line \(line + UInt64(record.lineBreaksBeforeQuote)) is never closed, "
          + "so the rest of the file is inside it; expected a closing quote. "
          + "The file may be cut off: export it again")
    }
    return ExportProblem(
      kind: .tooLong, file: file, line: line, offset: offset,
      message: "the record has \(record.length) bytes; expected at most \(limit). "
        + "A quote may be missing or too many in it: export the file again, or "
        + "let 'build' and 'verify' read longer records (--max-record)")
  }

  private func sentence(on fieldCount: Int) -> String {
    let expected = header.names.count
    return "\(fieldCount) \(fieldCount == 1 ? "field" : "fields"), expected \(expected) as in the header. "
      + "A \(delimiterName(header.delimiter)) or line break may be outside quotes, "
      + "or the row is cut off: export the file again"
  }

  private func sentence(on fault: CSVFault) -> String {
    let field = header.describe(field: fault.field)
    return switch fault.kind {
    case .textAfterQuote:
      "\(field) has text after its closing quote; "
        + "expected a \(delimiterName(header.delimiter)) or the end of the record. "
        + "A quote inside quotes must be doubled: export the file again as RFC 4180"
    case .bareQuote:
      "\(field) has a quote but doesn't start with one; expected the whole field in quotes, "
        + "and that one doubled. Export the file again as RFC 4180"
    default:
      "\(field) has a NUL byte; expected text. The file may be damaged, or not be UTF-8: export it again"
    }
  }
}
