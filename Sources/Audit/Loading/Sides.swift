import Archive
import Crypto
import Exports
import Foundation
import Plan

/// The exports, as far as they can be read.
///
/// `@unchecked Sendable`: `load` runs on one thread, and the rest is read once it has ended.
final class ExportSide: @unchecked Sendable {
  let chat: ChatLoader
  let ticketing: TicketingLoader
  let organizations: OrganizationLoader
  private let records: TicketingRecordLoader?
  private(set) var files: SourceFiles
  private let plan: Plan
  private let reading: Reading

  init(plan: Plan, showsValues: Bool, reading: Reading) {
    self.plan = plan
    self.reading = reading
    let layouts = FieldLayouts(plan)
    chat = ChatLoader(plan, layouts, showsValues: showsValues)
    ticketing = TicketingLoader(plan, showsValues: showsValues)
    organizations = OrganizationLoader(plan.organizations, layouts, showsValues: showsValues)
    let table = chat.table
    records = plan.ticketingRecords.map {
      TicketingRecordLoader($0, table, layouts, showsValues: showsValues)
    }
    files = SourceFiles(plan)
  }

  /// Reads the ticketing users, the chat, then what the ticketing tool has of its own, and the organizations.
  func load() {
    if let source = plan.ticketing {
      files.ticketing = read(source) { try ticketing.load($0, reading) }
    }
    files.chat = read(plan.chat) { try chat.load($0, reading) }
    if let records {
      chat.table.beginTicketing(chatFiles: files.chat.files.count)
      files.tickets = read(records.plan.tickets.source) { try records.loadTickets($0, reading) }
      if let source = records.plan.comments?.source {
        files.comments = read(source) { try records.loadComments($0, reading) }
      }
    }
    if let source = plan.organizations?.source {
      files.organizations = read(source) { try organizations.load($0, reading) }
    }
  }

  private func read(_ source: Source, _ load: (Export) throws -> ExportFacts) -> ExportFacts {
    let export: Export
    do {
      export = try Export(source, relativeTo: plan.directory)
    } catch {
      let place = plan.line(ofPath: error.file).map { " (\(plan.path):\($0))" } ?? ""
      return ExportFacts(name: source.name, trouble: "\(error)\(place)")
    }
    do {
      var facts = try load(export)
      if source.stages != nil { facts.stageProblems = export.stageProblems().map(\.message) }
      return facts
    } catch {
      return ExportFacts(name: source.name, trouble: String(describing: error))
    }
  }
}

/// The archive, as far as it can be read. `@unchecked Sendable`: as `ExportSide`.
final class ArchiveSide: @unchecked Sendable {
  let loader: ArchiveLoader
  private(set) var digest = ""
  private(set) var trouble: String?

  init(plan: Plan, path: String, reading: Reading) {
    loader = ArchiveLoader(plan, path: path, reading: reading)
  }

  func load(parsers: Int) {
    do {
      digest = try loader.load(parsers: parsers)
    } catch {
      trouble = String(describing: error)
    }
  }
}

extension ClaimedDigest {
  /// Reads `<archive>.sha256`, as `sha256sum` writes it.
  init(beside archivePath: String) {
    let path = archivePath + ".sha256"
    guard FileManager.default.fileExists(atPath: path) else {
      self = .none
      return
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      self = .unreadable("it is no text")
      return
    }
    let digest = text.prefix(64)
    self =
      digest.utf8.count == 64 && digest.allSatisfy(\.isHexDigit)
      ? .claims(digest.lowercased()) : .unreadable("it does not start with 64 hexadecimal digits")
  }
}

/// `path`, taken from `directory` unless it is absolute.
func resolve(_ path: String, in directory: String) -> String {
  path.hasPrefix("/") || directory.isEmpty ? path : directory + "/" + path
}

func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

/// The most memory that the process has held so far, in bytes.
///
/// Linux tells it for the program itself; `getrusage` counts what the process that started it held before.
func peakMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  if let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) {
    return kilobytes * 1024
  }
  var usage = rusage()
  return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? Int(usage.ru_maxrss) * 1024 : 0
}
