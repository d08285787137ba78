import ArgumentParser

@main
struct Deskaudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Builds helpdesk migration archives, and proves that nothing was lost.",
    subcommands: [Build.self])
}
