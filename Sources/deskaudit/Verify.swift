import ArgumentParser
import Audit

/// `deskaudit verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge an archive against the exports that it was made from.",
    discussion: """
      Reads every export of the plan, its 'tables:', and the archive once. Shares the reading of exports with \
      'build', and nothing else. Judges by the rule book: rules about comments, tickets and users of all chats, and \
      rules about organizations, which are repeated for each record type of the plan's own. --rules adds pages of \
      your own, which may compare the plan's tables, and judges by one of them in place of the tool's own page of \
      that name. A rule page, or 'rules:' of the plan, may allow some violations ('max-violations', 'max-share'); \
      'waivers:' of the plan, or --waivers, names a file of what a team accepts until a day. The reports show all of \
      that.

      Removes the reports of an earlier run from --reports before anything else, so that none of them is taken for \
      this one's. Prints the verdict, the causes, what else failed, the balance and the areas, \
      and writes audit.json, audit.html and audit.md, which have every rule, and for policy engines \
      attestation.intoto.json (in-toto, test-result). These show the first findings of each cause; --evidence writes \
      every violation, in CSV files and an SQLite database. --format prints something else and writes the same: json the \
      bytes of audit.json, github an annotation for each cause, failed rule and reason for which rules could not be \
      checked, and openmetrics the figures as metrics; a PASS only once its reports are there. The last line on standard \
      error is always \
      such as 'verdict=FAIL exit=1 rules=96 failed=12 warnings=4 unchecked=0 waived=0': rules that failed as \
      errors, rules that failed as warnings, rules that could not be checked, and rules whose failure is waived.

      audit.html also shows the comments of some tickets as both systems have them, side by side (--samples): of each \
      cause, and of each failed rule that no cause explains, two tickets; those that have the most comments, are the \
      newest and the oldest, have the most private notes, and have somebody who is merged of the most accounts; then \
      others by a fixed seed, the same in every audit. Bodies are read again for it, those of the archive as far as \
      they are near its beginning, and shown masked: letters as a and A, digits as 9, addresses as •.

      Several archives ('path' of the plan as a list, or --archive more than once) are deliveries that the new platform \
      imports one after the other: a record of a later one replaces that of an earlier one with its id, and what is left is \
      judged. What a file must be in itself (gzip, tar, batch numbers, .sha256) each delivery must be.

      Examples:

        deskaudit verify --archive theirs.tar.gz --reports theirs --evidence theirs
        deskaudit verify --rules rules --archive base.tar.gz --archive delta.tar.gz
        deskaudit verify acme.yml --rules rules --gate cutover

      With --gate a gate of the plan decides by its own thresholds: its decision comes first, with each threshold that \
      was crossed, the last line begins such as 'gate=cutover decision=NO-GO exit=1 crossed=2 verdict=FAIL', and the exit \
      code is 0 for GO, 1 for NO-GO and ROLL BACK, 2 for NO DECISION. All else is as ever.

      Exit codes: 0 PASS, every rule was checked and no error-severity rule failed without a waiver; 1 FAIL; 2 NO VERDICT, \
      something could not be read or checked, and nothing is known to fail; 64 usage, plan, waiver or rule error; 129, 130 \
      and 143 interrupted (SIGHUP, SIGINT, SIGTERM).
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    help:
      "Judge this archive instead of the plan's; each of several deliveries, in the order of import.",
    completion: .file())
  var archive: [String] = []

  @OptionGroup var options: AuditOptions

  @Option(
    help: ArgumentHelp(
      "Keep what was read in this folder, and read only what has changed since, by the SHA-256 of its contents.",
      valueName: "dir"), completion: .directory)
  var cache: String?

  func run() throws {
    try options.run(plan: plan, archives: archive) { audit, progress in
      try ProgressDisplay(progress).during {
        guard let cache else { return audit.run() }
        return try audit.run(FactsCache(cache), program: DividedAudit.program())
      }
    }
  }
}
