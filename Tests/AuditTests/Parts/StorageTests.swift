import Testing

@testable import Audit

@Suite("The storage of tables")
struct StorageTests {
  @Test("a vector keeps what is appended, one by one and in runs, while it grows")
  func vector() {
    let vector = Vector<Int64>(minimumCapacity: 1)
    for number in 0..<1000 as Range<Int64> { vector.append(number) }
    Array(1000..<3000 as Range<Int64>).read { vector.append($0) }
    vector.append(UnsafeBufferPointer(start: nil, count: 0))
    vector[7] = -7
    #expect(vector.count == 3000)
    withExtendedLifetime(vector) {
      #expect(Array(vector.values) == (0..<3000).map { $0 == 7 ? -7 : $0 })
    }
  }

  @Test("a vector of one value holds it as often as it should, also never")
  func repeated() {
    let three = Vector<UInt8>(repeating: 9, count: 3)
    withExtendedLifetime(three) { #expect(Array(three.values) == [9, 9, 9]) }
    #expect(Vector<UInt8>(repeating: 9, count: 0).count == 0)
  }

  @Test("a key map numbers keys in the order of their first appearance, as a dictionary does")
  func keyMap() {
    withEverySeed { seed in
      var random = RandomNumbers(seed: seed)
      var map = KeyMap(minimumCapacity: 1)
      var numbers: [Int64: Int32] = [:]
      let edges: [Int64] = [0, -1, .min, .max]
      for _ in 0..<2000 {
        let key =
          edges.randomElement(using: &random).flatMap { Bool.random(using: &random) ? $0 : nil }
          ?? Int64.random(in: 0..<500, using: &random) << Int64.random(in: 0..<40, using: &random)
        let (number, isNew) = map.number(key)
        #expect(isNew == (numbers[key] == nil), "seed \(seed), key \(key)")
        let expected = numbers[key] ?? Int32(numbers.count)
        #expect(number == expected, "seed \(seed), key \(key)")
        numbers[key] = expected
      }
      #expect(map.count == numbers.count)
      #expect(numbers.allSatisfy { map.find($0.key) == $0.value && map.keys[Int($0.value)] == $0.key })
      #expect(map.find(123_456_789_012_345) == nil)
    }
  }

  @Test("a text pool numbers distinct texts once, by their bytes, and gives them back")
  func textPool() {
    let pool = TextPool()
    let texts = (0..<500).map { "text \($0)" } + ["", "é", "e\u{301}", "a\u{0}", "a"]
    for (index, text) in texts.enumerated() {
      let (number, isNew) = text.read { pool.number($0) }
      #expect(number == Int32(index))
      #expect(isNew)
    }
    for (index, text) in texts.enumerated() {
      #expect(text.read { pool.number($0) } == (Int32(index), false))
      #expect(text.read { pool.find($0) } == Int32(index))
      #expect(Array(pool[Int32(index)]) == Array(text.utf8))
    }
    #expect("nowhere".read { pool.find($0) } == nil)
  }

  @Test("a partition holds every included row once, equal keys together, in the order of the table")
  func partition() {
    withEverySeed { seed in
      var random = RandomNumbers(seed: seed)
      let column = Vector<Int64>()
      for _ in 0..<1000 { column.append(.random(in: -50..<50, using: &random)) }
      for bits in [0, 1, 5] {
        let partition = Partition(column, bits: bits) { $0 % 3 != 0 }
        #expect(partition.count == 1 << bits)
        #expect(partition.rows.values.sorted() == (0..<1000).filter { $0 % 3 != 0 }.map(Int32.init))
        var home: [Int64: Int] = [:]
        for number in 0..<partition.count {
          let places = partition.bounds[number]..<partition.bounds[number + 1]
          #expect(zip(places, places.dropFirst()).allSatisfy { partition.rows[$0] < partition.rows[$1] })
          for place in places {
            #expect(partition.keys[place] == column[Int(partition.rows[place])], "seed \(seed)")
            #expect(home[partition.keys[place], default: number] == number, "seed \(seed)")
            home[partition.keys[place]] = number
          }
        }
      }
    }
  }

  @Test("a partition index keeps the first row of a key until it is given another")
  func partitionIndex() {
    var index = PartitionIndex(capacity: 300)
    for key in 0..<300 as Range<Int64> { #expect(index.enter(key << 32, row: Int32(key)).isNew) }
    #expect(index.enter(7 << 32, row: 999) == (7, false))
    index.replace(7 << 32, row: 999)
    #expect(index.find(7 << 32) == 999)
    #expect(index.find(8 << 32) == 8)
    #expect(index.find(-1) == -1)
  }
}
