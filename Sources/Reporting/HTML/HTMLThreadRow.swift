import Audit

/// A comment of a thread as both sides have it, or what is left out there.
struct HTMLThreadRow {
  /// What is left out; nil of a comment.
  var gapWords: String?
  var isComment: Bool
  /// `comment 1001`
  var commentTitle: String
  /// What differs, each in words; nothing of a comment that is equal.
  var commentLabels: [String]
  var isEqual: Bool
  /// What changed in the body.
  var changeWords: String?
  /// Two cells, the legacy system's and the new one's.
  var cells: [Cell]

  /// A comment on one side, or why it is not there.
  struct Cell {
    var cellName: String
    var absence: String?
    var isThere: Bool
    var isPrivate: Bool
    var cellFacts: [Fact]
    var bodyParts: [BodyPart]
    /// What the body is of which nothing, or only a part, is shown.
    var bodyNote: String?
  }

  /// What is said of a comment beside its body, marked where it differs.
  struct Fact {
    var factText: String
    var isMarkedFact: Bool
  }

  /// A part of a body, marked where it differs, line by line.
  struct BodyPart {
    var isMarked: Bool
    var lines: [Line]
  }

  struct Line {
    var lineText: String
    /// Whether another line of the part follows.
    var endsLine: Bool
  }

  init(_ row: ThreadSample.Row, ofTicket ticket: Int) {
    switch row {
    case .leftOut(let count, let different):
      self.init(gap: Self.words(leftOut: count, different: different))
    case .comment(let comment): self.init(comment)
    }
  }

  private init(gap: String) {
    (gapWords, isComment, commentTitle, isEqual) = (gap, false, "", false)
    (commentLabels, changeWords, cells) = ([], nil, [])
  }

  /// `… 3,204 comments, equal on both sides`
  private static func words(leftOut count: Int, different: Int) -> String {
    let words = "… \(counting(count, "comment"))"
    switch different {
    case 0: return "\(words), equal on both sides"
    case count: return "\(words), \(count == 1 ? "which differs" : "which differ")"
    default: return "\(words), of which \(different.grouped) \(different == 1 ? "differs" : "differ")"
    }
  }

  private init(_ comment: ThreadComment) {
    (gapWords, isComment) = (nil, true)
    commentTitle = comment.id.map { "Comment \($0)" } ?? "A comment without an id"
    commentLabels = comment.differences.map { $0.words(comment) }
    isEqual = comment.differences.isEmpty
    changeWords = comment.change
    cells = [
      Cell("Legacy system", comment.legacy, comment.body, comment),
      Cell("New system", comment.new, comment.newBody ?? comment.body, comment),
    ]
  }
}

extension HTMLThreadRow.Cell {
  fileprivate init(_ name: String, _ side: ThreadSide?, _ body: ThreadText, _ comment: ThreadComment) {
    cellName = name
    isThere = side != nil
    isPrivate = side?.isPublic == false
    guard let side else {
      absence = comment.absence
      (cellFacts, bodyParts, bodyNote) = ([], [], nil)
      return
    }
    absence = nil
    let differ = Set(comment.differences)
    cellFacts = [
      .init(factText: side.authorWords, isMarkedFact: differ.contains(.author)),
      .init(factText: side.time ?? "no time", isMarkedFact: differ.contains(.time)),
      .init(factText: side.visibilityWords, isMarkedFact: differ.contains(.visibility)),
    ]
    if let ticket = side.ticket {
      cellFacts.append(.init(factText: "in ticket \(ticket)", isMarkedFact: true))
    }
    bodyParts = body.parts
    bodyNote = body.note
  }
}

extension ThreadComment {
  /// Why one side does not have it.
  fileprivate var absence: String {
    if differences.contains(.missing) { return "missing: it is not in the archive" }
    if differences.contains(.repeated) { return "no second one is expected" }
    return "no such comment is expected"
  }
}

extension ThreadComment.Difference {
  fileprivate func words(_ comment: ThreadComment) -> String {
    switch self {
    case .missing: "missing"
    case .unexpected: "unexpected"
    case .repeated: "there a second time"
    case .otherTicket: "in another ticket"
    case .order: "in another order"
    case .author: "another author"
    case .time: "another time"
    case .visibility:
      switch (comment.legacy?.isPublic, comment.new?.isPublic) {
      case (false, true): "public instead of private"
      case (true, false): "private instead of public"
      default: "not said whether it is public"
      }
    case .body: "another text"
    }
  }
}

extension ThreadSide {
  fileprivate var authorWords: String {
    guard let author else { return "no author" }
    return name.map { "user \(author) \($0)" } ?? "user \(author)"
  }

  fileprivate var visibilityWords: String {
    switch isPublic {
    case true?: "public"
    case false?: "private"
    case nil: "not said whether it is public"
    }
  }
}

extension ThreadText {
  /// The text in parts: before what is marked, that, and after it.
  fileprivate var parts: [HTMLThreadRow.BodyPart] {
    guard let text else { return [] }
    let all = Array(text.unicodeScalars)
    let marked = marked ?? all.count..<all.count
    return [
      HTMLThreadRow.BodyPart(all[..<marked.lowerBound], prefix: before > 0 ? "…" : ""),
      HTMLThreadRow.BodyPart(all[marked], isMarked: true),
      HTMLThreadRow.BodyPart(all[marked.upperBound...], suffix: after > 0 ? "…" : ""),
    ].filter { $0.lines.contains { !$0.lineText.isEmpty || $0.endsLine } }
  }

  /// What is not shown of the body.
  fileprivate var note: String? {
    guard let bytes else { return "no body" }
    guard let text else { return "a body of \(counting(bytes, "byte")), not read again" }
    if bytes == 0 { return "an empty body" }
    return before + after == 0
      ? nil : "of \(counting(before + text.unicodeScalars.count + after, "character"))"
  }
}

extension HTMLThreadRow.BodyPart {
  fileprivate init(
    _ text: ArraySlice<Unicode.Scalar>, isMarked: Bool = false, prefix: String = "", suffix: String = ""
  ) {
    self.isMarked = isMarked
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    self.lines = lines.enumerated().map { number, line in
      var shown = String.UnicodeScalarView()
      shown.append(contentsOf: line)
      return HTMLThreadRow.Line(lineText: String(shown), endsLine: number < lines.count - 1)
    }
    self.lines[0].lineText = prefix + self.lines[0].lineText
    self.lines[self.lines.count - 1].lineText += suffix
  }
}
