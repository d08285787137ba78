import ArgumentParser
import Storage

/// The value of `--memory` and of other options that take a size: bytes, or a number with the unit that GNU tools use.
struct MemoryLimit: ExpressibleByArgument {
  let byteCount: Int

  /// `512M` and `2G` count in powers of 1024, `800MB` and `2GB` in powers of 1000, `1073741824` is bytes.
  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let unit = Self.units[argument.dropFirst(digits.count).uppercased()]
    else {
      return nil
    }
    let (byteCount, isTooLarge) = number.multipliedReportingOverflow(by: unit)
    guard !isTooLarge else { return nil }
    self.byteCount = byteCount
  }

  private static let units = [
    "": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40, "KB": 1000, "MB": 1_000_000,
    "GB": 1_000_000_000, "TB": 1_000_000_000_000,
  ]

  /// - Throws: `ValidationError` for less than the tool can run in.
  func validate() throws {
    guard byteCount >= Spill.leastMemory else {
      throw ValidationError("--memory is at least 256M: the buffers of the readers need that")
    }
  }
}

/// The option `--memory`, which `build` and `verify` have.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Bound the resident memory, such as 512M, 800MB or 2G, at least 256M. What goes beyond is kept in unnamed files \
      in $TMPDIR, or /var/tmp without it, and costs some speed. (default: as much as the tables need)
      """, valueName: "size"))
  var memory: MemoryLimit?

  func validate() throws { try memory?.validate() }
}
