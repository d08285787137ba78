/// A family of metrics, as OpenMetrics writes it.
///
/// Standard: OpenMetrics 1.0, text format. Text is made visible first (`String.visible`), so that a label has no line break.
struct MetricFamily {
  enum Kind: String {
    case gauge, info, stateset
  }

  struct Sample {
    var labels: [(name: String, value: String)]
    var value: String
  }

  let name: String
  let kind: Kind
  /// The last word of the name, where it is one.
  let unit: String?
  let help: String
  var samples: [Sample] = []

  init(_ name: String, _ kind: Kind = .gauge, unit: String? = nil, help: String) {
    self.name = unit.map { "\(name)_\($0)" } ?? name
    self.kind = kind
    self.unit = unit
    self.help = help
  }

  mutating func add(_ value: Int, _ labels: [(String, String)] = []) {
    samples.append(Sample(labels: labels.map { (name: $0.0, value: $0.1) }, value: String(value)))
  }

  /// Adds nothing that is not a finite number.
  mutating func add(_ value: Double) {
    if value.isFinite { samples.append(Sample(labels: [], value: String(value))) }
  }

  /// The lines of the family; none of one without samples.
  var text: String {
    if samples.isEmpty { return "" }
    var lines = ["# TYPE \(name) \(kind.rawValue)"]
    if let unit { lines.append("# UNIT \(name) \(unit)") }
    lines.append("# HELP \(name) \(help)")
    lines += samples.map { sample in
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
      return "\(name)\(kind == .info ? "_info" : "")\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)"
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func escaped(_ value: String) -> String {
    value.visible.escaping(["\\": "\\\\", "\"": "\\\""])
  }
}
