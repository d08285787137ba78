import Exports
import Plan

/// The exports that a plan names; nil where it names none.
struct SourceExports: Sendable {
  var chat: Export
  var ticketing: Export?
  var organizations: Export?
  var ticketingTickets: Export?
  var ticketingComments: Export?

  /// Resolves the plan's paths.
  ///
  /// - Throws: `ExportError` for a path that names no file.
  init(_ plan: Plan) throws(ExportError) {
    func open(_ source: Source?) throws(ExportError) -> Export? {
      guard let source else { return nil }
      return try Export(source, relativeTo: plan.directory)
    }
    chat = try Export(plan.chat, relativeTo: plan.directory)
    ticketing = try open(plan.ticketing)
    organizations = try open(plan.organizations?.source)
    ticketingTickets = try open(plan.ticketingRecords?.tickets.source)
    ticketingComments = try open(plan.ticketingRecords?.comments?.source)
  }

  var files: [ExportFile] {
    [chat, ticketing, organizations, ticketingTickets, ticketingComments].compactMap(\.self).flatMap(\.files)
  }
}
