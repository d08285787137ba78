// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The fuzz targets, and the code that they call, compiled once more with the compiler's coverage: a package of its own, so
// that nobody else builds it. Tests/LibFuzzer/run builds it, and sets LIBFUZZER to the compiler's libFuzzer without a `main`.
//
// Of Audit and Migration only the files that the targets call are compiled, which takes a tenth of the time.

let libFuzzer = Context.environment["LIBFUZZER"] ?? ""

let usual: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A module with coverage for the fuzzer to go by, and with its insides for the targets to call.
func module(_ name: String, _ dependencies: [Target.Dependency], sources: [String]? = nil) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Modules/\(name)", exclude: others(of: name, than: sources),
    sources: sources, swiftSettings: usual + [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])])
}

/// The other files of a module, of which SwiftPM would warn.
func others(of name: String, than sources: [String]?) -> [String] {
  guard let sources else { return [] }
  let folder = "\(Context.packageDirectory)/Modules/\(name)"
  let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  return paths.filter { path in !sources.contains { $0 == path || $0.hasPrefix(path + "/") } }
}

let package = Package(
  name: "deskaudit-fuzz",
  dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
  targets: [
    .systemLibrary(name: "CZlib", path: "Modules/CZlib", pkgConfig: "zlib"),
    .target(name: "CISAL", path: "Modules/CISAL"),
    .target(name: "CPlatform", path: "Modules/CPlatform"),
    module("Platform", ["CPlatform"]),
    module("Storage", ["Platform"]),
    module("Plan", ["Platform", "Yams"]),
    module("Exports", ["Plan", "Platform", "CZlib"]),
    module("Archive", ["Platform", "CZlib", "CISAL"]),
    module(
      "Migration", ["Plan"],
      sources: [
        "Values/Bytes.swift", "Values/Decimal.swift", "Values/Digest.swift", "Values/EmailAddress.swift",
        "Values/EmailKey.swift", "Values/EpochStamp.swift", "Values/Instant.swift", "Values/Integer.swift",
        "Values/JSONDigest.swift", "Values/LocalTime.swift", "Values/PatternStamp.swift",
        "Values/StampReader.swift",
        "Values/UTF8Check.swift", "Writing/ByteBuffer.swift", "Writing/JSONText.swift",
      ]),
    module(
      "Audit", ["Plan", "Exports", "Storage"],
      sources: [
        "Loading/DialectCounter.swift", "Loading/NestedCounter.swift", "Loading/RecordCounter.swift",
        "Loading/SecondCount.swift", "Loading/UncountableProblem.swift", "Tables/Vector.swift",
        "Values/EmailForm.swift",
        "Values/FieldValue.swift", "Values/Instant.swift", "Values/InstantReader.swift",
        "Values/JSONDigest.swift",
        "Values/KnownForm.swift", "Values/Likeness.swift", "Values/NumberValue.swift",
        "Values/PatternReading.swift",
        "Values/Scalars.swift", "Values/TextDigest.swift", "Values/UTF8Check.swift",
      ]),
    .executableTarget(
      name: "FuzzTargets", dependencies: ["Plan", "Exports", "Migration", "Archive", "Audit", "CZlib"],
      path: "Targets", swiftSettings: usual, linkerSettings: [.unsafeFlags([libFuzzer, "-lstdc++"])]),
  ],
  swiftLanguageModes: [.v6]
)
