/// One piece of evidence, or one group of violations with one root cause.
package struct Finding: Sendable, Equatable {
  package enum Origin: String, Sendable, Equatable {
    case archive, export
  }

  /// A complete sentence, masked where need be.
  package var message: String
  /// How many violations it covers: 100 comments of one lost batch are one finding of 100.
  package var count: Int
  package var origin: Origin
  /// The key of the record: "comment 789012".
  package var key: String?
  package var export: ExportPlace?
  package var archive: ArchivePlace?
  /// A line of what was read back from the new system, where a rule compares two exports.
  package var counterpart: ExportPlace?
  package var expected: String?
  package var found: String?
  /// The number of the cause that explains all of its violations, counted from 1.
  package var cause: Int?
  /// What is to be told of it before the audit ends.
  var changedText: ChangedText?

  package init(
    message: String, count: Int = 1, origin: Origin = .archive, key: String? = nil,
    export: ExportPlace? = nil, archive: ArchivePlace? = nil, counterpart: ExportPlace? = nil,
    expected: String? = nil, found: String? = nil, cause: Int? = nil
  ) {
    self.message = message
    self.count = count
    self.origin = origin
    self.key = key
    self.export = export
    self.archive = archive
    self.counterpart = counterpart
    self.expected = expected
    self.found = found
    self.cause = cause
  }
}

/// A record of an export, by the line on which it begins.
package struct ExportPlace: Sendable, Equatable {
  package var source: String
  package var file: String
  package var line: Int
  /// Which of the JSON records that begin there, counted from 0.
  package var record: Int
  /// Of a nested row (`each:`): which element of the record, counted from 0.
  package var element: Int?

  package init(source: String, file: String, line: Int, record: Int = 0, element: Int? = nil) {
    self.source = source
    self.file = file
    self.line = line
    self.record = record
    self.element = element
  }
}

extension ExportPlace {
  /// `exports/chat.csv:12`, `exports/chat.json:12[3] element 2`: as `build` has it.
  package var text: String {
    "\(file):\(line)" + (record > 0 ? "[\(record)]" : "") + (element.map { " element \($0)" } ?? "")
  }
}

/// A record of the archive, or a place in its stream.
package struct ArchivePlace: Sendable, Equatable {
  package var member: String?
  /// RFC 6901.
  package var pointer: String?
  /// Bytes from the start of the member; without a member, from the start of the stream that the message names.
  package var offset: Int?

  package init(member: String? = nil, pointer: String? = nil, offset: Int? = nil) {
    self.member = member
    self.pointer = pointer
    self.offset = offset
  }
}
