import Glibc

/// The fuzz targets in one program: `DESKAUDIT_FUZZ_TARGET` chooses the one that libFuzzer drives with its own arguments.
///
/// A target takes any bytes, and ends the process by `broken` where an invariant does not hold; libFuzzer keeps the bytes.
@main
enum Main {
  static let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "csv": { CSVTarget.run($0) }, "json": { JSONTarget.run($0) }, "batch": { BatchTarget.run($0) },
    "archive": { ArchiveTarget.run($0) }, "time": { TimeTarget.run($0) }, "email": { EmailTarget.run($0) },
    "value": { ValueTarget.run($0) }, "plan": { PlanTarget.run($0) },
    "page": { PageTarget.run($0) }, "escape": { EscapeTarget.run($0) }, "facts": { FactsTarget.run($0) },
  ]

  nonisolated(unsafe) static var target: ([UInt8]) -> Void = { _ in }

  static func main() {
    let name = getenv("DESKAUDIT_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if name == "list" {
      print(targets.keys.sorted().joined(separator: " "))
      return
    }
    guard let target = targets[name] else {
      print(
        "DESKAUDIT_FUZZ_TARGET is '\(name)'; expected one of \(targets.keys.sorted().joined(separator: " "))")
      exit(64)
    }
    self.target = target
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &arguments) { bytes, count in
        Main.target(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
      })
  }
}

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// libFuzzer's main loop, of the archive without a `main`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<Arguments>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
