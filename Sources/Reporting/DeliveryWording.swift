import Audit

extension ArchiveFacts {
  /// The name of the file; of several deliveries how many there are.
  var shortName: String {
    deliveries.isEmpty
      ? path.split(separator: "/").last.map(String.init) ?? path : "\(deliveries.count.grouped) deliveries"
  }

  /// What is in each file.
  var fileContents: [String] {
    deliveries.isEmpty
      ? [contents] : deliveries.enumerated().map { "delivery \($0 + 1): \($1.contents)" }
  }

  /// Each file with its digest, and which of them are the same.
  var sentence: String {
    if deliveries.isEmpty { return "Archive \(path), SHA-256 \(sha256)." }
    let files = deliveries.enumerated().map { "\($0 + 1). \($1.path), SHA-256 \($1.sha256)" }
    let repeated = repetitions.map { "; \($0)" }.joined()
    return "\(shortName), in the order of their import: \(files.joined(separator: "; "))\(repeated)."
  }

  /// Deliveries that are there twice, in sentences without a period.
  var repetitions: [String] {
    deliveries.enumerated().compactMap { number, delivery in
      delivery.repeats.map {
        "delivery \(number + 1) (\(delivery.path)) is delivery \($0) once more, byte for byte: it was imported twice, or is "
          + "named twice"
      }
    }
  }
}

extension DeliveryFacts {
  /// `comments: 12 (3 replaced by later deliveries), tickets: 1`
  var contents: String {
    let held = records.map { count in
      "\(count.record): \(count.count.grouped)"
        + (count.superseded > 0 ? " (\(count.superseded.grouped) replaced by later deliveries)" : "")
    }
    return (held.isEmpty ? "no records" : held.joined(separator: ", "))
      + (isComplete ? "" : "; not complete") + (repeats.map { "; the same file as delivery \($0)" } ?? "")
  }
}
