import Audit

extension ArchiveFacts {
  /// The name of the file; of several deliveries how many there are.
  var shortName: String {
    deliveries.isEmpty
      ? path.split(separator: "/").last.map(String.init) ?? path : "\(deliveries.count.grouped) deliveries"
  }

  /// Each file: its path, what it is, its bytes and digest.
  var fileLines: [(path: String, contents: String, bytes: Int, sha256: String)] {
    guard !deliveries.isEmpty else { return [(path, "archive: \(contents)", bytes, sha256)] }
    return deliveries.enumerated().map { number, delivery in
      (delivery.path, "delivery \(number + 1): \(delivery.contents)", delivery.bytes, delivery.sha256)
    }
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
