import Exports
import Foundation
import Plan

extension PlanDraft {
  mutating func writeSource(_ named: Named, relativeTo directory: String) {
    let group = named.source.group
    let files = "\(group.files.count) \(group.files.count == 1 ? "file" : "files")"
    guard let name = named.name else {
      decide(
        "no use was found for \(files) with the columns "
          + group.columns.prefix(12).map(quoted).joined(separator: ", ")
          + "; a source that nothing uses is a mistake",
        ["path: \(path(group.files[0], relativeTo: directory))"], indent: "  ")
      return
    }
    write("  # \(files), \(group.shape.description); \(group.columns.count) columns")
    write("  \(name):")
    writePaths(group, relativeTo: directory)
    writeStages(group)
    let damaged = named.source.sample.names.indices.filter {
      named.source.sample.statistics[$0][.invalidUTF8].count > 0
    }
    if !damaged.isEmpty, group.shape.encoding == .utf8 {
      let columns = damaged.map { quoted(named.source.sample.names[$0]) }.joined(separator: ", ")
      decide(
        "bytes in \(columns) are not UTF-8; Windows-1252 is likely, but every file is valid Windows-1252",
        ["encoding: windows-1252"], indent: "    ")
    }
    if let users = named.source.users {
      let (id, email) = (named.source.sample.names[users.id], named.source.sample.names[users.email])
      let evidence = Evidence(sample: named.source.sample, columns: [:])
      write(
        "    # id: \(evidence.words(for: users.id, nil)); email: \(evidence.words(for: users.email, nil))")
      write("    columns: {id: \(quoted(id)), email: \(quoted(email))}")
    }
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
    if let gap = run.gap {
      decide(
        "the names count by \(run.unit.rawValue), but \(gap); find it, or leave 'stages' out",
        ["stages: \(run.unit.rawValue)"], indent: "    ")
    } else {
      write("    # the names count without a gap; one that is missing will be a finding")
      write("    stages: \(run.unit.rawValue)")
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
  private func path(_ path: String, relativeTo directory: String) -> String {
    let folder = URL(filePath: directory.isEmpty ? "." : directory).standardizedFileURL.path
    let file = URL(filePath: path).standardizedFileURL.path
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return quoted(file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file)
  }
}
