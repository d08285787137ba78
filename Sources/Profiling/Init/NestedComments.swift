import Exports
import Plan

/// Arrays of comments in the records of tickets.
enum NestedComments {
  /// The last keys of such arrays, folded.
  private static let names = [
    "comments", "conversations", "conversationparts", "parts", "threads", "messages", "notes", "replies",
    "posts", "articles", "events",
  ]

  /// Whether a column is called like an array of comments: `conversation_parts.conversation_parts`.
  static func isName(_ column: String) -> Bool {
    column.split(separator: ".").last.map { names.contains(ColumnNames.folded(String($0))) } ?? false
  }

  /// The sources of the comments in the arrays of a source of tickets, in the order of its columns.
  ///
  /// - Throws: `ExportError` when a file can't be read.
  static func sources(in tickets: inout ProfiledSource) throws -> [ProfiledSource] {
    var found: [ProfiledSource] = []
    guard tickets.role == .tickets, tickets.group.shape.format != .csv else { return [] }
    for column in tickets.sample.names.indices where isName(tickets.sample.names[column]) {
      guard tickets.sample.isArray(column),
        let group = tickets.group.nested(tickets.sample.names[column]),
        let source = try ProfiledSource(group, in: tickets)
      else { continue }
      tickets.nestedColumns.insert(column)
      found.append(source)
    }
    return found
  }
}

extension FileGroup {
  /// The same files, whose rows are the elements of an array; nil where no record has one.
  func nested(_ column: String) -> FileGroup? {
    guard let each = EachPath(column + "[]") else { return nil }
    var group = self
    group.shape.columns = []
    group.shape.each = each
    for index in files.indices {
      var source = Source(name: files[index], paths: [Located(files[index], line: 0)])
      source.each = each
      guard let export = try? Export(source, relativeTo: ""), let shape = try? export.shape(ofFile: 0) else {
        return nil
      }
      group.exports[index] = export
      group.fileColumns[index] = shape.columns
      group.addColumns(shape.columns)
    }
    return group.columns.contains { !$0.hasPrefix("^.") } ? group : nil
  }
}
