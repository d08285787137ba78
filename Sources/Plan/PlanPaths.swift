import Foundation

extension Plan {
  /// The line of the path or glob that names a file, as messages show the file (globs expanded); nil for a
  /// file that the plan does not name.
  package func line(ofPath name: String) -> Int? {
    let paths = (sources + [erasureLedger?.source].compactMap(\.self)).flatMap(\.paths)
    let path =
      paths.first { $0.value.utf8.elementsEqual(name.utf8) } ?? paths.first { covers($0.value, name) }
    return path?.line
  }
}

extension PlanReader {
  /// Reports a path that two sources name, unless they make rows of different arrays in it (`each`) or mean different rows
  /// (`where`), and one that
  /// would read the archive as an export.
  mutating func reportCycles(_ plan: Plan) {
    for (index, source) in plan.sources.enumerated() {
      for path in source.paths {
        reportOutput(path, plan)
        let twin = plan.sources[..<index].first { other in
          other.each == source.each && other.filter == source.filter
            && other.paths.contains { covers($0.value, path.value) || covers(path.value, $0.value) }
        }
        guard let twin else { continue }
        report(
          "\(quote(path.value)) of '\(source.name)' is named by '\(twin.name)' too; a file belongs to one "
            + "source",
          line: path.line)
      }
    }
  }

  /// Reports a sheet of decisions that would be read as an export, or replaced by the archive.
  mutating func reportDecisions(_ plan: Plan) {
    guard let sheet = plan.decisions else { return }
    for path in plan.sources.flatMap(\.paths) where covers(path.value, sheet.value) {
      report(
        "\(quote(path.value)) names \(quote(sheet.value)), which is the sheet of 'decisions'; keep it in another folder, or "
          + "narrow the path", line: path.line)
    }
    if outputs(of: plan).contains(where: { covers(sheet.value, $0) }) {
      report("'decisions' is what 'build' writes; give the sheet another name", line: sheet.line)
    }
  }

  private mutating func reportOutput(_ path: Located<String>, _ plan: Plan) {
    guard let output = outputs(of: plan).first(where: { covers(path.value, $0) }) else { return }
    report(
      "\(quote(path.value)) names \(quote(output)), which 'build' writes: the archive would be read as an "
        + "export; write it to another folder, or narrow the path", line: path.line)
  }

  /// What `build` writes of each archive.
  private func outputs(of plan: Plan) -> [String] {
    let endings = ["", ".sha256"] + (plan.hasTextIDs ? [".ids.csv"] : [])
    return plan.archive.paths.flatMap { path in endings.map { path + $0 } }
  }
}

/// Whether a path or glob of a plan names a file, in its last part by `*` and `?`. Both start from one
/// folder; neither needs to be there.
private func covers(_ path: String, _ file: String) -> Bool {
  let (path, file) = (split(path), split(file))
  guard path.folders == file.folders else { return false }
  if path.name.utf8.elementsEqual(file.name.utf8) { return true }
  // Brackets and backslashes mean themselves in a plan.
  let pattern = path.name.map { "[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  return fnmatch(pattern, file.name, FNM_PERIOD) == 0
}

/// The folders of a path without `.` and, as far as the path itself shows, without `..`; and its last part.
private func split(_ path: String) -> (folders: [String], name: String) {
  var parts: [String] = path.hasPrefix("/") ? ["/"] : []
  for part in path.split(separator: "/") where part != "." {
    if part == "..", let last = parts.last, last != "..", last != "/" {
      parts.removeLast()
    } else {
      parts.append(String(part))
    }
  }
  return (Array(parts.dropLast()), parts.last ?? "")
}
