import Foundation
import Testing

@testable import Plan

@Suite("Limits of what is read")
struct InputLimitTests {
  @Test(
    "a plan hands the limits that it is read with to every source, and to the list of people who must not arrive"
  )
  func handedOn() throws {
    let path = NSTemporaryDirectory() + "plan-\(UUID().uuidString).yml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = """
      sources:
        chat: {path: chat.csv}
        ticketing: {path: users.csv}
        more: {path: more.csv}
      identity: {match: email, keep: ticketing}
      tables: {more: {source: more, side: legacy, key: id, columns: {name: NAME}}}
      must-not-arrive: erased.csv
      """
    try Data(text.utf8).write(to: URL(filePath: path))
    var limits = InputLimits()
    limits.columns = 7
    let plan = try Plan(contentsOf: path, limits: limits)
    #expect(plan.limits == limits)
    let sources =
      plan.sources + plan.chats.map(\.source) + plan.tables.map(\.source)
      + [plan.ticketing?.source, plan.erasureLedger?.source].compactMap(\.self)
    #expect(sources.count == 7)
    #expect(sources.allSatisfy { $0.limits == limits })
  }
}
