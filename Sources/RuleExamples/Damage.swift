import Plan

/// One line of a `damage` block: what is done to the archive of an example.
///
/// The grammar is explained in the README of the rule book. Steps on entries go first, then those on the tar,
/// then those on the compressed file, each in the order of their lines.
package enum Damage: Sendable, Equatable {
  package enum EntryKind: String, Sendable {
    case file, link, directory
  }

  /// A run of bytes that can be damaged.
  package enum Layer: String, Sendable {
    case tar, file
  }

  // On entries.
  case leaveOut(batch: Int)
  case addAgain(batch: Int)
  case rename(batch: Int, name: String)
  case add(EntryKind, name: String)
  // On bytes. A negative offset counts from the end.
  case flip(Layer, offset: Int)
  case cut(Layer, count: Int)
  case append(Layer, text: String)
  case pad(Layer, count: Int)
  // On the file alone.
  case leaveUncompressed
  /// Nil: the digest that the file has at this point.
  case writeDigestFile(text: String?)

  package init(_ line: Substring) throws(ExampleError) {
    let words = line.split(separator: " ", maxSplits: 2).map(String.init) + ["", "", ""]
    let (verb, object, rest) = (words[0], words[1], words[2])
    if verb == "add", let kind = EntryKind(rawValue: object), !rest.isEmpty {
      self = .add(kind, name: rest)
      return
    }
    switch (verb, Int(object), Layer(rawValue: object), Int(rest)) {
    case ("drop", let batch?, nil, nil) where rest.isEmpty: self = .leaveOut(batch: batch)
    case ("repeat", let batch?, nil, nil) where rest.isEmpty: self = .addAgain(batch: batch)
    case ("rename", let batch?, nil, nil) where rest.hasPrefix("to ") && rest != "to ":
      self = .rename(batch: batch, name: String(rest.dropFirst(3)))
    case ("flip", nil, let layer?, let offset?): self = .flip(layer, offset: offset)
    case ("cut", nil, let layer?, let count?) where Self.counts.contains(count):
      self = .cut(layer, count: count)
    case ("pad", nil, let layer?, let count?) where Self.counts.contains(count):
      self = .pad(layer, count: count)
    case ("append", nil, let layer?, _) where !rest.isEmpty: self = .append(layer, text: rest)
    case ("not", nil, nil, nil) where line == "not compressed": self = .leaveUncompressed
    case ("digest-file", _, nil, nil) where rest.isEmpty:
      self = .writeDigestFile(text: object.isEmpty ? nil : object)
    default: throw ExampleError(Self.sentence(for: line))
    }
  }
}

extension Damage {
  /// How many bytes a step can cut or add.
  private static let counts = 1...1 << 20

  /// How each step is written, by its first words.
  private static let steps = [
    ("drop", "drop 100"), ("repeat", "repeat 100"), ("rename", "rename 100 to NAME"),
    ("add", "add file NAME, add link NAME or add directory NAME"), ("flip", "flip tar 1536 or flip file -8"),
    ("cut", "cut tar 1024 or cut file 20"), ("append", "append tar TEXT or append file TEXT"),
    ("pad", "pad tar 512 or pad file 512"), ("not", "not compressed"),
    ("digest-file", "digest-file or digest-file TEXT"),
  ]

  private static func sentence(for line: Substring) -> String {
    let verb = String(line.prefix { $0 != " " })
    let near = nearest(to: verb, among: steps.map(\.0))
    let step = steps.first { $0.0 == near }.map { "write \($0.1)" }
    return
      "'\(line)' is not a step of damage; \(step ?? "known are \(steps.map(\.0).joined(separator: ", "))")"
  }

  /// The batch that it is on.
  var batch: Int? {
    switch self {
    case .leaveOut(let batch), .addAgain(let batch), .rename(let batch, _): batch
    default: nil
    }
  }
}

extension Damage.Layer {
  /// Takes the steps of `damage` that are on this layer, in order.
  func damage(_ bytes: inout [UInt8], by damage: [Damage]) throws(ExampleError) {
    for step in damage {
      switch step {
      case .flip(self, let offset):
        let index = offset < 0 ? bytes.count + offset : offset
        guard bytes.indices.contains(index) else {
          throw ExampleError("the \(self) has \(bytes.count) bytes, so there is no byte \(offset)")
        }
        bytes[index] ^= 1
      case .cut(self, let count):
        guard count < bytes.count else { throw ExampleError("the \(self) has only \(bytes.count) bytes") }
        bytes.removeLast(count)
      case .append(self, let text): bytes += Array(text.utf8)
      case .pad(self, let count): bytes += [UInt8](repeating: 0, count: count)
      default: break
      }
    }
  }
}
