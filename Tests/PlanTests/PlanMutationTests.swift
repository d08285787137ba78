import Testing

@testable import Plan

@Suite("A plan that is damaged anyhow")
struct PlanMutationTests {
  private static let text = """
    sources:
      chat: {path: ["c_*.csv"], delimiter: tab, stages: {by: quarter, first: 2016-Q1}, header: [A, B]}
      desk: {path: u/*.json, fetch: {url: "https://desk.example/u.json", pagination: cursor}}
      t: {path: t.json}
      c: {path: c.json}
    identity: {match: email, keep: desk}
    archive: {path: a.tar.gz, numbering: {start: 1}}
    records:
      comments:
        - key: PART
          fields: {created_at: {format: "%d.%m.%Y %H:%M", time-zone: Europe/Berlin}}
        - {source: c, ids: {prefix: 9}}
      tickets:
        - fields: {status: {from: S, map: {a: b, c: ~}, otherwise: d, default: a}}
        - {source: t, ids: {offset: 5}}
      users: {source: desk, fields: {id: ID}}

    """

  @Test("the plan itself is right")
  func whole() {
    #expect(problems(of: Self.text) == [])
  }

  @Test(
    "a byte removed, repeated or replaced is a plan, or sentences that name its lines",
    arguments: [1, 2, 3] as [UInt64])
  func mutated(seed: UInt64) {
    var state = seed
    let bytes = Array(Self.text.utf8)
    let lines = bytes.count { $0 == 10 } + 2
    let alphabet = Array("{}[]:,'\"~*&%-#\n a0\u{0}\u{FF}".utf8)
    for round in 0..<500 {
      var mutated = bytes
      for _ in 0...round % 3 {
        let place = Int(next(&state) % UInt64(mutated.count))
        switch next(&state) % 3 {
        case 0: mutated.remove(at: place)
        case 1: mutated.insert(mutated[place], at: place)
        default: mutated[place] = alphabet[Int(next(&state) % UInt64(alphabet.count))]
        }
      }
      do throws(PlanError) {
        let plan = try Plan(text: mutated, path: "m.yml")
        #expect(!plan.chats[0].source.paths.isEmpty && !plan.matrix.isEmpty, "seed \(seed), round \(round)")
      } catch {
        let isInPlace = error.problems.allSatisfy {
          (1...lines).contains($0.line ?? 1) && !$0.message.isEmpty
        }
        #expect(!error.problems.isEmpty && isInPlace, "seed \(seed), round \(round): \(error)")
      }
    }
  }

  @Test("each part of the plan taken away is a plan, or sentences")
  func withoutLines() {
    let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
    for first in lines.indices {
      for last in first..<lines.count {
        let text = (lines[..<first] + lines[(last + 1)...]).joined(separator: "\n")
        for problem in problems(of: text) { #expect(problem.hasPrefix("m.yml:")) }
      }
    }
  }

  /// SplitMix64.
  private func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
