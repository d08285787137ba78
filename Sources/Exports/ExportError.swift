import Plan

/// Why an export can't be read at all: exit 2. The sentence names file, line or offset, what was expected and
/// what to do.
package struct ExportError: Error, Equatable, Codable, CustomStringConvertible {
  /// The file as messages show it.
  package var file: String
  package var line: UInt64?
  package var message: String

  package init(file: String, line: UInt64? = nil, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  /// Whether the system refused something, which may be otherwise the next time, and not what the file says.
  package var isOfSystem: Bool { message.hasPrefix(Self.refusal) }

  /// How a sentence on what the system refused begins.
  static let refusal = "can't be "

  package var description: String {
    let file = file.inOneLine
    return line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}

/// Does what throws nothing but `ExportError`, because nobody taps it.
func exportError<Result>(of file: String, _ body: () throws -> Result) throws(ExportError) -> Result {
  do {
    return try body()
  } catch let error as ExportError {
    throw error
  } catch {
    throw ExportError(file: file, message: "\(ExportError.refusal)read: \(error)")
  }
}

/// Bytes of an export that could not be taken as a record: a finding, with its place.
package struct ExportProblem: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// More or fewer fields than the header.
    case raggedRow = "ragged row"
    /// A quote that is never closed: the file ends inside the field.
    case unclosedQuote = "unclosed quote"
    /// Text after a closing quote.
    case textAfterQuote = "text after a closing quote"
    /// A quote inside a field that does not start with one.
    case bareQuote = "bare quote"
    /// A NUL byte.
    case nul = "NUL byte"
    /// A record longer than the reader takes.
    case tooLong = "record too long"
    /// Bytes that are not JSON, or a text with half of a surrogate pair.
    case brokenJSON = "broken JSON"
    /// A JSON value that is not an object where a record was expected.
    case notAnObject = "not an object"
    /// What `each` names is not an array of objects: the array, what it is in, or one of its elements.
    case notAnArray = "not an array of objects"
    /// An object with one key twice: readers disagree on which of the two counts.
    case duplicateKey = "duplicate key"
  }

  package var kind: Kind
  /// Index into `Export.files`.
  package var file: Int
  /// The line on which the record starts, counted from 1.
  package var line: UInt64
  /// See `RecordPlace`.
  package var record: UInt32
  /// The offset of the record's first byte.
  package var offset: UInt64
  /// A sentence: what was found, what was expected, what to do. No values of the record.
  package var message: String

  package init(
    kind: Kind, file: Int, line: UInt64, record: UInt32 = 0, offset: UInt64, message: String
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.record = record
    self.offset = offset
    self.message = message
  }
}
