import Exports
import Plan

/// Reads the organizations into their table.
///
/// `@unchecked Sendable`: as `ChatLoader`.
final class OrganizationLoader: @unchecked Sendable {
  let table: OrganizationTable
  private let fields: RecordFields
  private let columns: [Int]
  private let isShowingValues: Bool
  private var values: [FieldValue]

  init(_ map: OrganizationMap?, _ layouts: FieldLayouts, showsValues: Bool) {
    table = OrganizationTable(layouts.organizations)
    fields = RecordFields(map.map { [$0.id] + $0.fields } ?? [])
    columns = layouts.organizations.columnsOfFields[0]
    values = layouts.organizations.columns.map { _ in .null }
    isShowingValues = showsValues
  }

  /// Reads every file of `export` once.
  func load(_ export: Export, _ reading: Reading) throws -> ExportFacts {
    try export.readCounting(
      columns: fields.columns, reading: reading,
      problem: { table.leftOut.note($0) },
      receive: { block in
        guard let first = block.places.first else { return }
        table.fileStarts.begin(file: Int(first.file), row: table.count)
        for record in 0..<block.count where !takeUsable(block, record) { leaveOut(block, record) }
      })
  }

  private func takeUsable(_ block: RecordBlock, _ record: Int) -> Bool {
    guard let id = fields.number(block, record, 0),
      fields.read(block, record, 1..<fields.readers.count, into: &values, at: columns)
    else { return false }
    table.id.append(id)
    table.line.append(UInt32(clamping: block.places[record].line))
    for index in values.indices { table.fields[index].append(values[index]) }
    return true
  }

  private func leaveOut(_ block: RecordBlock, _ record: Int) {
    let (reason, message) = fields.reasonToLeaveOut(block, record, showsValues: isShowingValues)
    let place = block.places[record]
    table.leftOut.note(reason, file: Int(place.file), line: Int(clamping: place.line), message: message)
  }
}
