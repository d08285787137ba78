import Foundation

/// Measures the readers of exports and archives one by one, on one thread, and prints a Markdown table.
///
/// `Tests/Benchmarks/run --micro` makes the files and runs this:
///
///     Microbenchmarks EXPORT.csv ARCHIVE.tar.gz STORED.tar.gz
@main
enum Microbenchmarks {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 3 else {
      let usage = "usage: Microbenchmarks EXPORT.csv ARCHIVE.tar.gz STORED.tar.gz\n"
      FileHandle.standardError.write(Data(usage.utf8))
      exit(64)
    }
    let readers = Readers(
      inputs: try Inputs(exportPath: arguments[0], archivePath: arguments[1]),
      archivePath: arguments[1], storedPath: arguments[2])
    let measurements = try readers.measure()
    print("| Reader | GB/s | ns a value | MB a pass | Median ms | Spread ms | Checksum |")
    print("|---|---:|---:|---:|---:|---:|---|")
    for measurement in measurements { print(row(of: measurement)) }
  }

  private static func row(of measurement: Measurement) -> String {
    let perValue = measurement.values.map { fixed(measurement.median * 1e9 / Double($0), digits: 1) }
    let cells = [
      measurement.name,
      fixed(measurement.gigabytesPerSecond, digits: 2),
      perValue ?? "",
      fixed(Double(measurement.bytes) / 1e6, digits: 0),
      fixed(measurement.median * 1e3, digits: 1),
      fixed(measurement.spread * 1e3, digits: 1),
      String(measurement.checksum, radix: 16),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func fixed(_ number: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", number)
  }
}
