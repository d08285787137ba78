import ArgumentParser
import Audit

@main
struct Deskaudit: ParsableCommand {
  func run() throws { print(EmbeddedPages.all.map(\.path)) }
}
