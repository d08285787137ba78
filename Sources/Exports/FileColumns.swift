import Plan

/// The columns that files of a source have, each once, in the order in which they are first seen.
package struct FileColumns: Sendable {
  /// Of CSV, and the key paths of JSON.
  package private(set) var names: [String] = []
  package private(set) var paths: [String] = []
  private var seen: Set<[UInt8]> = []

  package init() {}

  package mutating func add(_ shape: FileShape) {
    for column in shape.columns where seen.insert(Array(column.utf8)).inserted {
      if shape.format == .csv { names.append(column) } else { paths.append(column) }
    }
  }

  /// Whether there is a column of this name, or of JSON something in it.
  package func has(_ column: String) -> Bool {
    seen.contains(Array(column.utf8)) || paths.contains { $0.hasPrefix("\(column).") }
  }
}

extension Plan {
  /// The columns of a source's files that nothing of the plan reads.
  package func unmigratedColumns(of source: Source, in columns: FileColumns) -> [UnmigratedColumn] {
    unmigratedColumns(of: source, among: columns.names, arePaths: false)
      + unmigratedColumns(of: source, among: columns.paths, arePaths: true)
  }
}
