/// The tables of `evidence.sqlite`.
enum EvidenceSchema {
  /// `PRAGMA user_version`; another one where a table or column has another name or meaning.
  static let version = 1

  static let tables = """
    CREATE TABLE audit (
      title TEXT NOT NULL, verdict TEXT NOT NULL, archive TEXT NOT NULL, archive_sha256 TEXT NOT NULL,
      plan TEXT NOT NULL, plan_sha256 TEXT NOT NULL, rules_sha256 TEXT NOT NULL, as_of TEXT NOT NULL,
      tool TEXT NOT NULL, shows_values INTEGER NOT NULL CHECK (shows_values IN (0, 1)));
    CREATE TABLE rules (
      id TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL UNIQUE, area TEXT NOT NULL, title TEXT NOT NULL,
      severity TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
      effective_severity TEXT NOT NULL CHECK (effective_severity IN ('error', 'warning')),
      outcome TEXT NOT NULL
        CHECK (outcome IN ('passed', 'failed', 'waived', 'not-applicable', 'not-checked')),
      examined INTEGER NOT NULL, unit TEXT NOT NULL, violations INTEGER NOT NULL,
      violations_from_export INTEGER NOT NULL, summary TEXT NOT NULL);
    CREATE TABLE causes (
      number INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL, sentence TEXT NOT NULL, remedy TEXT NOT NULL);
    CREATE TABLE cause_rules (
      cause INTEGER NOT NULL REFERENCES causes (number), rule TEXT NOT NULL REFERENCES rules (id),
      violations INTEGER NOT NULL, PRIMARY KEY (cause, rule)) WITHOUT ROWID;
    CREATE TABLE findings (
      id INTEGER NOT NULL PRIMARY KEY, rule TEXT NOT NULL REFERENCES rules (id), key TEXT,
      message TEXT NOT NULL, count INTEGER NOT NULL CHECK (count > 0),
      origin TEXT NOT NULL CHECK (origin IN ('archive', 'export')), expected TEXT, found TEXT,
      cause INTEGER REFERENCES causes (number));
    CREATE TABLE places (
      finding INTEGER NOT NULL REFERENCES findings (id),
      side TEXT NOT NULL CHECK (side IN ('archive', 'export', 'new')),
      source TEXT, file TEXT, line INTEGER, record INTEGER, element INTEGER, member TEXT, pointer TEXT,
      "offset" INTEGER, PRIMARY KEY (finding, side)) WITHOUT ROWID;
    CREATE TABLE balance (
      id INTEGER NOT NULL PRIMARY KEY, record TEXT NOT NULL, unit TEXT NOT NULL, read INTEGER NOT NULL,
      accepted INTEGER NOT NULL, expected INTEGER NOT NULL, matched INTEGER NOT NULL,
      missing INTEGER NOT NULL, archive INTEGER NOT NULL, unexpected INTEGER NOT NULL,
      duplicates INTEGER NOT NULL);
    CREATE TABLE balance_reasons (
      balance INTEGER NOT NULL REFERENCES balance (id),
      kind TEXT NOT NULL CHECK (kind IN ('rejected', 'explained', 'resolved')), reason TEXT NOT NULL,
      count INTEGER NOT NULL, PRIMARY KEY (balance, kind, reason)) WITHOUT ROWID;
    """

  /// Made when the rows are there, which is faster than before.
  static let indices = """
    CREATE INDEX findings_rule ON findings (rule);
    CREATE INDEX findings_key ON findings (key);
    """
}
