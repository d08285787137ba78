/// Makes up the bodies of comments: HTML in the language of the conversation.
///
/// Everything is encoded once, at the start; a body is then a run of copies into a recycled buffer.
struct BodyWriter {
  /// What a body, or a piece of one, holds.
  struct Marks: OptionSet {
    let rawValue: UInt8
    /// The CSV field must be quoted.
    static let needsQuotes = Marks(rawValue: 1)
    /// A line break, LF or CRLF.
    static let lineBreak = Marks(rawValue: 2)
    /// A line break that is CRLF.
    static let carriageReturn = Marks(rawValue: 4)
    /// A quotation mark, doubled in the field.
    static let quotationMark = Marks(rawValue: 8)
  }

  /// A run of text with its quotation marks doubled already.
  private struct Piece {
    let bytes: [UInt8]
    let marks: Marks

    init(_ text: String) {
      var bytes: [UInt8] = []
      var marks: Marks = []
      for byte in text.utf8 {
        bytes.append(byte)
        switch byte {
        case UInt8(ascii: "\""):
          bytes.append(byte)
          marks.formUnion([.needsQuotes, .quotationMark])
        case UInt8(ascii: ","): marks.formUnion(.needsQuotes)
        case 0x0A: marks.formUnion([.needsQuotes, .lineBreak])
        case 0x0D: marks.formUnion([.needsQuotes, .carriageReturn])
        default: break
        }
      }
      self.bytes = bytes
      self.marks = marks
    }
  }

  private let phrases = Language.all.map { $0.phrases.map(Piece.init) }
  private let starts = Language.all.map { words($0).map { Piece(String($0.prefix(($0.count + 1) / 2))) } }
  private let ends = Language.all.map { words($0).map { Piece(String($0.suffix($0.count / 2))) } }

  /// The words of a language's phrases that hold no markup.
  private static func words(_ language: Language) -> [Substring] {
    language.phrases.flatMap { $0.split(separator: " ") }
      .filter { word in !word.contains { "<>&\"".contains($0) } }
  }

  private let extras = [
    " 🙏", " 😀👍🏽", " 👩‍👩‍👧", " 🇮🇸", " e\u{301}te\u{301}", " &amp; &lt;3", " &#8364;&nbsp;5", " C:\\temp\\log.txt",
    " <a href=\"https://help.example.org/articles/12?a=1&amp;b=2\">→</a>", " <img src=\"cid:1\" alt=\"\">",
    "\t|\t-", " {\"code\": 7}", " 'x'; --", " \u{2028}", " =1+1", "<hr/>",
  ].map(Piece.init)

  private let frames = [
    ("<p>", "</p>"), ("<p>", "</p>"), ("<p>", "</p>"), ("<div>", "</div>"), ("", ""),
    ("<p class=\"note\">", "</p>"), ("<blockquote>\n<p>", "</p>\n</blockquote>"), ("<ul><li>", "</li></ul>"),
  ].map { (open: Piece($0), close: Piece($1)) }

  private let link = Piece(" https://parcels.example.org/")
  private let space = Piece(" ")
  private let breaks = [" ", " ", " ", "<br>", "<br>", "</p><p>", "\n", "\n\n", "\r\n"].map(Piece.init)

  private var text: [UInt8] = []
  private var marks: Marks = []

  /// Appends the body of one comment as a CSV field, and says what is in it; nil for an empty body.
  ///
  /// One in 80 is the empty field; one in 2,000 is long, up to about 25 kB.
  mutating func append(language: Int, to row: inout [UInt8], random: inout SplitMix64) -> Marks? {
    let kind = random.next(below: 2_000)
    if kind < 25 { return nil }
    text.removeAll(keepingCapacity: true)
    marks = []
    let frame = frames[random.next(below: frames.count)]
    add(frame.open)
    var sentences = [1, 1, 1, 1, 1, 1, 1, 1, 2, 3][random.next(below: 10)]
    if kind == 25 { sentences = 20 + random.next(below: 230) }
    for sentence in 0..<sentences {
      if sentence > 0 { add(breaks[random.next(below: breaks.count)]) }
      addSentence(language, &random)
    }
    if random.once(in: 8) { add(extras[random.next(below: extras.count)]) }
    if random.once(in: 2) {
      text.append(contentsOf: [UInt8(ascii: " "), UInt8(ascii: "#")])
      text.append(decimal: Int64(random.next(below: 10_000_000)))
    }
    if random.once(in: 3) { addLink(&random) }
    add(frame.close)
    return finish(into: &row)
  }

  /// One time in eight a phrase, otherwise words that the language might have: the beginning of one, the ends of
  /// others.
  ///
  /// Text of the phrases alone would repeat itself so much that it compresses like no real export.
  private mutating func addSentence(_ language: Int, _ random: inout SplitMix64) {
    let own = phrases[language]
    guard !random.once(in: 8) else { return add(own[random.next(below: own.count)]) }
    let (starts, ends) = (starts[language], ends[language])
    for _ in 0..<(1 + random.next(below: 4)) {
      add(starts[random.next(below: starts.count)])
      for _ in 0..<(1 + random.next(below: 3)) { add(ends[random.next(below: ends.count)]) }
      add(space)
    }
  }

  /// The address of a parcel, an order, a recording: what makes chat text long and hard to compress.
  private mutating func addLink(_ random: inout SplitMix64) {
    add(link)
    let digits = Array("0123456789abcdef".utf8)
    var token = random.next()
    for _ in 0..<16 {
      text.append(digits[Int(token & 15)])
      token >>= 4
    }
  }

  private mutating func add(_ piece: Piece) {
    text.append(contentsOf: piece.bytes)
    marks.formUnion(piece.marks)
  }

  private func finish(into row: inout [UInt8]) -> Marks {
    if marks.contains(.needsQuotes) { row.append(UInt8(ascii: "\"")) }
    row.append(contentsOf: text)
    if marks.contains(.needsQuotes) { row.append(UInt8(ascii: "\"")) }
    return marks
  }
}
