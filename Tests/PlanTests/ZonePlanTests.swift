import Foundation
import Testing

@testable import Plan

@Suite("Time zones of a plan")
struct ZonePlanTests {
  @Test("a zone without transitions has one offset from the beginning of time")
  func fixed() {
    #expect(ZonePlan(parsing: "UTC")?.offsets == [.init(start: .min, secondsEast: 0)])
    #expect(ZonePlan(parsing: "-03:30")?.offsets == [.init(start: .min, secondsEast: -12_600)])
    #expect(ZonePlan(parsing: "-03:30")?.fixedMinutes == -210)
    #expect(ZonePlan(parsing: "Europe/Berlin")?.fixedMinutes == nil)
  }

  @Test("a zone of the database has its transitions: Berlin's in 2021 by EU directive 2000/84/EC")
  func berlin() throws {
    let zone = try #require(ZonePlan(parsing: "Europe/Berlin"))
    #expect(zone.name == "Europe/Berlin")
    let year2021 = zone.offsets.filter { (1_609_459_200..<1_640_995_200).contains($0.start) }
    #expect(
      year2021 == [
        .init(start: 1_616_893_200, secondsEast: 7200), .init(start: 1_635_642_000, secondsEast: 3600),
      ])
    #expect(zone.offsets.first == .init(start: .min, secondsEast: 3600))
  }

  @Test("older names of the database are known, abbreviations and other cases are not")
  func names() {
    #expect(ZonePlan(parsing: "US/Pacific") != nil)
    #expect(ZonePlan(parsing: "Asia/Calcutta")?.offsets.last?.secondsEast == 19_800)
    for name in ["IST", "europe/berlin", "Europe/Berlin ", "GMT+2", "", "/", "../etc/passwd", "é"] {
      #expect(ZonePlan(parsing: name) == nil, "\(name)")
    }
  }

  @Test("the offsets of every known zone ascend, and each differs from the one before")
  func ascending() {
    for name in TimeZone.knownTimeZoneIdentifiers where name.contains("/") {
      let offsets = ZonePlan(parsing: name)?.offsets ?? []
      #expect(offsets.first?.start == .min, "\(name)")
      for (one, next) in zip(offsets, offsets.dropFirst()) {
        #expect(one.start < next.start && one.secondsEast != next.secondsEast, "\(name) \(next.start)")
      }
    }
  }

  // Skipped where Python, or its time zone database, is not installed.
  @Test(
    "Python's zoneinfo gives the same offsets, hour by hour around each transition since 1970",
    .enabled(if: hasZoneInfo),
    arguments: [
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo",
      "Pacific/Apia", "Africa/Casablanca", "Asia/Tehran", "Europe/Dublin", "America/St_Johns",
    ])
  func zoneinfo(name: String) throws {
    let zone = try #require(ZonePlan(parsing: name))
    let starts = zone.offsets.map(\.start).filter { (0..<4_102_444_800).contains($0) }
    let days = stride(from: Int64(0), to: 4_102_444_800, by: 20 * 86_400)
    let instants = (starts.flatMap { [$0 - 3600, $0 - 1, $0, $0 + 3600] } + days).filter { $0 >= 0 }
    let script = """
      import sys, datetime, zoneinfo
      zone = zoneinfo.ZoneInfo(sys.argv[1])
      for line in sys.argv[2].split():
          print(int(datetime.datetime.fromtimestamp(int(line), zone).utcoffset().total_seconds()))
      """
    let said = try #require(
      python(["-c", script, name, instants.map(String.init).joined(separator: " ")]))
    let expected = said.split(separator: "\n").compactMap { Int($0) }
    let found = instants.map { instant in zone.offsets.last { $0.start <= instant }?.secondsEast ?? 0 }
    #expect(found.count == expected.count)
    let differing = zip(instants, zip(found, expected)).filter { $1.0 != $1.1 }.map(\.0)
    #expect(differing == [])
  }
}

private let hasZoneInfo =
  python(["-c", "import zoneinfo; print(zoneinfo.ZoneInfo('Europe/Berlin').key)"]) == "Europe/Berlin\n"

/// What a Python script prints; nil where it fails, or there is no Python.
private func python(_ arguments: [String]) -> String? {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3"] + arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return nil }
  let text = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return process.terminationStatus == 0 ? String(decoding: text, as: UTF8.self) : nil
}
