/// One line of a `damage` block: what is done to the archive of an example.
///
/// The grammar is explained in the README of the rule book. Steps on entries go first, then those on the tar,
/// then those on the compressed file, each in the order of their lines.
enum Damage: Sendable, Equatable {
  enum EntryKind: String, Sendable {
    case file, link, directory
  }

  /// A run of bytes that can be damaged.
  enum Layer: String, Sendable {
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

  init(_ line: Substring) throws {
    let words = line.split(separator: " ", maxSplits: 2).map(String.init) + ["", "", ""]
    let (verb, object, rest) = (words[0], words[1], words[2])
    if verb == "add", let kind = EntryKind(rawValue: object), !rest.isEmpty {
      self = .add(kind, name: rest)
      return
    }
    switch (verb, Int(object), Layer(rawValue: object), Int(rest)) {
    case ("drop", let batch?, nil, nil) where rest.isEmpty: self = .leaveOut(batch: batch)
    case ("repeat", let batch?, nil, nil) where rest.isEmpty: self = .addAgain(batch: batch)
    case ("rename", let batch?, nil, nil) where rest.hasPrefix("to "):
      self = .rename(batch: batch, name: String(rest.dropFirst(3)))
    case ("flip", nil, let layer?, let offset?): self = .flip(layer, offset: offset)
    case ("cut", nil, let layer?, let count?): self = .cut(layer, count: count)
    case ("pad", nil, let layer?, let count?): self = .pad(layer, count: count)
    case ("append", nil, let layer?, _) where !rest.isEmpty: self = .append(layer, text: rest)
    case ("not", nil, nil, nil) where line == "not compressed": self = .leaveUncompressed
    case ("digest-file", _, nil, nil) where rest.isEmpty:
      self = .writeDigestFile(text: object.isEmpty ? nil : object)
    default: throw ExampleError("'\(line)' is no step of damage")
    }
  }
}

extension Damage.Layer {
  /// Takes the steps of `damage` that are on this layer, in order.
  func damage(_ bytes: inout [UInt8], by damage: [Damage]) throws {
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
