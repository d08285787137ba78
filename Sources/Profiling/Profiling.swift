/// What is in the exports, before anything moves: `deskaudit profile` and `deskaudit init`.
///
/// `Values` says what a single value looks like: its form, its damage, its digest. `Statistics` gathers that
/// for columns (`ColumnStatistics`), chat rows (`ChatTally`) and lists of users (`UserTally`); each of them
/// merges with another of its kind, so that threads share the work and the result does not depend on how.
/// `Profile` reads the files (`Profiler`) and holds the finished inventory. `Init` recognises what the files
/// are, and writes a plan for them.
///
/// Nothing here converts a value for the archive or judges a migration: a form is a description, and a
/// distinct count may be an estimate, which is then said.
typealias Bytes = UnsafeBufferPointer<UInt8>
