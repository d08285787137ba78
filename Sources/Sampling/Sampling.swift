import Exports
import Plan

/// A pilot of a migration: a part of its exports that is closed under references, with a plan of its own.
///
/// `SourceUse` says what the plan makes of a source; `RowReader` reads each source once into an `ExportGraph`, where an entity
/// (a ticket, a person, an e-mail address, another record) owns rows and refers to entities, and beside it the
/// `TicketTraits` of what is worth looking at. `Strata` choose tickets by these; a `Closure` adds what they need, and what the
/// exports need to stay what they are (`Requirements`). `SampleFolder` then copies the bytes of the rows that are kept.
///
/// Ids are known by digests of 64 bits, and nothing here converts a value for good: what is wrong with a row is guessed, and decides
/// nothing but the choice. Nothing depends on the time, the machine or the order of a hash table.
package struct Sampler {
  /// A sentence on why there is no sample.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
    /// Whether the command or the plan is wrong: exit 64.
    package var isMistake = false
  }

  private let plan: Plan
  private let number: Int
  private let seed: String
  private let progress: SamplingProgress

  /// - Parameters:
  ///   - number: how many tickets are chosen, if there are so many.
  ///   - seed: what the tickets without a reason of their own are drawn by.
  package init(
    _ plan: Plan, tickets number: Int, seed: String?, progress: SamplingProgress = SamplingProgress()
  ) {
    (self.plan, self.number, self.seed, self.progress) = (plan, number, seed ?? Self.usualSeed, progress)
  }

  private static let usualSeed = "deskaudit sample"

  /// Writes the sample into a folder, which must be empty or not there.
  ///
  /// - Returns: what to say of it.
  /// - Throws: `Failure`, `PlanError`; `ExportError` for an export that can't be read.
  /// - Complexity: O(bytes of the exports), which are read twice, in 60 bytes for each row.
  package func run(into folder: String) throws -> String {
    guard !plan.chats.isEmpty || plan.recordMap(.tickets) != nil else {
      throw Failure(
        description:
          "\(plan.path): this plan maps no tickets, only lists, and a sample is of tickets; build and verify the "
          + "whole", isMistake: true)
    }
    let target = try SampleFolder(folder)
    let sources = try SourceUse.all(of: plan)
    let graph = ExportGraph()
    let traits = TicketTraits()
    var files: [FileRows] = []
    for source in sources {
      files += try RowReader(source, plan: plan, graph: graph, traits: traits, progress: progress).read()
    }
    SharedFiles(files, sources).adopt(graph, traits)
    graph.finish()
    traits.finish(graph)
    guard !traits.tickets.isEmpty else {
      throw Failure(
        description: "\(plan.path): the exports have no ticket, so that there is nothing to choose")
    }
    let choice = try Strata(graph, traits, files: files, sources: sources, seed: seed)
      .choose(number, named: WaivedKeys(plan).tickets(graph, traits, plan))
    var closure = Closure(graph, traits)
    for pick in choice.picks { closure.keep(ticket: pick.ticket) }
    for entity in graph.examples { closure.keep(entity, because: "an example of a row that names no ticket") }
    Requirements(graph, sources: sources, files: files).satisfy(&closure)
    let sample = Sample(
      plan: plan, graph: graph, traits: traits, sources: sources, files: files, choice: choice,
      closure: closure)
    return try target.write(sample, seed: seed, progress: progress)
  }
}

/// All that is known once it is decided what a sample has.
struct Sample {
  let plan: Plan
  let graph: ExportGraph
  let traits: TicketTraits
  let sources: [SourceUse]
  let files: [FileRows]
  let choice: Choice
  let closure: Closure
}
