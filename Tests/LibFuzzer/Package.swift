// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The fuzz targets, and the code that they call, compiled once more with the compiler's coverage: a package of its own, so
// that nobody else builds it. Tests/LibFuzzer/run builds it, and sets LIBFUZZER to the compiler's libFuzzer without a `main`.
//
// Of Migration and Reporting only the files that the targets call are compiled. Audit is whole, because a rule page may
// name every check, and takes most of the time.

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let libFuzzer = Context.environment["LIBFUZZER"] ?? ""

let usual: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A module with coverage for the fuzzer to go by, and with its insides for the targets to call.
func module(
  _ name: String, _ dependencies: [Target.Dependency], sources: [String]? = nil, without: [String] = [],
  plugins: [Target.PluginUsage]? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Modules/\(name)",
    exclude: without + others(of: name, than: sources), sources: sources,
    swiftSettings: usual + [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])], plugins: plugins)
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
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
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
      "Audit",
      ["Plan", "Exports", "Archive", "Platform", "Storage", "CZlib", "Yams", crypto], without: ["Pages"],
      plugins: ["EmbedPages"]),
    module("RuleExamples", ["Audit", "Plan", "CZlib", crypto]),
    module(
      "Reporting", ["Audit", "Platform", .product(name: "Mustache", package: "swift-mustache")],
      without: [
        "Attestation.swift", "AttestationEnvelope.swift", "AttestationKey.swift", "AuditDigest.swift",
        "Comparison.swift", "ComparisonReport.swift", "FormerReports.swift", "GateConditions.swift",
        "Hypercare", "Lessons.swift", "PlanReport.swift", "PreviousAudit.swift",
        "ProfileDocument+Chat.swift", "ProfileDocument.swift", "ProfileJSON.swift", "ProfileReport.swift",
        "Reports.swift", "RulePageReport.swift", "Schemas", "Schemas.swift", "TraceJSON.swift",
        "TraceReport.swift", "Trend.swift", "TrendPage.swift", "TrendReport.swift",
      ]),
    .executableTarget(name: "PageEmbedder", path: "Modules/PageEmbedder", swiftSettings: usual),
    .plugin(
      name: "EmbedPages", capability: .buildTool(), dependencies: ["PageEmbedder"],
      path: "Modules/EmbedPages"),
    .executableTarget(
      name: "FuzzTargets",
      dependencies: [
        "Plan", "Exports", "Migration", "Archive", "Audit", "RuleExamples", "Reporting", "CZlib",
      ],
      path: "Targets", swiftSettings: usual, linkerSettings: [.unsafeFlags([libFuzzer, "-lstdc++"])]),
  ],
  swiftLanguageModes: [.v6]
)
