import Foundation
import Plan
import Testing

@testable import Migration

/// Which record is in which batch, and where.
@Suite("Batches")
struct BatchTests {
  @Test("tickets stand in the order of their first row, comments behind their ticket in time order")
  func order() throws {
    let batch = try Fixture([
      Row(comment: "1", ticket: "20", created: "2021-02-02T02:02:04Z"),
      Row(comment: "2", ticket: "10", created: "2021-02-02T02:02:01Z"),
      Row(comment: "3", ticket: "20", created: "2021-02-02T02:02:03.9Z"),
      Row(comment: "4", ticket: "20", created: "2021-02-02T03:02:03.8+01:00"),
    ]).batch()
    let (tickets, comments) = try ids(of: batch)
    #expect(tickets == [20, 10])
    #expect(comments == [4, 3, 1, 2])
  }

  @Test("comments of one instant are in source order, also where a fraction is spelled otherwise")
  func equalInstants() throws {
    let batch = try Fixture([
      Row(comment: "9", created: "2021-02-02T02:02:02.50Z"),
      Row(comment: "3", created: "2021-02-02T02:02:02.5Z"),
      Row(comment: "7", created: "2021-02-02T02:02:02.500Z"), Row(comment: "1"),
    ]).batch()
    #expect(try ids(of: batch).comments == [1, 9, 3, 7])
  }

  @Test("under conflicts: last a comment stands where its last row stands, its ticket where the first does")
  func placesUnderLast() throws {
    let fixture = try Fixture([
      Row(comment: "1", ticket: "20"), Row(comment: "2", ticket: "10"), Row(comment: "3", ticket: "20"),
      Row(comment: "1", ticket: "20"),
    ])
    fixture.plan.conflicts = .last
    let (tickets, comments) = try ids(of: fixture.batch())
    #expect(tickets == [20, 10])
    #expect(comments == [3, 1, 2])
  }

  @Test("a batch is closed before any of its arrays would overflow")
  func limits() throws {
    // Comments 1 and 2 fill the users of a batch of three; comment 3 would bring a fourth.
    let fixture = try Fixture([
      Row(comment: "1", author: "5", requester: "5", email: "a@example.org"),
      Row(comment: "2", author: "6", requester: "5", email: "b@example.org"),
      Row(comment: "3", ticket: "11", author: "7", requester: "8", email: "c@example.org"),
      Row(comment: "4", ticket: "11", author: "8", requester: "8", email: "d@example.org"),
    ])
    fixture.plan.archive.batchSize = 3
    let members = try fixture.members()
    #expect(members.map(\.name) == ["backup_tickets_100.json", "backup_tickets_200.json"])
    #expect(try members.map { try ids(of: $0.text).comments } == [[1, 2], [3, 4]])
    #expect(members[1].text.contains(#""users":[{"id":8,"#))
  }

  @Test("with batches of one, a requester whom the same comment brings goes ahead alone")
  func batchesOfOne() throws {
    let fixture = try Fixture([
      Row(comment: "1", author: "6", requester: "5", email: "b@example.org"),
      Row(comment: "2", author: "5", requester: "5", email: "a@example.org"),
    ])
    fixture.plan.archive.batchSize = 1
    let members = try fixture.members()
    #expect(members.count == 3)
    #expect(
      members[0].text == #"{"data":{"tickets":{"data":[],"comments":[],"#
        + #""users":[{"id":5,"name":"Ann","email":"a@example.org"}],"organizations":[]}}}"#)
    #expect(members[1].text.contains(#""users":[{"id":6,"#))
    #expect(members[2].text.contains(#""users":[]"#))
  }

  @Test("members are numbered as the plan says")
  func numbering() throws {
    let fixture = try Fixture([Row(), Row(comment: "2")])
    fixture.plan.archive.batchSize = 1
    (fixture.plan.archive.start, fixture.plan.archive.step) = (7, 3)
    (fixture.plan.archive.memberPrefix, fixture.plan.archive.memberSuffix) = ("b-", "")
    #expect(try fixture.members().map(\.name) == ["b-7", "b-10"])
  }

  @Test("a number or a name that a member can't have is a sentence, and nothing is written")
  func numberingOverflows() throws {
    let fixture = try Fixture([Row(), Row(comment: "2")])
    fixture.plan.archive.batchSize = 1
    fixture.plan.archive.step = .max
    #expect(
      throws: BuildError.trouble("batch 2 would have a number above 9223372036854775807; lower 'numbering'")
    ) { try fixture.build() }
    fixture.plan.archive.step = 1
    fixture.plan.archive.memberPrefix = String(repeating: "x", count: 98)
    fixture.plan.archive.memberSuffix = ""
    #expect(
      throws: BuildError.trouble(
        "the name of member \(fixture.plan.archive.memberPrefix)100 is longer than 100 bytes; "
          + "choose a smaller 'batch-size' or a shorter 'member'")
    ) { try fixture.build() }
    #expect(fixture.outputs.isEmpty)
  }

  @Test(
    "on made-up exports every reference is there in time, no array overflows, nothing is lost",
    arguments: 1...7)
  func generated(batchSize: Int) throws {
    let seed = UInt64(4711 + batchSize)
    let fixture = try Fixture(MadeUp.rows(seed: seed, count: 400), ticketing: MadeUp.ticketing)
    fixture.plan.archive.batchSize = batchSize
    let batches = try fixture.members().map { try Batch(json: $0.text) }
    var (users, tickets, comments) = (Set<Int64>(), Set<Int64>(), [Int64: Batch.Comment]())
    var order: [Batch.Comment] = []
    for batch in batches {
      let counts = [batch.tickets.count, batch.comments.count, batch.users.count]
      #expect(counts.allSatisfy { $0 <= batchSize } && counts.contains { $0 > 0 }, "seed \(seed)")
      for user in batch.users { #expect(users.insert(user.id).inserted, "seed \(seed)") }
      for ticket in batch.tickets {
        #expect(tickets.insert(ticket.id).inserted && users.contains(ticket.requesterID), "seed \(seed)")
      }
      for comment in batch.comments {
        #expect(tickets.contains(comment.ticketID) && users.contains(comment.authorID), "seed \(seed)")
        #expect(comments.updateValue(comment, forKey: comment.id) == nil, "seed \(seed)")
        order.append(comment)
      }
    }
    let expected = MadeUp.expected(seed: seed, count: 400)
    #expect(comments == expected.comments, "seed \(seed)")
    #expect(order.map(\.id) == expected.order, "seed \(seed)")
    #expect(users == expected.users && tickets == expected.tickets, "seed \(seed)")
  }

  /// The ids of a batch's tickets and comments, in order.
  private func ids(of json: String) throws -> (tickets: [Int64], comments: [Int64]) {
    let batch = try Batch(json: json)
    return (batch.tickets.map(\.id), batch.comments.map(\.id))
  }
}

/// A batch as Foundation reads it.
struct Batch {
  struct Ticket: Decodable { var id, requesterID: Int64 }
  struct Comment: Decodable, Equatable {
    var id, ticketID, authorID: Int64
    var isPublic: Bool
    var createdAt, body: String
  }
  struct User: Decodable {
    var id: Int64
    var name: String?
    var email: String?
  }

  let tickets: [Ticket]
  let comments: [Comment]
  let users: [User]

  init(json: String) throws {
    struct File: Decodable { var data: Outer }
    struct Outer: Decodable { var tickets: Arrays }
    struct Arrays: Decodable {
      var data: [Ticket]
      var comments: [Comment]
      var users: [User]
      var organizations: [Int]
    }
    let arrays = try JSONDecoder().decode(File.self, from: Data(json.utf8)).data.tickets
    (tickets, comments, users) = (arrays.data, arrays.comments, arrays.users)
    #expect(arrays.organizations.isEmpty)
  }
}

extension Batch.Ticket {
  enum CodingKeys: String, CodingKey { case id, requesterID = "requester_id" }
}

extension Batch.Comment {
  enum CodingKeys: String, CodingKey {
    case id, ticketID = "ticket_id", authorID = "author_id", isPublic = "public", createdAt = "created_at"
    case body = "html_body"
  }
}
