import Audit

/// What became of the records of one line of the balance, as bars with bands between them: what was read, what must
/// arrive, what the new system has.
struct FlowPicture {
  var flowRecord: String
  var flowUnit: String
  /// All of it in a sentence, for whoever does not see the picture.
  var flowText: String
  var flowRead: String
  var flowExpected: String
  var flowNew: String
  var bands: [Band]
  var bars: [Bar]
  /// What each colour of the picture counts: first what is lost, then what was left out.
  var legend: [Key]

  /// A band from one bar to the next.
  struct Band {
    var path: String
  }

  struct Bar {
    var barName: String
    var barX: Int
    var barY: String
    var barHeight: String
  }

  struct Key {
    var keyName: String
    var keySign: String
    var keyWords: String
  }

  /// The picture is 300 wide and 104 high; its bars begin at these places, 28 wide, and are about 84 high.
  private static let places = [8, 136, 264]
  private static let width = 28
  private static let height = 84.0
  private static let top = 6.0
  /// Of a part that is there, however small: one lost record of a million is seen.
  private static let least = 3.0

  init(_ line: BalanceLine) {
    let leftOut = line.read - line.expected
    flowRecord = line.record
    flowUnit = line.unit
    flowRead = line.read.grouped
    flowExpected = line.expected.grouped
    flowNew = line.archive.grouped
    let reasons = (line.rejected + line.explained).map { "\($0.reason): \($0.count.grouped)" }
    flowText =
      "\(line.record): \(line.read.grouped) \(line.unit) read, \(leftOut.grouped) of them left out; "
      + "\(line.expected.grouped) expected, \(line.matched.grouped) matched, \(line.missing.grouped) missing; the new "
      + "system has \(line.archive.grouped), \(line.unexpected.grouped) unexpected, \(counting(line.duplicates, "duplicate"))."
    let largest = max(line.read, line.expected, line.archive, 1)
    func scaled(_ count: Int) -> Double {
      count <= 0 ? 0 : max(Self.least, Double(count) / Double(largest) * Self.height)
    }
    let (matched, missing) = (scaled(line.matched), scaled(line.missing))
    (bands, bars, legend) = ([], [], [])
    add(0, [("kept", matched + missing), ("left-out", scaled(leftOut))])
    add(1, [("kept", matched), ("lost", missing)])
    add(2, [("kept", matched), ("extra", scaled(line.unexpected)), ("again", scaled(line.duplicates))])
    addBand(0, matched + missing)
    addBand(1, matched)
    for (name, count, words) in [
      (
        "lost", line.missing,
        "\(line.missing.grouped) missing"
          + (line.wrongID > 0 ? ", \(line.wrongID.grouped) of them there under another id" : "")
      ),
      ("extra", line.unexpected, "\(line.unexpected.grouped) unexpected"),
      ("again", line.duplicates, counting(line.duplicates, "duplicate")),
    ] where count > 0 {
      legend.append(Key(keyName: name, keySign: "✗", keyWords: words))
    }
    if legend.isEmpty {
      let words =
        line.expected == 0
        ? "none expected, and none there" : "all \(line.expected.grouped) arrived, and nothing else"
      legend.append(Key(keyName: "kept", keySign: "✓", keyWords: words))
    }
    if leftOut > 0 {
      legend.append(
        Key(
          keyName: "left-out", keySign: "–",
          keyWords: "\(leftOut.grouped) left out: \(reasons.joined(separator: ", "))"))
    }
  }

  private mutating func add(_ bar: Int, _ parts: [(name: String, height: Double)]) {
    var y = Self.top
    for part in parts where part.height > 0 {
      bars.append(
        Bar(barName: part.name, barX: Self.places[bar], barY: y.short, barHeight: part.height.short))
      y += part.height
    }
  }

  private mutating func addBand(_ bar: Int, _ height: Double) {
    guard height > 0 else { return }
    let (left, right) = (Self.places[bar] + Self.width, Self.places[bar + 1])
    let (top, bottom) = (Self.top.short, (Self.top + height).short)
    bands.append(Band(path: "M\(left) \(top)H\(right)V\(bottom)H\(left)Z"))
  }
}

extension Double {
  /// With one digit after the point, which is all that a picture shows: no locale.
  var short: String {
    let tenths = Int((self * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
