/// What says the same in another lawful form: an audit that reports any of it cries wolf.
enum LawfulForms {
  static var all: [Fault] { texts + tars }

  private static func form(
    _ name: String, warns: [String] = [],
    _ change: @escaping @Sendable (inout MigrationCopy) throws -> Damage?
  ) -> Fault {
    Fault(.lawful, name, .nothing(warnings: warns), hasPlaces: false, damage: change)
  }

  private static var texts: [Fault] {
    [
      form("white space between the tokens of the JSON") { copy in
        try copy.everyText { spaced($0) }
      },
      form("the keys of the objects backwards") { try $0.everyBatch { $0.root = backwards($0.root) } },
      form("slashes escaped") { copy in
        try copy.everyText { $0.flatMap { $0 == UInt8(ascii: "/") ? [UInt8(ascii: "\\"), $0] : [$0] } }
      },
      form("characters beyond ASCII as escapes") { copy in
        try copy.everyText { escaped($0) }
      },
      form("times with an offset") { copy in
        try copy.everyStamp { $0.later(seconds: 7200).local + "+02:00" }
      },
      form("times with zeros after their fraction") { copy in
        try copy.everyStamp { stamp in stamp.nanosecond == 0 ? stamp.local + ".000Z" : stamp.text }
      },
      form("lower-case t and z in times") { try $0.everyStamp { $0.text.lowercased() } },
      form("a key that nobody knows", warns: ["no-unknown-keys"]) { copy in
        try copy.setAll("users") { $0.with("phone", .text("1")) }.map { _ in Damage() }
      },
    ]
  }

  private static var tars: [Fault] {
    [
      form("the members in another order") {
        $0.archive.entries.reverse(); return Damage()
      },
      form("more blocks of zeros at the end") { copy in
        copy.archive.tail += [UInt8](repeating: 0, count: 100 * Tar.block)
        return Damage()
      },
      form("names with ./ before them", warns: ["members-are-named-plainly"]) { copy in
        for index in copy.archive.batches {
          try copy.archive.rename(index, "./" + copy.archive.entries[index].name)
        }
        return Damage()
      },
      form("a pax header with a comment") { copy in
        for index in copy.archive.batches {
          let entry = copy.archive.entries[index]
          let text = Array("22 comment=by a drill\n".utf8)
          let header = Tar.header(name: "PaxHeaders/x", size: text.count, kind: "x") + Tar.padded(text)
          copy.archive.entries[index] = try TarEntry(
            name: entry.name, contentStart: entry.contentStart + header.count,
            contentCount: entry.contentCount,
            bytes: header + (try entry.piece.bytes()))
        }
        return Damage()
      },
      form("two members of gzip") { copy in
        let half = copy.archive.entries.count / 2
        copy.packed =
          PackedArchive.gzip(copy.archive.entries[..<half].map(\.piece))
          + PackedArchive.gzip(
            copy.archive.entries[half...].map(\.piece) + [try PackedPiece(copy.archive.tail)])
        return Damage()
      },
      form("an empty member of gzip before and after") { copy in
        let empty = PackedArchive.gzip([])
        copy.packed = empty + copy.original.packed + empty
        return Damage()
      },
      form("zeros after the stream", warns: ["no-padding-after-the-archive"]) { copy in
        copy.packed = copy.original.packed + [UInt8](repeating: 0, count: 512)
        return Damage()
      },
      form("the archive packed anew") { _ in Damage() },
    ]
  }

  /// A line end and a tab after each bracket, comma and colon that is not in a string.
  private static func spaced(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count * 2)
    var strings = JSONStrings()
    for byte in text {
      result.append(byte)
      if !strings.take(byte), "{[,:".utf8.contains(byte) { result += [0x0D, 0x0A, 0x09] }
    }
    return result
  }

  private static func backwards(_ node: JSONNode) -> JSONNode {
    switch node {
    case .scalar: node
    case .array(let elements): .array(elements.map(backwards))
    case .object(let entries): .object(entries.reversed().map { ($0.key, backwards($0.value)) })
    }
  }

  private static func escaped(_ text: [UInt8]) -> [UInt8] {
    String(decoding: text, as: UTF8.self).utf16.flatMap { unit -> [UInt8] in
      guard unit > 0x7F else { return [UInt8(unit)] }
      let digits = String(unit, radix: 16)
      return Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    }
  }
}

extension MigrationCopy {
  fileprivate mutating func everyBatch(_ change: (inout Batch) -> Void) throws -> Damage? {
    for index in archive.batches {
      var batch = try archive.batch(index)
      change(&batch)
      try archive.setBatch(index, batch)
    }
    return Damage()
  }

  fileprivate mutating func everyText(_ change: ([UInt8]) -> [UInt8]) throws -> Damage? {
    for index in archive.batches {
      try archive.setContent(index, change(try archive.entries[index].content()))
    }
    return Damage()
  }

  /// Spells every time of a ticket or comment in another way.
  fileprivate mutating func everyStamp(_ change: (Stamp) -> String) throws -> Damage? {
    try everyBatch { batch in
      for array in ["data", "comments"] {
        batch[array] = batch[array].map { record in
          record["created_at"]?.text.flatMap(Stamp.init).map { record.with("created_at", .text(change($0))) }
            ?? record
        }
      }
    }
  }
}
