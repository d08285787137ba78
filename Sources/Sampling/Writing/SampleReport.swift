import Exports
import Foundation
import Plan

/// What a sample has and why: `sample.md` for people, `sample.json` for programs.
struct SampleReport {
  private let document: SampleDocument

  init(_ sample: Sample, copies: [FileCopies.Copy], notes: [String], seed: String) {
    func ticket(_ number: Int32, _ reason: String) -> SampleDocument.Ticket {
      let ticket = sample.traits.tickets[Int(number)]
      let space = sample.graph.space(of: ticket.entity)
      let known = Spaces.ofTickets(sample.plan).first { $0.space == space }
      let id = String(decoding: ticket.id, as: UTF8.self)
      return SampleDocument.Ticket(
        id: id, archiveID: known?.ids.archiveID(of: id), source: known?.source ?? "", reason: reason,
        comments: Int(ticket.comments))
    }
    let tables = sample.sources.filter { source in
      source.roles.contains { if case .table = $0.kind { true } else { false } }
    }.map { source in
      "\(source.source.name), a table: "
        + (source.isCutTable
          ? "cut by its key \(SourceUse.ticketKey)" : "whole, its key is not \(SourceUse.ticketKey)")
    }
    document = SampleDocument(
      format: SampleDocument.usualFormat, plan: sample.plan.title, seed: seed,
      allTickets: sample.traits.tickets.count,
      tickets: sample.choice.picks.map { ticket($0.ticket, $0.reason) },
      cameAlong: sample.closure.cameAlong.map { ticket($0.ticket, $0.reason) },
      files: copies.map {
        SampleDocument.File(
          name: $0.name, sources: $0.sources, records: $0.records, kept: $0.kept, copied: $0.kind.rawValue,
          statedCount: $0.count)
      },
      notes: tables + notes)
  }

  /// The line of standard output.
  func summary(_ folder: String) -> String {
    let along = document.cameAlong.count
    let kept = document.files.reduce(0) { $0 + $1.kept }
    let all = document.files.reduce(0) { $0 + $1.records }
    return "\(folder): \(grouped(document.tickets.count)) of \(counted(document.allTickets, "ticket"))"
      + (along > 0 ? ", and \(grouped(along)) that \(verb(along, "belongs", "belong")) to them" : "")
      + "; \(grouped(kept)) of \(counted(all, "record"))\n"
      + "next: deskaudit build \(folder)/migration.yml && deskaudit verify \(folder)/migration.yml\n"
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }

  var markdown: String {
    let kept = document.files.reduce(0) { $0 + $1.kept }
    var text = """
      # A sample of \(Self.plain(document.plan))

      \(grouped(document.tickets.count)) of \(counted(document.allTickets, "ticket")) \
      \(verb(document.tickets.count, "was", "were")) chosen, and \(grouped(document.cameAlong.count)) came along; with \
      their people and what they refer to, these are \(counted(kept, "record")). The same plan, exports and number give the \
      same sample.

      ## Chosen

      | Ticket | Source | Comments | Chosen for |
      | --- | --- | ---: | --- |

      """
    for ticket in document.tickets { text += Self.row(ticket) }
    if !document.cameAlong.isEmpty {
      text += "\n## What came along\n\n| Ticket | Source | Comments | Because |\n| --- | --- | ---: | --- |\n"
      for ticket in document.cameAlong { text += Self.row(ticket) }
    }
    text += "\n## Files\n\n| File | Source | Records | Kept | Copied |\n| --- | --- | ---: | ---: | --- |\n"
    for file in document.files {
      let count =
        file.statedCount.map { "; the number of records that it states is now \(grouped($0))" } ?? ""
      text +=
        "| \(Self.plain(file.name)) | \(Self.plain(file.sources.joined(separator: ", "))) | \(grouped(file.records)) | "
        + "\(grouped(file.kept)) | \(file.copied)\(count) |\n"
    }
    if !document.notes.isEmpty {
      text += "\n" + document.notes.map { "- \(Self.plain($0))\n" }.joined()
    }
    return text
  }

  private static func row(_ ticket: SampleDocument.Ticket) -> String {
    "| \(plain(ticket.id)) | \(plain(ticket.source)) | \(grouped(ticket.comments)) | \(plain(ticket.reason)) |\n"
  }

  /// A text that is nothing but text in a table of Markdown, on one line.
  private static func plain(_ text: String) -> String {
    var plain = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|", "\\", "`", "*", "_", "<", "[", "]", "#": plain += "\\\(scalar)"
      case _ where scalar.properties.generalCategory == .control: plain += "�"
      default: plain.unicodeScalars.append(scalar)
      }
    }
    return plain
  }
}
