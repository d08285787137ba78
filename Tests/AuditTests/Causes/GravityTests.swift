import Testing

@testable import Audit

@Suite("The gravity of a failure")
struct GravityTests {
  @Test(
    "a rule has that of its area, and the flag of private comments that of who may read what",
    arguments: [
      ("public-flags-are-unchanged", "content", Gravity.exposure),
      ("no-erased-user-arrives", "privacy", .exposure),
      ("no-open-ticket-arrives", "visibility", .exposure), ("no-missing-comments", "counts", .loss),
      ("emails-are-unique", "keys", .people), ("names-are-unchanged", "content", .values),
      ("no-future-times", "time", .times), ("waivers-are-needed", "plan", .plan),
      ("backup-is-signed-off", "sign-offs", .plan),
      ("mine", "of-mine", .values),
    ])
  func rules(id: String, area: String, gravity: Gravity) {
    #expect(Gravity(ofRule: id, area: area) == gravity)
  }

  @Test("a cause has that of its kind, unless it decides who may read what")
  func causes() {
    let areas = ["public-flags-are-unchanged": "content", "bodies-are-unchanged": "content"]
    func cause(_ kind: Cause.Kind, _ rule: String) -> Cause {
      Cause(kind: kind, sentence: "", remedy: "", explains: [.init(rule: rule, violations: 1)])
    }
    #expect(cause(.castFlag, "public-flags-are-unchanged").gravity(areas) == .exposure)
    #expect(cause(.castFlag, "bodies-are-unchanged").gravity(areas) == .values)
    #expect(cause(.lostBatch, "no-missing-comments").gravity(areas) == .loss)
    #expect(cause(.missingInput, "no-missing-comments").gravity(areas) == .unjudged)
  }

  @Test("public comments that were private come before many more of a wrong person")
  func order() throws {
    var example = CauseExample()
    for number in example.batches.keys {
      for place in example.batches[number, default: .init()].comments.indices {
        example.batches[number]?.comments[place]["public"] = "true"
      }
      example.batches[number]?.comments.indices.forEach { place in
        let author = example.batches[number]?.comments[place]["author_id"] ?? ""
        if let id = Int(author), id > 900 {
          example.batches[number]?.comments[place]["author_id"] = "\(id - 900)"
        }
      }
    }
    #expect(try example.audit().causes.map(\.kind) == [.castFlag, .idsNotRewritten])
  }
}
