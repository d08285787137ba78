/// One ticket with its comments on both sides, for people to look at: what must arrive on the left, what did on the right.
///
/// It proves nothing that rules do not prove, and no verdict depends on it. Custom fields are not part of it.
package struct ThreadSample: Sendable, Equatable {
  /// Why a ticket was chosen.
  package enum Reason: Sendable, Equatable {
    /// A violation that the cause of this number explains.
    case cause(Int)
    /// A violation, explained by no cause, of the rule with this id.
    case rule(String)
    /// It has the most comments.
    case longest
    case newest
    case oldest
    /// It has the most private comments.
    case privateNotes
    /// Somebody writes in it who is merged of the most accounts.
    case mergedPerson
    /// The choice by this seed.
    case random(seed: Int)
  }

  /// What a thread has in one place.
  package enum Row: Sendable, Equatable {
    case comment(ThreadComment)
    /// How many comments are left out there, and how many of them differ.
    case leftOut(count: Int, different: Int)
  }

  /// The id in the archive.
  package var ticket: Int
  /// At least one, in the order of the choice.
  package var reasons: [Reason]
  /// How many comments it must have, and how many the archive has in it.
  package var expected: Int
  package var found: Int
  /// How many of its comments differ, those that are left out counted too.
  package var different: Int
  /// In the order of the export, by time; what only the archive has is where the archive has it.
  package var rows: [Row]

  package init(
    ticket: Int, reasons: [Reason], expected: Int, found: Int, different: Int, rows: [Row]
  ) {
    self.ticket = ticket
    self.reasons = reasons
    self.expected = expected
    self.found = found
    self.different = different
    self.rows = rows
  }
}

/// A comment of a sample, as both sides have it; at least one of them does.
package struct ThreadComment: Sendable, Equatable {
  /// What is not as it must be.
  package enum Difference: String, Sendable, Equatable, CaseIterable {
    /// The archive has no such comment.
    case missing
    /// Nothing expects the comment.
    case unexpected
    /// The archive has it before already.
    case repeated
    case otherTicket = "other-ticket"
    /// Its place among the ticket's comments.
    case order
    case author
    case time
    case visibility = "public"
    case body
  }

  /// Nil of a comment of the archive without an id.
  package var id: Int?
  package var legacy: ThreadSide?
  package var new: ThreadSide?
  package var differences: [Difference]
  /// What changed in the body, in words; nil where it is unknown, or nothing did.
  package var change: String?
  /// The body that must arrive, or that of a comment that only the archive has.
  package var body: ThreadText
  /// The body that arrived, where it is another.
  package var newBody: ThreadText?

  package init(
    id: Int?, legacy: ThreadSide?, new: ThreadSide?, differences: [Difference] = [], change: String? = nil,
    body: ThreadText, newBody: ThreadText? = nil
  ) {
    self.id = id
    self.legacy = legacy
    self.new = new
    self.differences = differences
    self.change = change
    self.body = body
    self.newBody = newBody
  }
}

/// A comment as one side has it, but for its body. Nil is what is not there, or has another type.
package struct ThreadSide: Sendable, Equatable {
  /// The author's id in the archive, and the name, which is masked unless values are shown.
  package var author: Int?
  package var name: String?
  /// RFC 3339.
  package var time: String?
  package var isPublic: Bool?
  /// The ticket that it belongs to, where that is another than the sample's.
  package var ticket: Int?

  package init(
    author: Int? = nil, name: String? = nil, time: String? = nil, isPublic: Bool? = nil, ticket: Int? = nil
  ) {
    self.author = author
    self.name = name
    self.time = time
    self.isPublic = isPublic
    self.ticket = ticket
  }
}

/// A part of a body, masked unless values are shown.
///
/// Characters are code points, and a masked text has as many as the text itself.
package struct ThreadText: Sendable, Equatable {
  /// Of the whole body; nil where the comment has none.
  package var bytes: Int?
  /// Nil where the body was not read again.
  package var text: String?
  /// How many characters come before and after it.
  package var before: Int
  package var after: Int
  /// Which of its characters the other side does not have; nil where nothing is to be marked.
  package var marked: Range<Int>?

  package init(
    bytes: Int?, text: String? = nil, before: Int = 0, after: Int = 0, marked: Range<Int>? = nil
  ) {
    self.bytes = bytes
    self.text = text
    self.before = before
    self.after = after
    self.marked = marked
  }
}
