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
      return try plan.files(of: source)
    }
    chat = try plan.files(of: plan.chat)
    ticketing = try open(plan.ticketing)
    organizations = try open(plan.organizations?.source)
    ticketingTickets = try open(plan.ticketingRecords?.tickets.source)
    ticketingComments = try open(plan.ticketingRecords?.comments?.source)
  }

  /// Puts the text of coded files (compressed, or not in UTF-8) where single rows can be read again, for every
  /// export but the ticketing users, of whom no row is.
  ///
  /// - Parameter directory: receives files without a name, which end with the exports.
  /// - Throws: `ExportError` for a file that can't be read to its end.
  mutating func unpack(in directory: String) throws {
    chat = try chat.unpacked(in: directory)
    organizations = try organizations?.unpacked(in: directory)
    ticketingTickets = try ticketingTickets?.unpacked(in: directory)
    ticketingComments = try ticketingComments?.unpacked(in: directory)
  }

  var all: [Export] {
    [chat, ticketing, organizations, ticketingTickets, ticketingComments].compactMap(\.self)
  }

  var files: [ExportFile] { all.flatMap(\.files) }
}

extension Plan {
  /// - Throws: `ExportError` for a path that names no file, with the line of the plan that names it.
  fileprivate func files(of source: Source) throws(ExportError) -> Export {
    do {
      return try Export(source, relativeTo: directory)
    } catch {
      guard let line = line(ofPath: error.file) else { throw error }
      throw ExportError(file: error.file, line: error.line, message: "\(error.message) (\(path):\(line))")
    }
  }
}
