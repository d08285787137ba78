import Testing

@testable import Audit

@Suite("Texts of the audit: digests, equality, UTF-8")
struct TextDigestTests {
  @Test("texts that differ in one bit, at any place of any length up to 40, have different digests")
  func bits() {
    var random = RandomNumbers(seed: 1)
    for length in 1...40 {
      let text = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      var digests: Set<UInt64> = [text.read { textDigest($0) }]
      for bit in 0..<length * 8 {
        var changed = text
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        digests.insert(changed.read { textDigest($0) })
      }
      #expect(digests.count == length * 8 + 1, "length \(length)")
    }
  }

  @Test("texts of NUL bytes alone differ by their length")
  func zeros() {
    let digests = (0..<100).map { [UInt8](repeating: 0, count: $0).read { textDigest($0) } }
    #expect(Set(digests).count == 100)
  }

  @Test("two words of a text that change places change the digest")
  func order() {
    let digests = ["aaaaaaaabbbbbbbb", "bbbbbbbbaaaaaaaa", "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"].map {
      $0.read { textDigest($0) }
    }
    #expect(Set(digests).count == 4)
  }

  @Test("a hundred thousand numbers as texts have a hundred thousand digests")
  func spread() {
    let digests = (0..<100_000).map { "comment \($0)".read { textDigest($0) } }
    #expect(Set(digests).count == 100_000)
  }

  @Test("equal bytes are equal wherever they lie, and a digest is of the bytes alone")
  func placesDoNotMatter() {
    let text = Array("xxxThe lamp flickers.".utf8)
    text.read { bytes in
      let here = Bytes(rebasing: bytes[3...])
      "The lamp flickers.".read { there in
        #expect(haveEqualBytes(here, there))
        #expect(textDigest(here) == textDigest(there))
      }
    }
  }

  @Test("two texts that are made to collide without the run's seed don't")
  func chosenTexts() {
    func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
      let product = left.multipliedFullWidth(by: right)
      return product.high ^ product.low
    }
    func bytes(_ words: [UInt64]) -> [UInt8] {
      words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }
    // A block that equals the state of both lanes left them as they were: X F1 Y Z Z and X Y F2 Z Z had one digest.
    func states(_ words: [UInt64]) -> [UInt64] {
      var (one, two): (UInt64, UInt64) = (0x2D35_8DCC_AA6C_78A5 ^ 80, 0xA076_1D64_78BD_642F)
      for block in stride(from: 0, to: words.count, by: 2) {
        one = fold(one ^ words[block], 0x8BB8_4B93_962E_ACC9) &+ words[block]
        two = fold(two ^ words[block + 1], 0xE703_7ED1_A0B4_28DB) &+ words[block + 1]
      }
      return [one, two]
    }
    let (x, y, z): ([UInt64], [UInt64], [UInt64]) = ([1, 2], [3, 4], [5, 6])
    let one = bytes(x + states(x) + y + z + z)
    let other = bytes(x + y + states(x + y) + z + z)
    #expect(one.read { textDigest($0) } != other.read { textDigest($0) })
  }

  @Test("texts that Unicode calls equal are not")
  func canonicalEquivalence() {
    "\u{E9}".read { composed in
      "e\u{301}".read { decomposed in #expect(!haveEqualBytes(composed, decomposed)) }
    }
  }

  @Test("empty texts are equal, with an address and without")
  func empty() {
    "".read { here in
      #expect(haveEqualBytes(here, Bytes(start: nil, count: 0)))
      #expect(textDigest(here) == textDigest(Bytes(start: nil, count: 0)))
    }
  }

  @Test("UTF-8 is judged as the standard library judges it, on random damage of every length")
  func utf8() {
    withEverySeed { seed in
      var random = RandomNumbers(seed: seed)
      for length in 0...40 {
        var text = Array("aé漢🎈 plain, ".utf8)
        while text.count < length + 4 { text += text }
        text.removeLast(text.count - length)
        if length > 0, Bool.random(using: &random) {
          text[Int.random(in: 0..<length, using: &random)] = .random(in: .min ... .max, using: &random)
        }
        let expected = String(validating: text, as: UTF8.self) != nil
        #expect(text.read { isUTF8($0) } == expected, "seed \(seed), \(text)")
      }
    }
  }
}
