import Plan

/// The plan of a sample: that of the whole, with the paths of the sample and without what is counted of the whole.
struct SamplePlan {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// - Throws: `PlanError` where it is no plan, which would be a mistake of the tool.
  func text(tickets: Int, _ layout: inout SampleLayout) throws(PlanError) -> String {
    var revision = PlanRevision()
    for source in plan.sources {
      for path in source.paths {
        revision.replace(
          path.value, at: ["sources", source.name, "path"], with: layout.place(of: path.value))
      }
    }
    for path in plan.erasureLedger?.source.paths ?? [] {
      revision.replace(path.value, at: ["must-not-arrive"], with: layout.place(of: path.value))
    }
    if let sheet = plan.decisions {
      revision.replace(sheet.value, at: ["decisions"], with: layout.place(of: sheet.value))
    }
    if let path = plan.waivers { revision.replace(path, at: ["waivers"], with: layout.place(of: path)) }
    revision.replace(
      plan.archive.path, at: ["archive", "path"], with: SampleLayout.archive(plan.archive.path))
    var leftOut: [String] = []
    if !plan.counts.isEmpty {
      revision.remove(["counts"])
      leftOut.append("counts")
    }
    for source in plan.sources where source.statedRecords != nil {
      revision.remove(["sources", source.name, "records"])
      leftOut.append("sources.\(source.name).records")
    }
    var note =
      "# A sample of \(counted(tickets, "ticket")), written by 'deskaudit sample'; sample.md says which and why.\n"
    if !leftOut.isEmpty {
      note += "# Left out, because they are about the whole: \(leftOut.joined(separator: ", ")).\n"
    }
    let text = try revision.text(of: plan, note: note)
    _ = try Plan(text: text, path: "migration.yml")
    return text
  }
}
