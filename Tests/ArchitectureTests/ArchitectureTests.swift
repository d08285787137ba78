import Foundation
import Testing

@Suite("The house stands as it is drawn")
struct ArchitectureTests {
  /// Which of the project's modules, and of its packages' modules, each module may import.
  static let mayImport: [String: Set<String>] = [
    "Platform": ["CPlatform"],
    "Plan": ["Platform", "Yams"],
    "Exports": ["Plan", "Platform", "CZlib"],
    "Fetch": ["Plan", "Platform", "FoundationNetworking"],
    "Storage": ["Platform"],
    "Profiling": ["Plan", "Exports", "Platform"],
    "Sampling": ["Plan", "Exports", "Platform", "Crypto"],
    "Migration": ["Plan", "Exports", "Platform", "Storage", "CZlib", "CISAL", "Crypto"],
    "Archive": ["Platform", "CZlib", "CISAL"],
    "Audit": ["Plan", "Exports", "Archive", "Platform", "Storage", "CZlib", "Yams", "Crypto"],
    "RuleExamples": ["Audit", "Plan", "CZlib", "Crypto"],
    "Reporting": ["Audit", "Profiling", "Platform", "Mustache", "Crypto"],
    "EvidenceFiles": ["Audit", "Platform", "GRDB"],
    "Worklist": ["Audit", "Sampling", "Plan", "Exports"],
    "Demo": ["CZlib"],
    "Drill": ["Plan", "Platform", "CZlib"],
    "deskaudit": [
      "Plan", "Exports", "Fetch", "Profiling", "Sampling", "Migration", "Archive", "Audit", "RuleExamples",
      "Reporting",
      "EvidenceFiles", "Worklist", "Demo", "Drill", "Platform", "Storage", "ArgumentParser",
    ],
    "Microbenchmarks": ["Plan", "Exports", "Archive", "Audit", "CZlib", "CISAL", "Crypto"],
    "PageEmbedder": [],
    "EmbedPages": ["PackagePlugin"],
  ]
  /// Where a module is that is not one of Sources.
  static let elsewhere = ["Microbenchmarks": "Tests/Benchmarks/Micro"]
  static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization",
  ]

  @Test("no module imports what it must not know", arguments: mayImport.keys.sorted())
  func imports(module: String) throws {
    let allowed = Self.mayImport[module, default: []].union(Self.system)
    let files = try Repository.swiftFiles(Self.elsewhere[module] ?? "Sources/\(module)")
    #expect(!files.isEmpty)
    for file in files {
      for line in try Repository.lines(file) where line.hasPrefix("import ") {
        let name = String(line.dropFirst("import ".count))
        #expect(allowed.contains(name), "\(file) imports \(name)")
      }
    }
  }

  @Test("every folder of Sources is a module of the table")
  func modules() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Repository.root + "/Sources")
      .filter { !$0.contains(".") }
    let modules = Set(Self.mayImport.keys).subtracting(Self.elsewhere.keys)
    #expect(Set(folders) == modules.union(["CZlib", "CISAL", "CPlatform", "Spark"]))
  }

  @Test("the package declares no dependency of Audit or Archive on Migration")
  func declaredDependencies() throws {
    let targets = try Repository.text("Package.swift").components(separatedBy: "target(")
    for name in ["Audit", "Archive", "Exports", "Plan"] {
      let target = try #require(targets.first { $0.contains("name: \"\(name)\"") })
      let own = target.components(separatedBy: "swiftSettings")[0]
      #expect(!own.contains("\"Migration\""), "\(name)")
    }
  }

  @Test("the verifier and the writer share no run of eight equal lines")
  func twins() throws {
    var runs: [String: String] = [:]
    for file in try Repository.swiftFiles("Sources/Migration") {
      for (place, run) in try Self.runs(of: 8, in: file) { runs[run] = "\(file):\(place)" }
    }
    for folder in ["Sources/Audit", "Sources/Archive"] {
      for file in try Repository.swiftFiles(folder) {
        for (place, run) in try Self.runs(of: 8, in: file) {
          #expect(runs[run] == nil, "\(file):\(place) stands again at \(runs[run] ?? "")")
        }
      }
    }
  }

  /// Every run of `length` lines that say something, without their indentation, with the line where it starts.
  private static func runs(of length: Int, in file: String) throws -> [(Int, String)] {
    let lines = try Repository.lines(file).enumerated()
      .map { (number: $0.offset + 1, text: $0.element.trimmingCharacters(in: .whitespaces)) }
      .filter { !$0.text.isEmpty && !["{", "}", ")", "])", "})", "else {"].contains($0.text) }
    guard lines.count >= length else { return [] }
    return (0...(lines.count - length)).map { start in
      (lines[start].number, lines[start..<start + length].map(\.text).joined(separator: "\n"))
    }
  }

  @Test("no source file is longer than 350 lines")
  func lengths() throws {
    for file in try Repository.swiftFiles("Sources") + Repository.swiftFiles("Tests") {
      #expect(try Repository.lines(file).count <= 351, "\(file)")
    }
  }

  @Test("nothing else stands at the top level")
  func topLevel() throws {
    let known: Set<String> = [
      "Package.swift", "README.md", "CHANGELOG.md", "Rules", "Reports", "Sources", "Tests", ".ci",
      "Packaging", "action.yml", ".pre-commit-hooks.yaml", ".swift-format", ".gitignore", ".git",
    ]
    let found = try FileManager.default.contentsOfDirectory(atPath: Repository.root)
      .filter { !$0.hasPrefix(".build") && $0 != "Package.resolved" && $0 != ".swiftpm" }
    #expect(Set(found).subtracting(known).isEmpty)
  }

  @Test("sources have no traps on purpose and no left-overs")
  func leftOvers() throws {
    let words = [
      "fatal" + "Error(", "try" + "!", "as" + "!", "TO" + "DO", "FIX" + "ME", "precondition" + "Failure(",
    ]
    for file in try Repository.swiftFiles("Sources") {
      let text = try Repository.text(file)
      for word in words { #expect(!text.contains(word), "\(file) has \(word)") }
    }
  }
}
