import Foundation
import Platform

/// `sample.json`: what a sample has and why.
package struct SampleDocument: Codable, Sendable {
  package struct Ticket: Codable, Sendable {
    /// As the export has it.
    package let id: String
    /// As the archive has it; nil where it has none.
    package let archiveID: String?
    package let source: String
    package let reason: String
    package let comments: Int

    private enum CodingKeys: String, CodingKey {
      case id, source, reason, comments
      case archiveID = "archive_id"
    }
  }

  struct File: Codable {
    let name: String
    let sources: [String]
    let records: Int
    let kept: Int
    let copied: String
    let statedCount: Int64?

    private enum CodingKeys: String, CodingKey {
      case name, sources, records, kept, copied
      case statedCount = "stated_count"
    }
  }

  static let usualFormat = "deskaudit-sample/1"

  let format: String
  let plan: String
  let seed: String
  let allTickets: Int
  /// Those that were chosen, in the order of the choice.
  package let tickets: [Ticket]
  let cameAlong: [Ticket]
  let files: [File]
  let notes: [String]

  private enum CodingKeys: String, CodingKey {
    case format, plan, seed, tickets, files, notes
    case allTickets = "all_tickets"
    case cameAlong = "came_along"
  }
}

extension SampleDocument {
  /// Reads the `sample.json` of a sample.
  ///
  /// - Throws: `Sampler.Failure` for a file that can't be read, or is none.
  package init(contentsOf path: String) throws(Sampler.Failure) {
    do {
      let bytes = try contents(ofFile: path)
      self = try JSONDecoder().decode(SampleDocument.self, from: Data(bytes))
    } catch let error as SystemError {
      throw Sampler.Failure(description: "\(path): can't be read: \(error); name the sample.json of a sample")
    } catch {
      throw Sampler.Failure(
        description: "\(path): this is not a sample.json of this tool; name that of a sample")
    }
    guard format == Self.usualFormat else {
      throw Sampler.Failure(
        description: "\(path): this is not a sample.json of this version; write the sample again")
    }
  }
}
