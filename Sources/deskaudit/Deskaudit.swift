import ArgumentParser

@main
struct Deskaudit: ParsableCommand {
  static let configuration = CommandConfiguration(subcommands: [Verify.self, MakeDemo.self])
}
