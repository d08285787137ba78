import ArgumentParser
import Reporting

/// `deskaudit schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Print the JSON Schema of plans, rule pages, waivers, sheets of decisions, audits, comparisons, or attestations.",
    discussion: """
      The schemas are of draft 2020-12. An editor with the YAML language server completes and checks a plan by \
      'deskaudit schema plan > migration.schema.json', which the first line of every plan that 'init' writes names. That of decisions is of the rows of the sheet that \
      'decide' writes: an array with an object for each row, of texts by their columns.

      There are: \(Schemas.names.joined(separator: ", ")).

      Examples:

        deskaudit schema plan > migration.schema.json
        deskaudit schema waivers > waivers.schema.json

      Exit codes: 0 printed; 64 usage error.
      """)

  @Argument(help: "Which: \(Schemas.names.joined(separator: ", ")).", completion: .list(Schemas.names))
  var name: String

  func validate() throws { try require(name, "the schema", among: Schemas.names) }

  func run() throws { try Console.say(Schemas.text(name) ?? "", to: .programs) }
}
