/// Which rows of a table come from which of the export's files.
struct FileStarts: Sendable {
  /// The first row of each file, in the order of the files, as far as rows have come.
  private var firstRows: [Int] = []

  /// To be called with the file of each run of rows, before row `row`, the first of the run, is appended.
  mutating func begin(file: Int, row: Int) {
    while firstRows.count <= file { firstRows.append(row) }
  }

  /// The file of a row. Complexity: O(log files).
  func file(of row: Int) -> Int {
    var low = 0
    var high = firstRows.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstRows[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }
}
