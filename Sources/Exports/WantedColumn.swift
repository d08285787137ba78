import Plan

/// A column that is wanted of an export.
package struct WantedColumn: Sendable, Equatable {
  /// How far the records of a JSON export may lack the key: many writers leave out what is null. A CSV header has every
  /// wanted column, whatever this says.
  package enum Absence: Int, Sendable {
    /// Each file has it.
    case never
    /// A file may lack it that has few records, if records of other files lack it, too.
    case rare
    /// A file may lack it: that is reported.
    case usual
  }

  package var name: String
  /// What its values are put together from; `name` is the text of it then. Nil for a column of the export.
  package var template: ColumnTemplate?
  /// Whether the texts of JSON records are handed on as they are written, with their quotes: JSON values.
  package var isJSON = false
  package var absence = Absence.never
  /// What the plan could say where no file has it.
  package var remedies = ColumnRemedies()
  /// The source's `where`, if the column is wanted for it: a record that it does not mean lacks nothing.
  package var filter: Comparison?

  package init(_ name: String, isJSON: Bool = false, absence: Absence = .never) {
    self.name = name
    self.isJSON = isJSON
    self.absence = absence
  }

  /// The column of a source's `where`.
  package init(filter: Comparison) {
    self.init(filter.column, absence: .usual)
    self.filter = filter
    remedies = ColumnRemedies(namedUnder: "where")
  }

  /// A column of which another source is fetched for each value.
  package init(forEach name: String) {
    self.init(name, absence: .usual)
    remedies = ColumnRemedies(namedUnder: "for-each")
  }

  /// - Parameter isCustom: whether the field is a custom one.
  package init(_ plan: ColumnPlan, isCustom: Bool) {
    name = plan.from
    template = plan.template
    remedies = plan.remedies
    isJSON = plan.type == .json
    absence =
      if plan.defaultText != nil || isCustom && plan.whenNull == .keep {
        .usual
      } else {
        plan.whenNull == .keep ? .rare : .never
      }
  }
}

extension WantedColumn {
  /// The names of the columns of the export that it is read from.
  package var exportColumns: [String] { template?.columns ?? [name] }
}

/// How many records of a file were looked at for a column, how many have it, and which are the first and last that do,
/// counted from 1. Those that the source's `where` does not mean are not looked at, but for the column of it.
package struct ColumnTally: Sendable, Equatable, Codable {
  var records = 0
  var count = 0
  var first = 0
  var last = 0
}
