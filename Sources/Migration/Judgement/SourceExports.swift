import Exports
import Plan

/// The exports that a plan names, beside its mappings.
struct SourceExports: Sendable {
  /// For each of `Plan.chats`.
  var chats: [Export]
  /// Nil where the plan has no list of ticketing users.
  var ticketing: Export?
  /// Nil where the plan has no list of aliases.
  var aliases: Export?
  /// For each of `Plan.records`.
  var records: [Export]

  /// Resolves the plan's paths.
  ///
  /// - Throws: `ExportError` for a path that names no file.
  init(_ plan: Plan) throws {
    chats = try plan.chats.map { try plan.files(of: $0.source) }
    ticketing = try plan.ticketing.map { try plan.files(of: $0.source) }
    aliases = try plan.aliases.map { try plan.files(of: $0.source) }
    records = try plan.records.map { try plan.files(of: $0.source) }
  }

  /// Puts the text of coded files (compressed, or not in UTF-8) where single rows can be read again, for every
  /// export but the ticketing users and aliases, of which no row is. A source that is mapped several times is unpacked once.
  ///
  /// - Parameter directory: receives a file without a name for each source, which ends with the exports.
  /// - Throws: `ExportError` for a file that can't be read to its end.
  mutating func unpack(in directory: String) throws {
    var unpacked: [String: Export] = [:]
    func once(_ export: Export) throws -> Export {
      if let known = unpacked[export.source.name] { return known }
      let text = try export.unpacked(in: directory)
      unpacked[export.source.name] = text
      return text
    }
    chats = try chats.map(once)
    records = try records.map(once)
  }

  var all: [Export] { chats + [ticketing, aliases].compactMap(\.self) + records }

  var files: [ExportFile] { all.flatMap(\.files) }
}

extension Plan {
  /// - Throws: `ExportError` for a path that names no file, with the line of the plan that names it.
  fileprivate func files(of source: Source) throws -> Export {
    do {
      return try Export(source, relativeTo: directory)
    } catch {
      guard let line = line(ofPath: error.file) else { throw error }
      throw ExportError(file: error.file, line: error.line, message: "\(error.message) (\(path):\(line))")
    }
  }
}
