/// The life of one record: its rows in the exports, its fields, its places in the archive, and what the rules say of it.
///
/// Pure data in its final order, masked already unless values were asked for.
package struct Trace: Sendable, Equatable {
  /// What is known of the record as a whole.
  package enum Standing: String, Sendable {
    /// It is as it must be.
    case sound
    /// A rule fails for it.
    case faulty
    /// Neither system has it.
    case nowhere
    /// Something that it depends on could not be read.
    case unknown
  }

  /// The name of the record type: `comments`.
  package var type: String
  /// `comment 789012`, by the id of the archive.
  package var record: String
  package var standing: Standing
  /// One sentence.
  package var summary: String
  /// Why something is not known; empty where all was read.
  package var troubles: [String] = []
  /// How the id was understood, and which ids are near it.
  package var remarks: [String] = []
  /// Of the exports, in source order.
  package var rows: [Row] = []
  /// Rows that are counted only, and what can't be known of the exports.
  package var rowRemarks: [String] = []
  /// Of a user: who was merged into this person.
  package var person: Person?
  /// In the order of the archive's objects.
  package var fields: [Field] = []
  /// In the order of the archive.
  package var places: [ArchivePlace] = []
  /// The records that it names.
  package var references: [Reference] = []
  /// The records that name it.
  package var referrers: [Referrers] = []
  package var rules: Rules = Rules()
  /// Of `waivers:` and of the sheet of `decisions:`, in sentences.
  package var waivers: [String] = []
  package var decisions: [String] = []

  init(type: String, record: String, standing: Standing, summary: String) {
    (self.type, self.record, self.standing, self.summary) = (type, record, standing, summary)
  }

  /// A row of an export that has the record's id.
  package struct Row: Sendable, Equatable {
    package enum State: String, Sendable {
      case kept
      case duplicate = "exact-duplicate"
      case overlap = "overlap-of-stages"
      /// It contradicts the row that counts.
      case conflict
      /// It contradicts the row on which people decided.
      case decided
      /// Its id in the archive is that of a record of another system.
      case collision
      case rejected
      /// The source's `where` does not mean it.
      case unwanted
    }

    package var place: ExportPlace
    package var state: State
    /// What became of it.
    package var words: String
    /// The row that counts in its place.
    package var against: ExportPlace?
    /// Whether it fails an audit by itself: a rejected row that the plan does not drop.
    var isRefused = false
  }

  /// The accounts and ticketing users that are one person.
  package struct Person: Sendable, Equatable {
    package struct Account: Sendable, Equatable {
      package var id: Int64
      /// The first row that tells of it; nil where none does.
      package var place: ExportPlace?
      package var email: String?
      package var name: String?
      /// What it is, how it came to this person, and what it did.
      package var words: String
    }

    /// In the order in which they were merged.
    package var accounts: [Account]
    /// Where the id comes from.
    package var idWords: String
  }

  /// A mapped field of the row that counts, and the archive's value.
  package struct Field: Sendable, Equatable {
    package var name: String
    /// The column of the export, the row and its value as it is there; nil where no row of an export gives the field.
    package var from: String?
    package var place: ExportPlace?
    package var raw: String?
    /// What the plan does with values on their way.
    package var conversion: String?
    /// What the archive must have; nil where the record must not be there.
    package var expected: String?
    /// What each of the record's objects in the archive has, in the order of their places.
    package var found: [Found]

    package struct Found: Sendable, Equatable {
      package var value: String
      /// Whether it is the expected value; nil where none is expected.
      package var isEqual: Bool?
      /// How a text differs.
      package var change: String?
    }
  }

  /// A record that this one names.
  package struct Reference: Sendable, Equatable {
    package var field: String
    package var record: String
    /// Nil where it is not in the archive.
    package var place: ArchivePlace?
  }

  /// The records of one type that name this one in one field.
  package struct Referrers: Sendable, Equatable {
    package struct Named: Sendable, Equatable {
      package var record: String
      package var place: ArchivePlace
    }

    /// The name of the type in the plural.
    package var type: String
    package var field: String
    /// How many the exports have, of those that must arrive, and how many the archive has.
    package var expected: Int
    package var found: Int
    /// Of the archive; nil where it has none.
    package var first: Named?
    package var last: Named?
  }

  /// What the rules say of the record.
  package struct Rules: Sendable, Equatable {
    package struct Violation: Sendable, Equatable {
      package var rule: String
      package var outcome: Outcome
      package var severity: Severity
      package var message: String
      /// How many violations the message is about.
      package var count: Int
    }

    /// In the order of the rule book.
    package var violations: [Violation] = []
    /// Rules about its type that were checked and say nothing of it: those whose pages name a table of it, and those that
    /// count its records.
    package var silent = 0
    /// The ids of rules about its type that could not be checked.
    package var notChecked: [String] = []
  }
}
