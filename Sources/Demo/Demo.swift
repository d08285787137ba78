/// The demo's data: made-up exports, and the archive that a published hand-made pipeline makes of them.
///
/// What comes in: a folder and a number of rows. What goes out, always the same bytes for the same number:
///
///     <folder>/migration.yml
///     <folder>/exports/chat_data.csv                DemoExports.write
///     <folder>/exports/ticket_platform_users.csv
///     an archive with some of seven known faults    writePublishedArchive
///
/// `Text/` holds random numbers, time stamps and CSV fields; `Exports/` makes people, conversations and
/// bodies up and writes them; `Published/` reads the exports back and packs them the way the pipeline does.
/// Both report exact numbers (`DemoFacts`, `PublishedFacts`), so that an audit can be held against them.
///
/// Nothing else in the package depends on this module, and it knows neither the builder nor the verifier:
/// its conversions are a third implementation of the definitions in `Sources/README.md`.

/// Why the demo cannot write or read its files: one sentence with the place and the remedy.
package struct DemoError: Error, Equatable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
