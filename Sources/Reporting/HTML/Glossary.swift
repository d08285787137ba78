/// The words of the page, for whoever has never seen one.
enum Glossary {
  struct Entry {
    var word: String
    var meaning: String
  }

  static let entries: [Entry] = [
    ("archive", "the file that goes into the new system: a .tar.gz with all batches"),
    ("area", "what rules have in common: counts, keys, references, time and so on"),
    ("balance", "the account of all records: what was read, left out, expected, and what arrived"),
    ("batch", "one file of the archive, with some of its tickets, comments and users"),
    ("cause", "what several failures have in common, where the data proves it; repair it, and they go away"),
    ("duplicate", "a second record of the archive with the id of another"),
    ("expected", "what must be in the new system by the exports and the plan"),
    ("explained", "not expected, for a reason that the plan or the data gives, such as an exact duplicate"),
    ("export", "a file that the legacy system gave"),
    ("finding", "one violation with its place, or several that belong together"),
    ("JSON pointer", "a place within a batch: /data/tickets/comments/18 is the 19th of its comments"),
    ("legacy system", "where the data comes from"),
    (
      "masked",
      "not shown, because it is personal: only its length is; texts of threads have a for letters, 9 for digits, • for addresses"
    ),
    ("matched", "in the exports and in the archive, by the same id"),
    ("missing", "expected, and not in the archive"),
    ("N/A", "not applicable: there is nothing to judge"),
    ("new system", "where the archive is imported"),
    ("NO VERDICT", "no rule failed, and one at least could not be checked"),
    ("NOT CHECKED", "there was something to judge, and it could not be judged; never counted as passed"),
    ("orphan", "a reference to a record that is not there"),
    ("pass criteria", "what must be so for the rule to pass"),
    (
      "plan",
      "migration.yml: which field of the exports becomes which field of the archive, and what is allowed"
    ),
    ("rejected", "a row that is not used: unreadable, or without what it must have"),
    ("rule", "a sentence about exports and archive that is true or not"),
    ("SHA-256", "a digest: two files with the same one are the same, byte for byte"),
    ("source", "a set of export files of one kind"),
    ("thread", "the comments of one ticket; for some tickets they are shown as both systems have them"),
    ("ticketing", "the system whose users are known already; its ids are kept"),
    ("unexpected", "in the archive, and not expected"),
    ("verdict", "PASS, FAIL, or NO VERDICT where something could not be checked"),
    ("violation", "one case in which a rule is not true"),
    ("waived", "failed, and accepted by somebody until a day"),
    ("WARNING", "a rule that is not true and does not fail the audit"),
  ].map(Entry.init)
}
