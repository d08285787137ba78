import Foundation

/// Bodies of comments as they differ for a compressor.
enum MadeUpText: String, CaseIterable {
  /// Templates with a number in them, as of bots and forms.
  case templates
  /// Short bodies of words that come as often as words do.
  case words
  /// Long bodies of a large vocabulary.
  case prose
  case chinese
  case html
  case json
  case base64
  case letters

  /// Comments as they are in a batch, with such bodies.
  func batches(of count: Int, seed: UInt64) -> [UInt8] {
    var bodies = Bodies(seed: seed)
    var (text, id) = ("", 17_000_000_000)
    while text.utf8.count < count {
      id += Int.random(in: 1...900, using: &bodies.random)
      text += """
        {"id":\(id),"ticket_id":\(id / 20_000),"author_id":\(id / 70_000),"public":true,\
        "created_at":"2021-02-02T02:02:02Z","html_body":"\(bodies.next(self))"},
        """
    }
    return Array(text.utf8)
  }
}

/// Makes bodies up from a seed.
private struct Bodies {
  var random: SeededRandom
  private let vocabulary: [String]
  private let chinese: [Character]
  private let templates: [String]

  init(seed: UInt64) {
    var random = SeededRandom(state: seed)
    vocabulary = (0..<12_000).map { _ in
      String(
        (0..<Int.random(in: 2...9, using: &random)).compactMap { _ in
          "etaoinshrdlucmw".randomElement(using: &random)
        })
    }
    chinese = (0..<3000).compactMap { Unicode.Scalar(0x4E00 + $0 * 5).map(Character.init) }
    let words = vocabulary
    templates = (0..<40).map { _ in
      (0..<14).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }.joined(separator: " ")
    }
    self.random = random
  }

  mutating func next(_ kind: MadeUpText) -> String {
    switch kind {
    case .templates:
      let template = templates[number(below: templates.count)]
      return "<p>\(template) #\(number(below: 9_000_000))</p>"
    case .words: return "<p>\(words(3 + number(below: 37), of: 4000))</p>"
    case .prose: return words(3000, of: vocabulary.count)
    case .chinese: return String((0..<20 + number(below: 200)).map { _ in chinese[common(chinese.count)] })
    case .html:
      let paragraphs = (0..<1 + number(below: 9)).map { _ in
        let style = "style=\\\"font-size:\(10 + number(below: 3))pt;color:#\(hex(6))\\\""
        return
          "<p class=\\\"MsoNormal\\\"><span \(style)>\(words(4 + number(below: 30), of: 9000))</span></p>"
      }
      return "<div dir=\\\"ltr\\\">\(paragraphs.joined())</div>"
    case .json:
      let items = (0..<1 + number(below: 12)).map { _ in
        "{\\\"sku\\\":\(number(below: 99_999)),\\\"qty\\\":\(number(below: 9)),\\\"ref\\\":\\\"\(hex(12))\\\"}"
      }
      return "[\(items.joined(separator: ","))]"
    case .base64: return Data((0..<1500).map { _ in UInt8(number(below: 256)) }).base64EncodedString()
    case .letters:
      return String(
        (0..<20 + number(below: 500)).compactMap { _ in
          "abcdefghijklmnopqrstuvwxyz ".randomElement(using: &random)
        })
    }
  }

  private mutating func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

  /// A number below the limit, small ones more often.
  private mutating func common(_ limit: Int) -> Int {
    number(below: limit) * number(below: limit) / limit
  }

  private mutating func words(_ count: Int, of limit: Int) -> String {
    (0..<count).map { _ in vocabulary[common(limit)] }.joined(separator: " ")
  }

  private mutating func hex(_ count: Int) -> String {
    String((0..<count).compactMap { _ in "0123456789abcdef".randomElement(using: &random) })
  }
}
