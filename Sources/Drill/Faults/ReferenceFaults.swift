/// References that lead elsewhere or nowhere, ids that are exchanged, and losses that cancel out in counts.
enum ReferenceFaults {
  static var all: [Fault] { references + exchanges + compound }

  private static var references: [Fault] {
    [
      ("comments", "ticket_id", "comments-are-in-their-ticket", "comments-have-tickets"),
      ("comments", "author_id", "comments-have-the-expected-author", "comments-have-authors"),
      ("data", "requester_id", "tickets-have-the-expected-requester", "tickets-have-requesters"),
    ].flatMap { array, field, differs, orphan in
      let one = array == "data" ? "ticket" : "comment"
      return [
        Fault(.references, "\(one): \(field) of another", .rules([differs])) { copy in
          try copy.editPair(array, where: { $0[field] != $1[field] }) { $0[field] = $1[field] }
            .map { Damage(keys: [$0.keys[0]], members: $0.members) }
        },
        Fault(.references, "\(one): \(field) of nobody", .rules([orphan])) { copy in
          try copy.set(array, field) { _ in .integer(8_888_888_888_888) }
        },
        Fault(.references, "\(one): \(field) nulled", .rules(["batches-match-the-schema"])) { copy in
          try copy.set(array, field) { _ in .null }.map { Damage(members: $0.members) }
        },
        Fault(.references, "\(one): \(field) is 0", .rules([orphan, differs])) { copy in
          try copy.set(array, field) { _ in .integer(0) }
        },
        Fault(.references, "\(one): \(field) is its own id", .rules([orphan, differs])) { copy in
          try copy.edit(array, where: { $0[field] != $0["id"] }) { $0[$1][field] = $0[$1]["id"] }
        },
        Fault(.references, "\(one): \(field) one higher", .rules([orphan, differs])) { copy in
          try copy.set(array, field) { $0.integer.map { .integer($0 + 1) } }
        },
        Fault(.references, "two \(one)s: \(field) exchanged", .rules([differs])) {
          try $0.exchange(array, field)
        },
      ]
    } + [
      Fault(
        .references, "a ticket: its comments all by its requester",
        .rules(["comments-have-the-expected-author"])
      ) {
        copy in
        guard let (place, batch) = try copy.place("data") else { return nil }
        let ticket = batch["data"][place.index]
        return try copy.setAll("comments") { comment in
          guard comment["ticket_id"] == ticket["id"], let requester = ticket["requester_id"] else {
            return nil
          }
          return comment.with("author_id", requester)
        }
      },
      Fault(
        .references, "every comment by the first author", .rules(["comments-have-the-expected-author"]),
        hasPlaces: false
      ) {
        copy in
        guard let first = try copy.otherValue("comments", "author_id", than: nil) else { return nil }
        return try copy.setAll("comments") { $0.with("author_id", first) }
      },
      Fault(
        .references, "two tickets: all of their comments exchanged", .rules(["comments-are-in-their-ticket"])
      ) { copy in
        guard let (place, batch) = try copy.place("comments"),
          let one = batch["comments"][place.index]["ticket_id"],
          let other = try copy.otherValue("comments", "ticket_id", than: one)
        else { return nil }
        return try copy.setAll("comments") { comment in
          let ticket = comment["ticket_id"]
          return ticket == one
            ? comment.with("ticket_id", other) : ticket == other ? comment.with("ticket_id", one) : nil
        }
      },
    ]
  }

  private static var exchanges: [Fault] {
    [
      Fault(.ids, "two users: ids exchanged", .rules(["names-are-unchanged", "emails-are-unchanged"])) {
        copy in
        try copy.editPair("users", where: { $0["id"] != $1["id"] && $0["email"] != $1["email"] }) {
          left, right in
          (left["id"], right["id"]) = (right["id"], left["id"])
        }
      },
      Fault(
        .ids, "two tickets: ids exchanged",
        .rules(["ticket-times-are-unchanged", "tickets-have-the-expected-requester"])
      ) {
        copy in
        try copy.editPair(
          "data", where: { $0["created_at"] != $1["created_at"] || $0["requester_id"] != $1["requester_id"] }
        ) {
          left, right in (left["id"], right["id"]) = (right["id"], left["id"])
        }
      },
      Fault(.ids, "two comments: ids exchanged", .rules(["bodies-are-unchanged"])) { copy in
        try copy.editPair("comments", where: { $0["html_body"] != $1["html_body"] }) { left, right in
          (left["id"], right["id"]) = (right["id"], left["id"])
        }
      },
      Fault(.ids, "every comment of a batch: ids moved on by one record", .rules(["bodies-are-unchanged"])) {
        copy in
        var keys: [String] = []
        let damage = try copy.editBatch { batch in
          let comments = batch["comments"]
          guard comments.count > 2, Set(comments.map { $0["html_body"]?.bytes ?? [] }).count > 2 else {
            return false
          }
          let ids = comments.map { $0["id"] ?? .null }
          batch["comments"] = comments.enumerated().map { $1.with("id", ids[($0 + 1) % ids.count]) }
          keys = ids.map { "comment \($0.integer ?? 0)" }
          return true
        }
        return damage.map { Damage(keys: keys, members: $0.members) }
      },
    ]
  }

  /// What counts alone would not show.
  private static var compound: [Fault] {
    [
      lostAndDoubled("comments", "no-missing-comments"), lostAndDoubled("data", "no-missing-tickets"),
      lostAndDoubled("users", "no-missing-users"),
      lostAndStrange("comments", "no-missing-comments"), lostAndStrange("data", "no-missing-tickets"),
      lostAndStrange("users", "no-missing-users"),
      Fault(
        .compound, "comment: the last of a batch is the first of the next in its place",
        .rules(["no-missing-comments"])
      ) {
        copy in
        let batches = copy.archive.batches
        for number in copy.position.order(max(0, batches.count - 1)) {
          var left = try copy.archive.batch(batches[number])
          let right = try copy.archive.batch(batches[number + 1])
          guard let lost = left["comments"].last, let doubled = right["comments"].first else { continue }
          left["comments"][left["comments"].count - 1] = doubled
          try copy.archive.setBatch(batches[number], left)
          return Damage(keys: [copy.key(lost, of: "comments")])
        }
        return nil
      },
      Fault(
        .compound, "two comments: one a second later, one a second earlier",
        .rules(["comment-times-are-unchanged"])
      ) {
        copy in
        try copy.editPair("comments", where: { _, _ in true }) { left, right in
          left["created_at"] = left["created_at"]?.text.flatMap(Stamp.init).map {
            .text($0.later(seconds: 1).text)
          }
          right["created_at"] = right["created_at"]?.text.flatMap(Stamp.init).map {
            .text($0.later(seconds: -1).text)
          }
        }
      },
      Fault(
        .compound, "two comments: ids, bodies and times exchanged, all but the flag",
        .rules(["public-flags-are-unchanged"])
      ) {
        copy in
        try copy.editPair(
          "comments",
          where: { left, right in
            left["public"] != right["public"] && left["ticket_id"] == right["ticket_id"]
          }
        ) { left, right in
          let flags = (left["public"] ?? .null, right["public"] ?? .null)
          swap(&left, &right)
          (left["public"], right["public"]) = flags
        }
      },
      Fault(
        .compound, "comments beyond the greatest key in place of others", .rules(["no-missing-comments"]),
        hasPlaces: false
      ) {
        copy in
        let number = try copy.unusedID("comments", "id")
        guard let last = copy.archive.batches.last else { return nil }
        var batch = try copy.archive.batch(last)
        guard !batch["comments"].isEmpty else { return nil }
        let keys = copy.lostKeys(Array(batch["comments"].suffix(3)), of: "comments")
        let kept = batch["comments"].dropLast(3)
        let strange = batch["comments"].suffix(3).enumerated().map {
          $1.with("id", .integer(number + Int64($0)))
        }
        batch["comments"] = Array(kept) + strange
        try copy.archive.setBatch(last, batch)
        return Damage(keys: keys)
      },
      Fault(
        .compound, "two batches: each has the other's records and lost one", .rules(["no-missing-comments"])
      ) { copy in
        let batches = copy.archive.batches
        guard batches.count > 1, let first = copy.position.order(batches.count - 1).first else { return nil }
        let (one, other) = (batches[first], batches[first + 1])
        var (left, right) = (try copy.archive.batch(one), try copy.archive.batch(other))
        guard let lost = left["comments"].last else { return nil }
        left["comments"].removeLast()
        (left, right) = (right, left)
        try copy.archive.setBatch(one, left)
        try copy.archive.setBatch(other, right)
        return Damage(keys: [copy.key(lost, of: "comments")])
      },
    ]
  }

  private static func lostAndDoubled(_ array: String, _ rule: String) -> Fault {
    let one = noun(array)
    return Fault(.compound, "\(one): one lost, its neighbour there twice", .rules([rule])) { copy in
      try copy.editPair(array, where: { _, _ in true }) { left, right in left = right }
        .map { Damage(keys: [$0.keys[0]], members: []) }
    }
  }

  private static func lostAndStrange(_ array: String, _ rule: String) -> Fault {
    Fault(.compound, "\(noun(array)): one lost, one that no export has in its place", .rules([rule])) {
      copy in
      let number = try copy.unusedID(array, "id")
      return try copy.edit(array) { $0[$1] = $0[$1].with("id", .integer(number)) }.map {
        Damage(keys: $0.keys)
      }
    }
  }

  private static func noun(_ array: String) -> String {
    array == "data" ? "ticket" : String(array.dropLast())
  }
}
