// swift-tools-version: 6.2
import PackageDescription

// Data goes one way: bytes → records → tables → measurements → verdict → reports.
//
//   CZlib ◄─┬─ Exports ◄─┬─ Migration ◄─────────┐     Plan is read by all but CZlib, Archive and Demo.
//           │            ├─ Profiling ◄─┐       │
//           │            ├─ Sampling ◄─────────┤
//           ├─ Archive ◄─┴─ Audit ◄──┴ Reporting ◄┼─ deskaudit
//           │                 ▲                  │
//           │                 └─ EvidenceFiles ◄─┤
//           ├─ Demo ◄────────────────────────────┤
//           ├─ Drill ◄───────────────────────────┤
//           └  Fetch ◄───────────────────────────┘
//
// Platform, how the process ends, threads and system calls, is under all but Demo, on CPlatform alone.
// Storage, which knows nothing of what is stored, is under Migration and Audit; CISAL, which finds ISA-L
// when the program runs, is beside CZlib under Migration and Archive.
// RuleExamples, the examples of rule pages, is between Audit and deskaudit.
// Audit and Archive never import Migration: the verifier shares no code with the writer.
// ArchitectureTests asserts these arrows.

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  // Overlapping accesses are looked for at run time in debug builds, and so by every test; in a release build the
  // looking costs a fiftieth of an audit.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

// Tests alone are compiled without optimisation in an optimised build: it would cost more than it gains (Tests/run).
let testSettings = settings + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

let package = Package(
  name: "deskaudit",
  products: [.executable(name: "deskaudit", targets: ["deskaudit"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CISAL"),
    .target(name: "CPlatform"),
    .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: settings),
    .target(name: "Plan", dependencies: ["Platform", "Yams"], swiftSettings: settings),
    .target(name: "Storage", dependencies: ["Platform"], swiftSettings: settings),
    .target(name: "Exports", dependencies: ["Plan", "Platform", "CZlib"], swiftSettings: settings),
    .target(name: "Fetch", dependencies: ["Plan", "Platform"], swiftSettings: settings),
    .target(name: "Profiling", dependencies: ["Plan", "Exports", "Platform"], swiftSettings: settings),
    .target(
      name: "Sampling",
      dependencies: ["Plan", "Exports", "Platform", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(
      name: "Migration",
      dependencies: [
        "Plan", "Exports", "Platform", "Storage", "CZlib", "CISAL",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(name: "Archive", dependencies: ["Platform", "CZlib", "CISAL"], swiftSettings: settings),
    .target(
      name: "Audit",
      dependencies: [
        "Plan", "Exports", "Archive", "Platform", "Storage", "CZlib", "Yams",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Pages"], swiftSettings: settings, plugins: ["EmbedPages"]),
    .target(
      name: "RuleExamples",
      dependencies: ["Audit", "Plan", "CZlib", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(
      name: "Reporting",
      dependencies: [
        "Audit", "Profiling", "Platform", .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Schemas"], swiftSettings: settings, plugins: ["EmbedPages"]),
    .target(
      name: "EvidenceFiles",
      dependencies: ["Audit", "Platform", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    .target(
      name: "Worklist", dependencies: ["Audit", "Sampling", "Plan", "Exports"], swiftSettings: settings),
    .target(name: "Demo", dependencies: ["CZlib"], swiftSettings: settings),
    .target(name: "Drill", dependencies: ["Plan", "Platform", "CZlib"], swiftSettings: settings),
    .executableTarget(
      name: "deskaudit",
      dependencies: [
        "Plan", "Exports", "Fetch", "Profiling", "Sampling", "Migration", "Archive", "Audit", "RuleExamples",
        "Reporting",
        "EvidenceFiles", "Worklist", "Demo", "Drill", "Platform", "Storage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .executableTarget(name: "PageEmbedder", swiftSettings: settings),
    .plugin(
      name: "EmbedPages", capability: .buildTool(), dependencies: ["PageEmbedder"],
      path: "Sources/EmbedPages"),

    .executableTarget(
      name: "Microbenchmarks",
      dependencies: [
        "Plan", "Exports", "Archive", "Audit", "CZlib", "CISAL",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/Benchmarks/Micro", swiftSettings: settings),

    .testTarget(
      name: "PlanTests", dependencies: ["Plan", "Profiling", "Audit", "RuleExamples", "Yams"],
      swiftSettings: testSettings),
    .testTarget(name: "ExportsTests", dependencies: ["Exports", "CZlib"], swiftSettings: testSettings),
    .testTarget(
      name: "FetchTests",
      dependencies: ["Fetch", "Plan", "CZlib", .product(name: "FlyingFox", package: "FlyingFox")],
      swiftSettings: testSettings),
    .testTarget(
      name: "ProfilingTests", dependencies: ["Profiling", "Plan", "Exports"], swiftSettings: testSettings),
    .testTarget(
      name: "SamplingTests", dependencies: ["Sampling", "Plan", "Exports"], swiftSettings: testSettings),
    .testTarget(
      name: "WorklistTests", dependencies: ["Worklist", "Audit", "Plan"], swiftSettings: testSettings),
    .testTarget(name: "ArchiveTests", dependencies: ["Archive", "CZlib"], swiftSettings: testSettings),
    .testTarget(name: "PlatformTests", dependencies: ["Platform"], swiftSettings: testSettings),
    .testTarget(name: "StorageTests", dependencies: ["Storage"], swiftSettings: testSettings),
    .testTarget(name: "MigrationTests", dependencies: ["Migration", "CISAL"], swiftSettings: testSettings),
    .testTarget(
      name: "AuditTests",
      dependencies: ["Audit", "RuleExamples", "Reporting", "Plan", "Exports", "Archive", "Storage", "CZlib"],
      swiftSettings: testSettings),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting"], exclude: ["Golden"], swiftSettings: testSettings),
    .testTarget(
      name: "EvidenceFilesTests", dependencies: ["EvidenceFiles", "Audit"], swiftSettings: testSettings),
    .testTarget(name: "DemoTests", dependencies: ["Demo"], swiftSettings: testSettings),
    .testTarget(name: "DrillTests", dependencies: ["Drill", "Plan"], swiftSettings: testSettings),
    .testTarget(name: "ArchitectureTests", swiftSettings: testSettings),
    .testTarget(name: "CommandTests", dependencies: ["deskaudit"], swiftSettings: testSettings),
  ],
  swiftLanguageModes: [.v6]
)
