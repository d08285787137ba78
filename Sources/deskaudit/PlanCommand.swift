import ArgumentParser
import Audit
import Exports
import Plan
import Reporting

/// `deskaudit plan`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what a plan means: its files, its settings, and the mapping matrix.",
    discussion: """
      Reads the plan and the first bytes of each file that it names, and writes nothing. The matrix says of every \
      field of the archive, of each chat and of the plan's own record types, and of every column of 'tables:' where \
      it comes from, how it is read, and what it must be. What 'rules:' and the waivers say is held against the rule \
      book, and the pages of --rules.

      Examples:

        deskaudit plan
        deskaudit plan acme.yml --rules rules
        deskaudit plan --json

      Exit codes: 0 shown; 2 a file is missing, can't be read, or lacks a column; 64 usage, plan, waiver or rule error.
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    help: ArgumentHelp(
      "A folder of rule pages that 'rules:' may name; may be given repeatedly.", valueName: "dir"),
    completion: .directory)
  var rules: [String] = []

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  func run() throws {
    let plan = try Plan(contentsOf: plan)
    let policy = try Policy(plan: plan, rules: RulePages.book(with: rules))
    let overview = PlanOverview(
      title: plan.title, path: plan.path, sources: try sources(of: plan),
      settings: plan.settings + policy.settings, mapping: plan.matrix)
    for warning in plan.unstatedLosses { Console.complain("warning: \(warning)") }
    try Console.say(
      json ? PlanReport.json(overview) : PlanReport.render(overview, width: Console.width),
      to: json ? .programs : .people)
  }

  /// Every source; files and columns that are missing are reported at once, each with its line of the plan.
  private func sources(of plan: Plan) throws -> [PlanOverview.Source] {
    var missing: [String] = []
    let all = plan.sources + [plan.erasureLedger?.source].compactMap(\.self)
    let sources = all.compactMap { source -> PlanOverview.Source? in
      do throws(ExportError) {
        let export = try Export(source, relativeTo: plan.directory)
        var columns = FileColumns()
        let files = try export.files.indices.map { index throws(ExportError) in
          let (file, shape) = (export.files[index], try export.shape(ofFile: index))
          columns.add(shape)
          missing += plan.missingColumns(of: source, in: shape, of: file)
          return PlanOverview.File(
            path: file.name, bytes: Int(clamping: file.size), shape: shape.description)
        }
        let unread = plan.unmigratedColumns(of: source, in: columns)
        missingIgnored(source, columns, plan)
        return .init(name: source.name, role: plan.role(of: source), files: files, notMigrated: unread)
      } catch {
        missing.append("\(plan.place(atLine: plan.line(ofPath: error.file))): \(error)")
        return nil
      }
    }
    guard missing.isEmpty else { throw CommandError(missing.joined(separator: "\nerror: ")) }
    return sources
  }

  /// Warns of columns of `ignore:` that no file has, as far as is known.
  private func missingIgnored(_ source: Source, _ columns: FileColumns, _ plan: Plan) {
    for ignored in source.ignored where !columns.has(ignored.column.value) {
      Console.complain(
        "warning: \(plan.path):\(ignored.column.line): no file of '\(source.name)' has the column "
          + "'\(ignored.column.value)' of 'ignore'")
    }
  }
}

extension Plan {
  /// `migration.yml:4`
  fileprivate func place(atLine line: Int?) -> String { line.map { "\(path):\($0)" } ?? path }

  /// The mapped columns that a CSV file's header does not have. Of JSON only the first records are known.
  fileprivate func missingColumns(of source: Source, in shape: FileShape, of file: ExportFile) -> [String] {
    guard shape.format == .csv else { return [] }
    return columns(of: source).flatMap { column in
      let place = place(atLine: column.line ?? line(ofPath: file.name))
      return column.sourceColumns.filter { name in
        !shape.columns.contains { $0.utf8.elementsEqual(name.utf8) }
      }.map { name in
        let key = column.template == nil ? "from" : "template"
        let remedy =
          column.remedies.namedUnder == nil ? "call it so in the file" : "correct '\(key)' in the plan"
        return "\(place): \(file.name) has no column '\(name)' for '\(column.field)'; \(remedy)"
          + column.remedies.instead
      }
    }
  }

  fileprivate func role(of source: Source) -> String {
    if source.name == ErasureLedger.name { return "people who must not arrive" }
    var roles: [String] = []
    if chats.contains(where: { $0.source.name == source.name }) { roles.append("chat export") }
    if source.name == ticketing?.source.name { roles.append("ticketing users") }
    if source.name == aliases?.source.name { roles.append("aliases") }
    roles += records.filter { $0.source.name == source.name }.map(\.name)
    roles += tables.filter { $0.source.name == source.name }.map { "table \($0.name)" }
    roles += sources.filter { $0.fetch?.forEach?.source.value == source.name }.map { "ids of \($0.name)" }
    return roles.joined(separator: ", ")
  }
}
