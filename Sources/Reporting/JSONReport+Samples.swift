import Audit

// What `audit.json` has of the threads that are shown side by side: written and read.

extension JSONWriter {
  mutating func write(_ sample: ThreadSample) {
    object {
      $0.field("ticket", sample.ticket)
      $0.member("reasons") { $0.array(sample.reasons) { $0.write($1) } }
      $0.field("expected", sample.expected)
      $0.field("found", sample.found)
      $0.field("different", sample.different)
      $0.member("rows") { $0.array(sample.rows) { $0.write($1) } }
    }
  }

  private mutating func write(_ reason: ThreadSample.Reason) {
    object {
      $0.field("kind", reason.kind.rawValue)
      switch reason {
      case .cause(let number): $0.field("cause", number)
      case .rule(let id): $0.field("rule", id)
      case .random(let seed): $0.field("seed", seed)
      case .longest, .newest, .oldest, .privateNotes, .mergedPerson: break
      }
    }
  }

  private mutating func write(_ row: ThreadSample.Row) {
    switch row {
    case .comment(let comment): write(comment)
    case .leftOut(let count, let different):
      object {
        $0.field("left_out", count)
        $0.field("different", different)
      }
    }
  }

  private mutating func write(_ comment: ThreadComment) {
    object {
      if let id = comment.id { $0.field("id", id) }
      if let side = comment.legacy { $0.member("legacy") { $0.write(side) } }
      if let side = comment.new { $0.member("new") { $0.write(side) } }
      $0.member("differences") { $0.array(comment.differences) { $0.string($1.rawValue) } }
      $0.field("change", comment.change)
      $0.member("body") { $0.write(comment.body) }
      if let body = comment.newBody { $0.member("new_body") { $0.write(body) } }
    }
  }

  private mutating func write(_ side: ThreadSide) {
    object {
      if let author = side.author { $0.field("author", author) }
      $0.field("name", side.name)
      $0.field("time", side.time)
      if let isPublic = side.isPublic { $0.field("public", isPublic) }
      if let ticket = side.ticket { $0.field("ticket", ticket) }
    }
  }

  private mutating func write(_ text: ThreadText) {
    object {
      if let bytes = text.bytes { $0.field("bytes", bytes) }
      $0.field("text", text.text)
      if text.before > 0 { $0.field("before", text.before) }
      if text.after > 0 { $0.field("after", text.after) }
      if let marked = text.marked {
        $0.member("marked") {
          $0.object {
            $0.field("from", marked.lowerBound)
            $0.field("to", marked.upperBound)
          }
        }
      }
    }
  }
}

extension ThreadSample: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      ticket: try members["ticket"], reasons: try members["reasons"], expected: try members.count("expected"),
      found: try members.count("found"), different: try members.count("different"),
      rows: try members["rows"])
  }
}

extension ThreadSample.Reason: Decodable {
  fileprivate enum Kind: String {
    case cause, rule, longest, newest, oldest
    case privateNotes = "private-notes"
    case mergedPerson = "merged-person"
    case random
  }

  fileprivate var kind: Kind {
    switch self {
    case .cause: .cause
    case .rule: .rule
    case .longest: .longest
    case .newest: .newest
    case .oldest: .oldest
    case .privateNotes: .privateNotes
    case .mergedPerson: .mergedPerson
    case .random: .random
    }
  }

  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let kind: Kind = try members.word("kind")
    self =
      switch kind {
      case .cause: .cause(try members.count("cause"))
      case .rule: .rule(try members["rule"])
      case .longest: .longest
      case .newest: .newest
      case .oldest: .oldest
      case .privateNotes: .privateNotes
      case .mergedPerson: .mergedPerson
      case .random: .random(seed: try members["seed"])
      }
  }
}

extension ThreadSample.Row: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let isGap = try members.optional("left_out") as Int? != nil
    self =
      isGap
      ? .leftOut(count: try members.count("left_out"), different: try members.count("different"))
      : .comment(try ThreadComment(from: decoder))
  }
}

extension ThreadComment: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let words: [String] = try members["differences"]
    let differences = words.compactMap(Difference.init)
    guard differences.count == words.count else {
      throw members.mistake("differences", "unknown word among '\(words.joined(separator: ", "))'")
    }
    self.init(
      id: try members.optional("id"), legacy: try members.optional("legacy"),
      new: try members.optional("new"),
      differences: differences, change: try members.optional("change"), body: try members["body"],
      newBody: try members.optional("new_body"))
  }
}

extension ThreadSide: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      author: try members.optional("author"), name: try members.optional("name"),
      time: try members.optional("time"), isPublic: try members.optional("public"),
      ticket: try members.optional("ticket"))
  }
}

extension ThreadText: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      bytes: try members.optional("bytes"), text: try members.optional("text"),
      before: try members.optional("before") ?? 0, after: try members.optional("after") ?? 0)
    guard let mark: Mark = try members.optional("marked") else { return }
    guard 0 <= mark.from, mark.from <= mark.to, mark.to <= text?.unicodeScalars.count ?? 0 else {
      throw members.mistake("marked", "expected a part of the text")
    }
    marked = mark.from..<mark.to
  }

  private struct Mark: Decodable {
    var from: Int
    var to: Int
  }
}
