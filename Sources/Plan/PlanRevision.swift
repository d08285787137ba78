import Yams

/// A plan with some of its texts replaced and some of its keys left out, which means the same in all else.
///
/// Its text is the plan's own as far as that can be changed in place, with its comments; what was made is parsed and
/// compared, and where it is not exactly what was meant the whole is written anew, without comments.
package struct PlanRevision {
  /// Keys from the top of the plan down: `["sources", "chat", "records"]`.
  package typealias Place = [String]

  /// Another text in place of each that is at a place, or in what is there.
  package struct Replacement {
    var place: Place
    var old: String
    var new: String
  }

  private var replacements: [Replacement] = []
  private var removed: [Place] = []
  package init() {}

  /// Has a text at a place, or in the list or mapping there, be another.
  package mutating func replace(_ old: String, at place: Place, with new: String) {
    if old != new { replacements.append(Replacement(place: place, old: old, new: new)) }
  }

  /// Leaves a key out, if it is there.
  package mutating func remove(_ place: Place) { removed.append(place) }

  /// The text of the revised plan.
  ///
  /// - Parameter note: comments for its start, each a line that begins with `#`.
  /// - Throws: `PlanError` where the plan can't be read any more, which it was read from.
  /// - Complexity: O(length of the plan · number of changes).
  package func text(of plan: Plan, note: String) throws(PlanError) -> String {
    let file = PlanFile(bytes: plan.text, path: plan.path)
    let root = try file.root()
    let revised = revised(root, [])
    let own = String(decoding: plan.text, as: UTF8.self).replacing("\u{FEFF}", with: "")
    var edit = PlanEdit(own)
    for place in removed { edit.remove(place, in: root) }
    for replacement in replacements { edit.replace(replacement, in: root) }
    let edited = note + edit.text
    if isText(edited, revised) { return edited }
    do {
      return note + (try serialize(node: revised, width: -1, allowUnicode: true))
    } catch {
      throw PlanError([PlanProblem(path: plan.path, line: nil, message: "can't be written anew: \(error)")])
    }
  }

  private func isText(_ text: String, _ revised: Node) -> Bool {
    guard let node = try? PlanFile(bytes: Array(text.utf8), path: "").root() else { return false }
    return node == revised && MeasuredPlan.text(node) == MeasuredPlan.text(revised)
  }

  private func revised(_ node: Node, _ place: Place) -> Node {
    switch node {
    case .mapping(let mapping):
      var pairs: [(Node, Node)] = []
      for (key, value) in mapping {
        let inner = place + [key.string ?? ""]
        if !removed.contains(inner) { pairs.append((key, revised(value, inner))) }
      }
      return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    case .sequence(let list):
      return .sequence(Node.Sequence(list.map { revised($0, place) }, list.tag, list.style, list.mark))
    case .scalar(let scalar):
      guard let new = replacement(of: scalar.string, at: place) else { return node }
      return .scalar(Node.Scalar(new, scalar.tag, .doubleQuoted, scalar.mark))
    case .alias: return node
    }
  }

  private func replacement(of text: String, at place: Place) -> String? {
    replacements.first { $0.old == text && place.starts(with: $0.place) }?.new
  }
}

/// Changes the text of a plan in place, as far as its usual forms go: `PlanRevision` checks what became of it.
private struct PlanEdit {
  private let scalars: [Unicode.Scalar]
  /// Where each line starts.
  private let starts: [Int]
  private var edits: [(range: Range<Int>, text: String)] = []

  init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    self.scalars = scalars
    starts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
  }

  var text: String {
    var result = scalars
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      result.replaceSubrange(edit.range, with: edit.text.unicodeScalars)
    }
    return result.reduce(into: "") { $0.unicodeScalars.append($1) }
  }

  private func offset(_ mark: Mark?) -> Int? {
    guard let mark, starts.indices.contains(mark.line - 1) else { return nil }
    let offset = starts[mark.line - 1] + mark.column - 1
    return offset < scalars.count ? offset : nil
  }

  mutating func replace(_ replacement: PlanRevision.Replacement, in root: Node) {
    guard let node = Self.entry(at: replacement.place, in: root)?.value else { return }
    let old = Array(replacement.old.unicodeScalars)
    for scalar in Self.scalars(of: node) where scalar.string == replacement.old {
      guard let start = offset(scalar.mark) else { continue }
      let border = [.singleQuoted, .doubleQuoted].contains(scalar.style) ? 1 : 0
      let end = start + old.count + 2 * border
      guard end <= scalars.count, scalars[(start + border)..<(end - border)].elementsEqual(old) else {
        continue
      }
      edits.append((start..<end, Self.quoted(replacement.new)))
    }
  }

  mutating func remove(_ place: PlanRevision.Place, in root: Node) {
    guard let key = Self.entry(at: place, in: root)?.key, let start = offset(key.mark) else { return }
    let lineStart = starts.last { $0 <= start } ?? 0
    if scalars[lineStart..<start].allSatisfy({ $0 == " " }) {
      edits.append((lineStart..<endOfBlock(from: lineStart, indent: start - lineStart), ""))
    } else {
      edits.append((rangeInBraces(from: start), ""))
    }
  }

  /// The start of the first line after a key's that is not indented deeper.
  private func endOfBlock(from lineStart: Int, indent: Int) -> Int {
    for start in starts where start > lineStart {
      let line = scalars[start...].prefix { $0 != "\n" }
      guard let first = line.firstIndex(where: { $0 != " " }), scalars[first] != "#" else { continue }
      if first - start <= indent { return start }
    }
    return scalars.count
  }

  /// A key with its value in a mapping in braces, with the comma after it, or else the one before.
  private func rangeInBraces(from start: Int) -> Range<Int> {
    var (end, depth) = (start, 0)
    var quote: Unicode.Scalar?
    scan: while end < scalars.count {
      let scalar = scalars[end]
      if let open = quote {
        if scalar == open { quote = nil }
      } else {
        switch scalar {
        case "\"", "'": quote = scalar
        case "{", "[": depth += 1
        case "}", "]":
          if depth == 0 { break scan }
          depth -= 1
        case "," where depth == 0: break scan
        default: break
        }
      }
      end += 1
    }
    if end < scalars.count, scalars[end] == "," {
      end += 1
      while end < scalars.count, scalars[end] == " " { end += 1 }
      return start..<end
    }
    let before = scalars[..<start].lastIndex { $0 != " " && $0 != "\n" }
    return (before.flatMap { scalars[$0] == "," ? $0 : nil } ?? start)..<end
  }

  private static func entry(at place: PlanRevision.Place, in root: Node) -> (key: Node, value: Node)? {
    var found: (key: Node, value: Node)?
    var node = root
    for name in place {
      guard case .mapping(let mapping) = node, let pair = mapping.first(where: { $0.key.string == name })
      else { return nil }
      (found, node) = ((pair.key, pair.value), pair.value)
    }
    return found
  }

  private static func scalars(of node: Node) -> [Node.Scalar] {
    switch node {
    case .scalar(let scalar): [scalar]
    case .sequence(let list): list.flatMap(scalars)
    case .mapping(let mapping): mapping.flatMap { scalars(of: $0.value) }
    case .alias: []
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
