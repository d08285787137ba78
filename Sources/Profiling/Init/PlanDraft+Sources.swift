import Exports
import Foundation
import Plan

extension PlanDraft {
  mutating func writeSource(_ named: DraftSources.Named, relativeTo directory: String) {
    let source = named.source
    let group = source.group
    let files = counted(group.files.count, "file")
    guard let name = named.name else { return writeUnused(source, files, relativeTo: directory) }
    write("  # \(files), \(group.shape.description); \(counted(group.columns.count, "column"))")
    write("  \(quoted(name)):")
    writePaths(group, relativeTo: directory)
    if let each = group.shape.each { write("    each: \(quoted(each.description))") }
    writeStages(group)
    let damaged = source.sample.names.indices.filter {
      source.sample.statistics[$0][.invalidUTF8].count > 0
    }
    if !damaged.isEmpty, group.shape.encoding == .utf8 {
      let columns = damaged.prefix(12).map { source.sample.shownName(source.sample.names[$0]) }.joined(
        separator: ", ")
      decide(
        "bytes in \(columns) are not UTF-8; Windows-1252 is likely, but every file is valid Windows-1252",
        ["encoding: windows-1252"], indent: "    ")
    }
    if name == "ticketing" { writeUserColumns(source) }
  }

  /// A source that is for nothing, with what is known of it.
  private mutating func writeUnused(_ source: ProfiledSource, _ files: String, relativeTo directory: String) {
    let first = path(source.group.files[0], relativeTo: directory)
    let more = source.group.files.count > 1 ? " and \(source.group.files.count - 1) more" : ""
    switch source.role {
    case .attachments:
      note("\(first)\(more): attachments are not mapped, and their files are never migrated", indent: "  ")
    case .ratings:
      note(
        "\(first)\(more): satisfaction ratings are not mapped; a record type of your own can hold them: "
          + "records.ratings", indent: "  ")
    default:
      let what = source.role.words.map { ", which may be \($0)," } ?? ""
      decide(
        "no use was found for \(files)\(what) with the columns "
          + source.group.columns.prefix(12).map(source.sample.shownName).joined(separator: ", ")
          + "; a source that nothing uses is a mistake",
        ["path: \(first)"], indent: "  ")
    }
  }

  /// The id and the e-mail of the ticketing users.
  private mutating func writeUserColumns(_ source: ProfiledSource) {
    let evidence = Evidence(sample: source.sample, columns: [:])
    let found = [DraftField.userID, .email].compactMap { field in source.matches[field].map { (field, $0) } }
    let words = found.map { "\($0.key(in: .users)): \(evidence.words(for: $1.column, nil))" }
    write("    # \(words.joined(separator: "; "))")
    let columns = found.map { ($0.key(in: .users), quoted(source.sample.names[$1.column]), $1) }
    if columns.count == 2, columns.allSatisfy({ $0.2.isSure }) {
      write("    columns: {\(columns.map { "\($0.0): \($0.1)" }.joined(separator: ", "))}")
    } else {
      write("    columns:")
      writeFields([.userID, .email], of: source, indent: "      ")
    }
    if source.hasTextIDs(.userID) {
      decide(
        "the ids of these people are texts, and those of people in the new system are numbers; find their numbers",
        indent: "    ")
    }
    let unmapped = source.unmapped.filter { source.fields[.name] != $0 }
    writeUnmapped(unmapped, of: source, called: "ticketing", takesFields: false, indent: "    ")
  }

  private mutating func writePaths(_ group: FileGroup, relativeTo directory: String) {
    if group.files.count == 1 {
      write("    path: \(path(group.files[0], relativeTo: directory))")
    } else if let glob = glob(of: group) {
      write("    path: \(path(glob, relativeTo: directory))")
    } else {
      write("    path:")
      for file in group.files { write("      - \(path(file, relativeTo: directory))") }
    }
  }

  private mutating func writeStages(_ group: FileGroup) {
    guard let run = StageRun(group.files) else { return }
    let stages = "stages: {by: \(run.unit.rawValue), first: \(run.first), last: \(run.last)}"
    if run.isAmbiguous {
      decide(
        "the names have dates of several kinds; if the export has a file for each \(run.unit.rawValue), say so",
        [stages], indent: "    ")
    } else if let gap = run.gap {
      decide(
        "the names count by \(run.unit.rawValue), but \(gap); find it, or leave 'stages' out",
        [stages], indent: "    ")
    } else {
      write(
        "    # the names count without a gap, from the first file to the last; one that is missing will be a finding"
      )
      write("    \(stages)")
    }
  }

  /// A glob that matches the files of the group and no other; nil where there is none.
  private func glob(of group: FileGroup) -> String? {
    let names = group.files.map { Array(FileGroup.name($0).utf8) }
    guard let first = names.first else { return nil }
    var prefix = first.count
    var suffix = first.count
    for name in names.dropFirst() {
      prefix = min(prefix, zip(first, name).prefix { $0 == $1 }.count)
      suffix = min(suffix, zip(first.reversed(), name.reversed()).prefix { $0 == $1 }.count)
    }
    while prefix > 0, isDigit(first[prefix - 1]) { prefix -= 1 }
    while suffix > 0, isDigit(first[first.count - suffix]) { suffix -= 1 }
    guard prefix > 0 || suffix > 0, names.allSatisfy({ $0.count >= prefix + suffix }),
      let start = String(validating: first[..<prefix], as: UTF8.self),
      let end = String(validating: first[(first.count - suffix)...], as: UTF8.self)
    else { return nil }
    let glob = FileGroup.folder(group.files[0]) + start + "*" + end
    let matched = try? Export(Source(name: glob, paths: [Located(glob, line: 0)]), relativeTo: "").files.map(
      \.name)
    return matched == group.files ? glob : nil
  }

  /// A path as the plan has it: relative to the plan's folder where it is in there.
  func path(_ path: String, relativeTo directory: String) -> String {
    let folder = URL(filePath: directory.isEmpty ? "." : directory).standardizedFileURL.path
    let file = URL(filePath: path).standardizedFileURL.path
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    guard file.utf8.starts(with: prefix.utf8) else { return quoted(file) }
    let name = String(file.unicodeScalars.dropFirst(prefix.unicodeScalars.count))
    // Whoever reads the plan takes this for a byte order mark, and leaves it out.
    return quoted(name.unicodeScalars.first == "\u{FEFF}" ? "./" + name : name)
  }
}
