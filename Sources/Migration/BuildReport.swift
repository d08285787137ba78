import Plan

/// What a finished build reports: no names, no addresses, no bodies.
package struct BuildReport: Sendable {
  /// Nil where there was nothing to write.
  package var archive: WrittenArchive?
  package var balance: Balance
  package var batchCount: Int
  package var seconds: Double
  /// How many conflicts of each kind the plan's policy decided, in words; empty without any.
  package var resolved: [String]
  /// How many people decided in the sheet, in words; empty without any.
  package var decided: [String] = []
  /// What is lost as the plan states, one line a field.
  package var losses: [String] = []
  /// Which records were written, where not all were, in lines.
  package var selection: [String] = []
  /// For standard error, one sentence each.
  package var warnings: [String]

  /// The text for standard output.
  package var text: String {
    var lines = balance.table(written: selection.isEmpty ? "written" : "in all")
    lines.append("")
    if !resolved.isEmpty { lines.append("Conflicts resolved: " + resolved.joined(separator: ", ")) }
    if !decided.isEmpty { lines.append("Conflicts decided: " + decided.joined(separator: ", ")) }
    if !losses.isEmpty { lines += ["Stated losses"] + losses.map { "  \($0)" } + [""] }
    if !selection.isEmpty { lines += selection + [""] }
    if let archive {
      lines.append("Archive  \(archive.path)")
      lines.append(
        "Size     \(archive.byteCount) bytes in \(batchCount) \(batchCount == 1 ? "batch" : "batches")")
      lines.append("SHA-256  \(archive.sha256)")
    }
    let hundredths = Int((seconds * 100).rounded(.up))
    let fraction = hundredths % 100
    lines.append("Time     \(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) s")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Balance {
  /// One line for each kind of record, below a heading.
  ///
  /// - Parameter written: the heading of the records that arrive.
  fileprivate func table(written: String) -> [String] {
    let cells = [["", "rows", written]] + lines.map { [$0.record, "\($0.rows)", "\($0.arrived)"] }
    let widths = (0..<3).map { column in cells.map { $0[column].utf8.count }.max() ?? 0 }
    let explained =
      ["explained"]
      + lines.map { line in
        let reasons = (line.explained + line.resolved).map { "\($0.count) \($0.name)" }
        return reasons.isEmpty ? "-" : reasons.joined(separator: ", ")
      }
    return zip(cells, explained).map { cells, explained in
      let padding = zip(cells, widths).map { String(repeating: " ", count: $1 - $0.utf8.count) }
      return "\(cells[0])\(padding[0])  \(padding[1])\(cells[1])  \(padding[2])\(cells[2])  \(explained)"
    }
  }
}
