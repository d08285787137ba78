import Exports
import Foundation
import Plan
import Platform

/// Writes the conflicts of the exports into a sheet in which people decide them.
///
/// The exports are read and judged as for a build, by what the sheet says already, and nothing but the sheet is written: beside
/// the one before, and then in its place, which is kept as `<sheet>.bak`.
package struct Decide: Sendable {
  private let plan: Plan
  private let path: String?
  private let showsValues: Bool
  private let interruption: Interruption
  private let progress: ProgressLine?

  /// - Parameters:
  ///   - path: the sheet, in place of the plan's; without both it is `decisions.csv` beside the plan.
  ///   - showsValues: whether texts are shown, which are masked otherwise.
  package init(
    _ plan: Plan, into path: String? = nil, showsValues: Bool = false,
    interruption: Interruption = Interruption { 0 }, progress: ProgressLine? = nil
  ) {
    self.plan = plan
    self.path = path
    self.showsValues = showsValues
    self.interruption = interruption
    self.progress = progress
  }

  /// Writes the sheet.
  ///
  /// - Returns: what to say of it, one sentence a line.
  /// - Throws: `BuildError`; then the sheet is as it was.
  package func run() throws(BuildError) -> String {
    defer { progress?.clear() }
    do {
      return try decide()
    } catch let error as BuildError {
      throw error
    } catch {
      throw .trouble("\(error)")
    }
  }

  private func decide() throws -> String {
    let target = path ?? Self.resolve(plan.decisions?.value ?? "decisions.csv", in: plan.directory)
    let before = try sheet(at: target)
    if let damaged = before?.damaged, !damaged.isEmpty {
      throw BuildError.trouble(
        (damaged + ["correct these rows, or move the sheet away; nothing was written"]).joined(
          separator: "\n"))
    }
    var sources = try SourceExports(plan)
    progress?.show("unpacking")
    try sources.unpack(in: Replacement.folder(of: target))
    progress?.show("reading")
    let exports = try JudgedExports(plan, sources, sheet: before ?? DecisionSheet()) { [self] _ in
      try interruption.check()
    }
    let conflicts = try ConflictList(exports, showsValues: showsValues).conflicts()
    let sheet = SheetWriting(conflicts, before: before)
    if conflicts.isEmpty, before == nil { return "no conflicts: there is nothing to decide\n" }
    return try write(sheet, to: target, conflicts: conflicts.count)
  }

  /// The sheet that is there; nil for none.
  private func sheet(at target: String) throws -> DecisionSheet? {
    guard FileManager.default.fileExists(atPath: target) else { return nil }
    do {
      return try DecisionSheet(target, in: "", isWhole: true)
    } catch let error as ExportError {
      throw BuildError.trouble(
        "\(target): is there already, and is not a sheet of decisions (\(error.message)); choose another name with --into"
      )
    }
  }

  private func write(_ sheet: SheetWriting, to target: String, conflicts: Int) throws -> String {
    var words = [("decided", sheet.decided), ("open", sheet.open), ("new", sheet.new)].filter { $0.1 > 0 }
      .map { "\($0.1) \($0.0)" }
    if words.isEmpty { words = ["none"] }
    var text = "\(target): \(counted(conflicts, "conflict")): \(words.joined(separator: ", "))\n"
    if sheet.stale > 0 {
      text +=
        "\(counted(sheet.stale, "row")) \(verb(sheet.stale, "fits", "fit")) no conflict any more, and "
        + "\(verb(sheet.stale, "is", "are")) marked stale at the end of the sheet: decide anew, and remove \(verb(sheet.stale, "it", "them"))\n"
    }
    if let old = try Self.contents(of: target) {
      if old == sheet.bytes { return text + "the sheet is unchanged\n" }
      try Self.put(old, to: target + ".bak")
      text += "the sheet before is \(target).bak\n"
    }
    try Self.put(sheet.bytes, to: target)
    if sheet.open + sheet.new > 0 {
      text += "next: write yes under 'keep' on the side that counts, with an owner and a reason"
      text += plan.decisions == nil ? "; then say 'decisions: \(Self.name(of: target))' in the plan\n" : "\n"
      text += "what each column means: deskaudit schema decisions\n"
    }
    return text
  }

  /// Nil where there is no file.
  private static func contents(of path: String) throws(BuildError) -> [UInt8]? {
    do throws(SystemError) {
      return try Platform.contents(ofFile: path)
    } catch {
      if error.isAbsence { return nil }
      throw .system(path, "can't be read", error.code)
    }
  }

  private static func put(_ bytes: [UInt8], to path: String) throws {
    let file = try Replacement(of: path)
    try bytes.withUnsafeBytes { try file.write($0) }
    try file.commit()
  }

  private static func resolve(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
