/// One row of the mapping matrix: a field of the archive's records, the export's field that it comes from, and
/// how a value becomes the archive's.
///
/// A value passes through in this order, on both sides: null (empty, or one of `nullWords`) → `extract` → `defaultText` in
/// place of a null → `map` → `cut` → the reading as `type`. What can't be read is a finding, never guessed.
package struct ColumnPlan: Sendable, Equatable {
  /// The key in the archive's object: `created_at`.
  package var field = ""
  /// The column's name in a CSV header, or the key in a JSON object; `via.channel` goes into nested objects. Where values
  /// are put together, the text of `template`.
  package var from: String
  /// What a value is put together from, in place of one column.
  package var template: ColumnTemplate?
  package var type: FieldType
  package var whenNull: WhenNull
  /// For `timestamp`: how the stamp is written.
  package var format: TimestampFormat = .rfc3339
  /// For `timestamp`: the zone of stamps that name none; nil makes such a stamp a finding.
  package var timeZone: ZonePlan?
  /// For `boolean`: other words than true/false, t/f and 1/0.
  package var words: BooleanWords?
  /// What is null beside the empty value, byte for byte: those of the field, else of its source, else of the plan.
  package var nullWords: [String]?
  /// The part of a value that is meant; what does not fit is a finding.
  package var extract: ExtractPattern?
  /// What replaces null.
  package var defaultText: String?
  package var map: ValueMap?
  /// The most characters (Unicode scalar values) that the archive gets of a text; the rest is lost, as `loss` states.
  package var cut: Int?
  /// Why a part of what the values say is not in the archive, and who answers for it.
  package var loss: StatedLoss?
  /// Whether every record has one value, that of `defaultText` and `map`, whatever its column `from` says.
  package var isConstant = false
  /// What messages offer where the column or its values are not as they must be.
  package var remedies = ColumnRemedies()
  /// Where the field is in the plan; nil for a default.
  package var line: Int?

  package init(
    field: String = "", from: String, type: FieldType = .text, whenNull: WhenNull = .refuse,
    timeZone: ZonePlan? = nil
  ) {
    self.field = field
    self.from = from
    self.type = type
    self.whenNull = whenNull
    self.timeZone = timeZone
  }

  /// The words of a boolean, given or by default.
  package var flagWords: [String] {
    words.map { $0.isTrue + $0.isFalse } ?? ["true", "false", "t", "f", "1", "0"]
  }

  /// Whether a value is read as it is: no null words, no part of it, no default, no map.
  package var isDirect: Bool {
    nullWords?.isEmpty ?? true && extract == nil && defaultText == nil && map == nil && cut == nil
  }

  /// The columns of the export that it is read from.
  package var sourceColumns: [String] { template?.columns ?? [from] }

  /// As the mapping matrix and the reports name where values come from.
  package var origin: String { isConstant ? "always \(defaultText.map(quote) ?? "null")" : from }
}

/// How a field's text is read, and what the archive holds for it.
package enum FieldType: Sendable, Hashable {
  /// Decimal digits of a 64-bit integer → a JSON number.
  case integer
  /// A decimal number with or without fraction and exponent → a JSON number of the same digits, equal by its value.
  case number
  /// UTF-8 → a JSON string of the same bytes.
  case text
  /// As `text`; its matter is HTML.
  case html
  /// As `text`; an e-mail address.
  case email
  /// → `true` or `false`.
  case boolean
  /// An instant → RFC 3339 in UTC.
  case timestamp
  /// The id of a record of another type, named in the singular: the source's own id → the id of that record in the
  /// archive.
  case reference(to: String)
  /// JSON as it is in the export (tags, custom fields, attachments' metadata) → the same value.
  case json
}

extension FieldType: RawRepresentable {
  private static let suffix = "-reference"

  /// As a plan names it: `timestamp`, `user-reference`.
  package var rawValue: String {
    switch self {
    case .integer: "integer"
    case .number: "number"
    case .text: "text"
    case .html: "html"
    case .email: "email"
    case .boolean: "boolean"
    case .timestamp: "timestamp"
    case .reference(let singular): singular + Self.suffix
    case .json: "json"
    }
  }

  package init?(rawValue: String) {
    let plain: [FieldType] = [.integer, .number, .text, .html, .email, .boolean, .timestamp, .json]
    if let type = plain.first(where: { $0.rawValue == rawValue }) {
      self = type
    } else if rawValue.hasSuffix(Self.suffix), rawValue.count > Self.suffix.count {
      self = .reference(to: String(rawValue.dropLast(Self.suffix.count)))
    } else {
      return nil
    }
  }

  /// Whether a value is the id of another record.
  package var isReference: Bool {
    if case .reference = self { return true }
    return false
  }
}

/// What happens to a row in which a field is null, after its default.
package enum WhenNull: String, Sendable, CaseIterable {
  /// The build refuses; the audit fails.
  case refuse
  /// The row is left out and counted under its reason.
  case drop
  /// The field is written as null (`html_body`: as the empty string).
  case keep
}

/// How a timestamp is written in the export.
package enum TimestampFormat: Sendable, Equatable {
  /// RFC 3339; a space may replace the `T`, and the zone may be missing where the plan gives one.
  case rfc3339
  /// Seconds since 1970, with up to nine digits of a fraction.
  case epochSeconds
  case epochMilliseconds
  case epochMicroseconds
  case pattern(TimestampPattern)
}

/// A pattern in the directives of strftime, compiled: `%a %b %d %H:%M:%S %z %Y`.
///
/// Literals, and white space among them, match exactly; letters of names and of AM/PM in any ASCII case.
package struct TimestampPattern: Sendable, Equatable {
  package enum Part: Sendable, Equatable {
    case literal(UInt8)
    /// `%Y`: four digits.
    case year
    /// `%y`: two digits; 69 to 99 are of the last century, as in POSIX.
    case yearOfCentury
    /// `%m`: one or two digits, as for every number below.
    case month
    /// `%b`, `%B`: an English name, short or full.
    case monthName
    /// `%d`, `%e`: a space may replace the first digit.
    case day
    /// `%a`, `%A`: an English name, short or full; that it is the date's is checked.
    case weekdayName
    /// `%H`
    case hour24
    /// `%I`: 1 to 12
    case hour12
    /// `%M`
    case minute
    /// `%S`; where the pattern has no `%f`, a fraction may follow.
    case second
    /// `%f`: one to nine digits.
    case fraction
    /// `%p`: AM or PM.
    case halfDay
    /// `%z`: `+hh:mm`, `+hhmm`, `+hh`, `Z`, or `UTC` or `GMT` with or without one of these after it.
    case offset
    /// `[.%f]`: parts that are there or not, all together.
    case optional([Part])
  }

  /// As the plan has it.
  package var text: String
  package var parts: [Part]

  package init(text: String, parts: [Part]) {
    self.text = text
    self.parts = parts
  }

  /// All parts, those in brackets among them.
  package var allParts: [Part] {
    parts.flatMap { part in
      if case .optional(let parts) = part { return parts }
      return [part]
    }
  }

  package var hasOffset: Bool { allParts.contains(.offset) }

  /// The formats of well-known tools, by their names.
  package static let ready = [
    "postgres": "%Y-%m-%d %H:%M:%S[.%f][%z]", "bigquery": "%Y-%m-%d %H:%M:%S[.%f] %z",
    "snowflake": "%Y-%m-%d %H:%M:%S[.%f][ %z]", "salesforce": "%Y-%m-%dT%H:%M:%S[.%f]%z",
    "sql": "%Y-%m-%d %H:%M:%S[.%f]",
  ]
}

/// A zone of the plan, and what it means in the time zone database of the machine: declarations, no conversion.
package struct ZonePlan: Sendable, Equatable {
  /// From an instant on, local time is so many seconds east of UTC.
  package struct Offset: Sendable, Equatable {
    /// Seconds since 1970 in UTC; `Int64.min` for the first.
    package var start: Int64
    package var secondsEast: Int

    package init(start: Int64, secondsEast: Int) {
      self.start = start
      self.secondsEast = secondsEast
    }
  }

  /// `UTC`, `+02:00`, `Europe/Berlin`
  package var name: String
  /// In the order of their starts; never empty.
  package var offsets: [Offset]

  package init(name: String, offsets: [Offset]) {
    self.name = name
    self.offsets = offsets
  }

  /// A zone of one offset.
  package init(name: String, minutesEast: Int) {
    self.init(name: name, offsets: [Offset(start: .min, secondsEast: minutesEast * 60)])
  }

  /// The minutes east of UTC, where that never changes.
  package var fixedMinutes: Int? { offsets.count == 1 ? offsets[0].secondsEast / 60 : nil }
}

/// The words of a boolean, compared in any ASCII case.
package struct BooleanWords: Sendable, Equatable {
  package var isTrue: [String]
  package var isFalse: [String]

  package init(isTrue: [String], isFalse: [String]) {
    self.isTrue = isTrue
    self.isFalse = isFalse
  }
}

/// `map:`, value → value, byte for byte; `otherwise` for any other.
package struct ValueMap: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package var from: String
    /// Nil writes null.
    package var to: String?

    package init(from: String, to: String?) {
      self.from = from
      self.to = to
    }
  }

  /// What becomes of a value that no entry has.
  package enum Otherwise: Sendable, Equatable, ExpressibleByStringLiteral {
    /// It is a finding.
    case refuse
    /// It stays as it is.
    case keep
    case null
    case text(String)

    package init(stringLiteral text: String) { self = .text(text) }
  }

  package var entries: [Entry]
  package var otherwise: Otherwise

  package init(entries: [Entry], otherwise: Otherwise = .refuse) {
    self.entries = entries
    self.otherwise = otherwise
  }
}
