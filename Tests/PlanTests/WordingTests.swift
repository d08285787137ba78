import Plan
import Testing

@Suite("Counts in words")
struct CountWordingTests {
  @Test(
    "a count of one has the singular of what is counted",
    arguments: [
      (1, "values", "1 value"), (2, "values", "2 values"), (0, "texts", "0 texts"), (1, "batches", "1 batch"),
      (1, "addresses", "1 address"), (1, "tar entries", "1 tar entry"), (1, "balances", "1 balance"),
      (1, "users with an e-mail", "1 user with an e-mail"), (1, "people", "1 person"),
      (1, "people known to both systems", "1 person known to both systems"),
      (1, "records of sources", "1 record of sources"), (1200, "sla_policies", "1,200 sla_policies"),
      (1, "sla_policies", "1 sla_policy"), (1, "digest files", "1 digest file"),
    ])
  func units(count: Int, units: String, words: String) { #expect(counted(count, of: units) == words) }
}
