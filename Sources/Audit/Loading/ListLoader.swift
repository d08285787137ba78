import Exports
import Plan

/// Reads a list of people, each row of which becomes a user.
///
/// `@unchecked Sendable`: as `ChatLoader`.
final class ListLoader: RowLoader, @unchecked Sendable {
  let fields: RecordFields
  private let rows: ExportRows
  private let columns: [Int]
  private var values: [FieldValue]
  private let source: Source

  /// The core fields, in the order of the schema.
  private enum Field: Int, CaseIterable {
    case id, name, email
  }

  /// - Parameter system: that of the rows, by which their custom fields have their columns.
  init(_ map: RecordMap, system: Int, _ plan: Plan, _ rows: ExportRows) {
    self.rows = rows
    source = map.source
    fields = RecordFields(
      map.columns, ids: plan.ids(of: map.columns, key: map.ids), core: Field.allCases.count,
      texts: rows.texts, inspection: rows.inspection, of: map.source)
    let layout = rows.layouts[.users]
    columns = layout.columnsOfFields[system]
    values = layout.columns.map { _ in .null }
  }

  var rowCount: Int { rows.people.count }
  func begin(feed: Int, file: Int) { rows.people.begin(feed: feed, file: file) }

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    for record in 0..<block.count {
      guard fields.isWanted(block, record), let id = fields.number(block, record, Field.id.rawValue),
        let name = fields.resolved(block, record, Field.name.rawValue), isUTF8(name),
        let email = fields.resolved(block, record, Field.email.rawValue), isUTF8(email),
        wordForNothing(email) == nil,
        fields.read(
          block, record, Field.allCases.count..<fields.readers.count, into: &values, at: columns)
      else {
        reject(record)
        continue
      }
      rows.watched?.note(
        .users, id, system: rows.ticketingSystem, row: Int32(truncatingIfNeeded: rows.people.count), fields,
        block, record, source)
      rows.people.rows.losses.mark(rows.people.count, fields, block, record)
      rows.people.append(
        id: id, name: name, email: email, values: values, place: block.places[record],
        texts: rows.accounts.texts)
    }
  }
}
