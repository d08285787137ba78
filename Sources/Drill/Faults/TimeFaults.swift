/// Instants that are others, orders that are reversed, flags that changed.
enum TimeFaults {
  static var all: [Fault] {
    instants.map { of("comments", "comment", $0) } + instants.map { of("data", "ticket", $0) } + everywhere
      + order + flags
  }

  private typealias Change = (words: String, change: @Sendable (Stamp) -> String?)

  private static func of(_ array: String, _ one: String, _ change: Change) -> Fault {
    let rules = ["\(one)-times-are-unchanged", "timestamps-are-rfc-3339", "batches-match-the-schema"]
    return Fault(.instants, "\(one): its time \(change.words)", .rules(rules)) { copy in
      try copy.set(array, "created_at") { value in
        value.text.flatMap(Stamp.init).flatMap { stamp in
          change.change(stamp).flatMap { $0 == value.text ? nil : .text($0) }
        }
      }
    }
  }

  private static var instants: [Change] {
    [
      ("a nanosecond later", { $0.later(seconds: 0, nanoseconds: 1).text }),
      ("a second later", { $0.later(seconds: 1).text }),
      ("a second earlier", { $0.later(seconds: -1).text }),
      ("without its fraction", { with($0) { $0.nanosecond = 0 } }),
      ("cut to milliseconds", { with($0) { $0.nanosecond -= $0.nanosecond % 1_000_000 } }),
      ("without its seconds", { with($0) { ($0.second, $0.nanosecond) = (0, 0) } }),
      (
        "without its time of day",
        { with($0) { ($0.hour, $0.minute, $0.second, $0.nanosecond) = (0, 0, 0, 0) } }
      ),
      ("an hour later (daylight saving)", { $0.later(seconds: 3600).text }),
      ("an hour earlier", { $0.later(seconds: -3600).text }),
      ("read as local time", { $0.local + "+02:00" }),
      ("twelve hours off (AM and PM)", { $0.later(seconds: $0.hour < 12 ? 43_200 : -43_200).text }),
      (
        "with day and month exchanged",
        { stamp in
          stamp.day > 12 || stamp.day == stamp.month
            ? nil : with(stamp) { ($0.month, $0.day) = ($0.day, $0.month) }
        }
      ),
      ("a year off", { stamp in stamp.day == 29 ? nil : with(stamp) { $0.year += 1 } }),
      ("a day later", { $0.later(seconds: 86_400).text }),
      ("the epoch", { _ in "1970-01-01T00:00:00Z" }),
      ("in the future", { _ in "2999-01-01T00:00:00Z" }),
      ("without a zone", { $0.local }),
      ("as a date alone", { String($0.text.prefix(10)) }),
      ("with a space for the T", { $0.local.replacing("T", with: " ") }),
      ("on 30 February", { "\($0.text.prefix(4))-02-30T00:00:00Z" }),
      ("at 24 hours", { "\($0.text.prefix(10))T24:00:00Z" }),
      ("at second 60", { "\($0.text.prefix(17))60Z" }),
      ("emptied", { _ in "" }),
    ]
  }

  private static func with(_ stamp: Stamp, _ change: (inout Stamp) -> Void) -> String {
    var copy = stamp
    change(&copy)
    return copy.text
  }

  private static var everywhere: [Fault] {
    let all = { (array: String, words: String, rule: String, change: @escaping @Sendable (Stamp) -> String) in
      Fault(.instants, words, .rules([rule]), hasPlaces: false) { copy in
        try copy.setAll(array) { record in
          record["created_at"]?.text.flatMap(Stamp.init).map { record.with("created_at", .text(change($0))) }
        }
      }
    }
    return [
      all("comments", "every comment: an hour later", "comment-times-are-unchanged") {
        $0.later(seconds: 3600).text
      },
      all("comments", "every comment: the day of the import", "comment-times-are-unchanged") { _ in
        "2026-06-01T00:00:00Z"
      },
      all("data", "every ticket: an hour earlier", "ticket-times-are-unchanged") {
        $0.later(seconds: -3600).text
      },
      all("data", "every ticket: without its seconds", "ticket-times-are-unchanged") { stamp in
        with(stamp) { ($0.second, $0.nanosecond) = (0, 0) }
      },
    ]
  }

  private static var order: [Fault] {
    let rule = Fault.Expected.rules(["comments-are-in-time-order", "no-comment-precedes-its-ticket"])
    return [
      Fault(
        .order, "two comments of a ticket: their places exchanged", .rules(["comments-are-in-time-order"])
      ) { copy in
        try copy.editPair(
          "comments",
          where: { left, right in
            left["ticket_id"] == right["ticket_id"] && left["created_at"] != right["created_at"]
          }
        ) { swap(&$0, &$1) }
      },
      Fault(.order, "every batch newest first", .rules(["comments-are-in-time-order"]), hasPlaces: false) {
        copy in
        for index in copy.archive.batches {
          var batch = try copy.archive.batch(index)
          batch["comments"].reverse()
          try copy.archive.setBatch(index, batch)
        }
        return Damage()
      },
      Fault(.order, "a ticket: its comments newest first", .rules(["comments-are-in-time-order"])) { copy in
        try copy.editBatch { batch in
          guard let ticket = manyTimes(batch) else { return false }
          let indices = batch["comments"].indices.filter { batch["comments"][$0]["ticket_id"] == ticket }
          let reversed = indices.reversed().map { batch["comments"][$0] }
          for (index, comment) in zip(indices, reversed) { batch["comments"][index] = comment }
          return true
        }
      },
      Fault(
        .order, "a ticket: its first comment in a batch after all others",
        .rules(["comments-are-in-time-order"])
      ) {
        copy in
        var moved: JSONNode?
        let damage = try copy.editBatch { batch in
          guard let ticket = manyTimes(batch),
            let index = batch["comments"].firstIndex(where: { $0["ticket_id"] == ticket })
          else { return false }
          moved = batch["comments"].remove(at: index)
          return true
        }
        guard damage != nil, let moved else { return nil }
        var last = try copy.archive.batch(copy.archive.batches[0]).emptied
        last["comments"] = [moved]
        try copy.archive.appendBatch(last)
        return Damage()
      },
      Fault(.order, "a comment dated before its ticket", rule) { copy in
        try copy.set("comments", "created_at") { value in
          value.text.flatMap(Stamp.init).map { .text($0.later(seconds: -40 * 365 * 86_400).text) }
        }
      },
      Fault(.order, "a user in a batch after all that refers to them", .warnings(["no-forward-references"])) {
        copy in
        try copy.moveToEnd("users")
      },
      Fault(.order, "a ticket in a batch after all of its comments", .warnings(["no-forward-references"])) {
        copy in
        try copy.moveToEnd("data")
      },
    ]
  }

  /// A ticket with comments of different times in a batch.
  private static func manyTimes(_ batch: Batch) -> JSONNode? {
    let comments = batch["comments"]
    return comments.indices.dropLast().first {
      comments[$0]["ticket_id"] == comments[$0 + 1]["ticket_id"]
        && comments[$0]["created_at"] != comments[$0 + 1]["created_at"]
    }.flatMap { comments[$0]["ticket_id"] }
  }

  private static var flags: [Fault] {
    let rule = Fault.Expected.rules(["public-flags-are-unchanged"])
    let (yes, no) = (JSONNode.raw("true"), JSONNode.raw("false"))
    let spelled = Fault.Expected.rules(["batches-match-the-schema", "public-flags-are-unchanged"])
    return [
      Fault(.flags, "a private comment made public", rule) {
        try $0.set("comments", "public") { $0 == no ? yes : nil }
      },
      Fault(.flags, "a public comment made private", rule) {
        try $0.set("comments", "public") { $0 == yes ? no : nil }
      },
      Fault(.flags, "every comment public", rule, hasPlaces: false) { copy in
        try copy.setAll("comments") { $0.with("public", yes) }
      },
      Fault(.flags, "every comment private", rule, hasPlaces: false) { copy in
        try copy.setAll("comments") { $0.with("public", no) }
      },
      Fault(.flags, "every flag the other way round", rule, hasPlaces: false) { copy in
        try copy.setAll("comments") { $0.with("public", $0["public"] == yes ? no : yes) }
      },
      Fault(.flags, "two comments: their flags exchanged", rule) { try $0.exchange("comments", "public") },
      Fault(.flags, "a flag as text", spelled) {
        try $0.set("comments", "public") { .text($0 == yes ? "true" : "false") }
      },
      Fault(.flags, "a flag as a number", spelled) {
        try $0.set("comments", "public") { .integer($0 == yes ? 1 : 0) }
      },
      Fault(.flags, "a flag nulled", spelled) { try $0.set("comments", "public") { _ in .null } },
      Fault(.flags, "a flag left out", spelled) { copy in
        try copy.edit("comments") { $0[$1]["public"] = nil }.map { Damage(members: $0.members) }
      },
    ]
  }
}

extension MigrationCopy {
  /// Moves a record that a record of another batch than the last refers to into a batch after all others.
  fileprivate mutating func moveToEnd(_ array: String) throws -> Damage? {
    var named: Set<Int64> = []
    for index in archive.batches {
      let batch = try archive.batch(index)
      if array == "users" { named.formUnion(batch["data"].compactMap { $0["requester_id"]?.integer }) }
      named.formUnion(
        batch["comments"].compactMap { $0[array == "users" ? "author_id" : "ticket_id"]?.integer })
    }
    guard let (place, batch) = try place(array, where: { $0["id"]?.integer.map(named.contains) ?? false })
    else {
      return nil
    }
    var (before, after) = (batch, batch.emptied)
    after[array] = [before[array].remove(at: place.index)]
    try archive.setBatch(place.batch, before)
    try archive.appendBatch(after)
    return Damage()
  }
}
