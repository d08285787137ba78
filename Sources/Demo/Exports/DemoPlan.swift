/// The demo's plan, written for somebody who reads one for the first time.
enum DemoPlan {
  static let text = """
    # One file describes a migration. `deskaudit build` makes the archive from it, and
    # `deskaudit verify` holds the archive against the same exports, with code of its own.
    migration: Chat history to the new desk (made-up data)

    # Where the old systems' exports are. The names chat and ticketing are free; reports use them.
    # A path is a file, a list of files, or a glob such as exports/chat_data*.csv.
    sources:
      chat:
        path: exports/chat_data.csv
      ticketing:
        path: exports/ticket_platform_users.csv

    # One person is one e-mail, whatever its case and the spaces around it. People whom the
    # ticketing tool knows keep the id that they have there.
    identity:
      match: email
      keep: ticketing

    # The archive for the new platform: at most batch-size objects of a kind in one member, the
    # members numbered 100, 200, 300 and so on.
    archive:
      path: backup_tickets.tar.gz
      member: backup_tickets_{batch}.json
      batch-size: 100

    # "Now", for the rule that nothing lies in the future. A fixed date makes every run the same.
    as-of: 2026-11-20T00:00:00Z

    """
}
