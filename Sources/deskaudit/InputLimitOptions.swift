import ArgumentParser
import Plan

/// The options for data beyond what is read by default, the same for each command that reads a whole migration.
struct InputLimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The most bytes of a batch in the archive, from 1K to 1G: 'build' writes no larger one, 'verify' reads none. \
      (default: 256M)
      """, valueName: "size"))
  var maxMember: MemoryLimit?

  @Option(
    help: ArgumentHelp(
      "The most bytes of one record of an export, from 1K to 1G. (default: 64M)", valueName: "size"))
  var maxRecord: MemoryLimit?

  @Option(help: ArgumentHelp("The most columns of a CSV header, from 1 to 1000000.", valueName: "n"))
  var maxColumns = InputLimits().columns

  @Option(
    help: ArgumentHelp(
      """
      The most bytes that a gzip file expands to for each of its own, after the first 16 MiB, from 1 to 1100. gzip \
      reaches 1032, so that 1100 refuses nothing.
      """, valueName: "n"))
  var maxExpansion = InputLimits().expansion

  func validate() throws {
    for (name, size) in [("--max-member", maxMember), ("--max-record", maxRecord)] {
      guard size.map({ InputLimits.bytesOfOptions.contains($0.byteCount) }) ?? true else {
        throw ValidationError("\(name) is a size from 1K to 1G")
      }
    }
    guard InputLimits.columnsOfOptions.contains(maxColumns) else {
      throw ValidationError("--max-columns is a number from 1 to 1000000")
    }
    guard InputLimits.expansionOfOptions.contains(maxExpansion) else {
      throw ValidationError("--max-expansion is a number from 1 to 1100")
    }
  }

  var limits: InputLimits {
    var limits = InputLimits()
    if let maxMember { limits.memberBytes = maxMember.byteCount }
    if let maxRecord { limits.recordBytes = maxRecord.byteCount }
    limits.columns = maxColumns
    limits.expansion = maxExpansion
    return limits
  }
}
