import Foundation

/// What one page of a collection says: its records' ids, and its envelope.
struct Page: Sendable {
  /// `next_page`, `links.next` or `meta.after_cursor`.
  enum Link: Equatable {
    case absent, null
    case text(String)
    /// A number or something else that is no link.
    case other
  }

  /// The body as it was received, behind HTTP's content coding.
  let body: Data
  /// The key of the array of records; nil where the page is that array.
  let collection: String?
  /// The records' ids in the order of the page.
  let ids: [RecordID]
  /// Whether some id is a JSON string, or a number.
  let hasTextIDs: Bool
  let hasNumberIDs: Bool
  /// `count`, where it is an integer.
  let count: Int64?
  let next: Link
  /// `meta.has_more`
  let hasMore: Bool?
  let afterCursor: Link
}

/// An id by its characters, so that 7 and "7" are one, and no number is rounded.
enum RecordID: Hashable {
  case integer(Int64)
  case text([UInt8])

  init(_ characters: [UInt8]) {
    let number = String(validating: characters, as: UTF8.self).flatMap { Int64($0) }
    if let number, "\(number)".utf8.elementsEqual(characters) {
      self = .integer(number)
    } else {
      self = .text(characters)
    }
  }
}

/// Why an answer is no usable page.
struct PageFault: Error, Equatable {
  var problem: String
  var remedy: String
  /// Whether the same request may well give a page a moment later.
  var isTransient = false
}

extension Page {
  /// Reads a page.
  ///
  /// - Parameters:
  ///   - collection: the key of the records' array; nil looks for the one array of objects at the top.
  ///   - idKey: the key of a record's id.
  /// - Complexity: O(bytes).
  init(body: Data, collection wanted: String?, idKey: String) throws(PageFault) {
    let top = try Self.json(body)
    let (collection, records) = try Self.records(of: top, wanted: wanted)
    var (ids, hasTextIDs, hasNumberIDs): ([RecordID], Bool, Bool) = ([], false, false)
    for (index, record) in records.enumerated() {
      switch record[idKey] {
      case .string(let characters) where !characters.isEmpty:
        hasTextIDs = true
        ids.append(RecordID(characters))
      case .number(let characters):
        hasNumberIDs = true
        ids.append(RecordID(characters))
      default:
        throw PageFault(
          problem: "record \(index + 1) has no '\(idKey)' that is a number or a text, so nobody can tell "
            + "whether a record came twice or not at all",
          remedy: "check 'url' and 'collection' in the plan")
      }
    }
    self.body = body
    self.collection = collection
    self.ids = ids
    self.hasTextIDs = hasTextIDs
    self.hasNumberIDs = hasNumberIDs
    if case .number(let digits) = top["count"] {
      count = String(validating: digits, as: UTF8.self).flatMap { Int64($0) }
    } else {
      count = nil
    }
    let nextPage = Link(top["next_page"])
    next = nextPage == .absent ? Link(top["links"]?["next"]) : nextPage
    if case .boolean(let value) = top["meta"]?["has_more"] { hasMore = value } else { hasMore = nil }
    afterCursor = Link(top["meta"]?["after_cursor"])
  }

  private static func json(_ body: Data) throws(PageFault) -> JSONValue {
    let bytes = Array(body)
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard let first = text.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      throw PageFault(problem: "the body is empty", remedy: "try again later", isTransient: true)
    }
    guard first != UInt8(ascii: "<") else {
      throw PageFault(
        problem: "the answer is an HTML page and no JSON, perhaps that of a login or of maintenance",
        remedy: "check 'url' in the plan, and open it in a browser")
    }
    guard String(validating: text, as: UTF8.self) != nil else {
      throw PageFault(
        problem: "the body is not UTF-8, which JSON must be", remedy: "have the server send UTF-8")
    }
    do throws(JSONFault) {
      return try JSONValue(parsing: text)
    } catch {
      switch error.kind {
      case .syntax:
        throw PageFault(
          problem: "the body is no JSON from byte \(error.offset) of \(body.count) on, or was cut there",
          remedy: "try again later", isTransient: true)
      case .tooDeep:
        throw PageFault(
          problem: "the body is nested deeper than \(JSONValue.deepest) levels at byte \(error.offset)",
          remedy: "check 'url' in the plan")
      case .duplicateKey(let key):
        throw PageFault(
          problem: "an object has the key \(shown(key)) twice (byte \(error.offset)), and nobody can tell "
            + "which value counts", remedy: "have it repaired where it comes from")
      }
    }
  }

  /// The records' array, and its key.
  private static func records(
    of top: JSONValue, wanted: String?
  ) throws(PageFault) -> (key: String?, records: [JSONValue]) {
    if case .array(let records) = top, wanted == nil { return (nil, records) }
    let keys = keys(of: top)
    if let wanted {
      if case .array(let records) = top[wanted] { return (wanted, records) }
      throw PageFault(
        problem: "the page has no array under \(shown(wanted)); \(keys.sentence)",
        remedy: "if that is an error message, see to it; else correct 'collection' in the plan")
    }
    var arrays: [(key: String, records: [JSONValue])] = []
    for (key, value) in keys.values { if case .array(let records) = value { arrays.append((key, records)) } }
    let ofObjects = arrays.filter { array in
      array.records.contains { if case .object = $0 { true } else { false } }
    }
    if ofObjects.count == 1 { return (ofObjects[0].key, ofObjects[0].records) }
    if ofObjects.isEmpty, arrays.count == 1 { return (arrays[0].key, arrays[0].records) }
    if arrays.isEmpty {
      throw PageFault(
        problem: "the answer is JSON without any array of records; \(keys.sentence)",
        remedy: "if that is an error message, see to it; else check 'url' in the plan")
    }
    let names = arrays.map { shown($0.key) }.joined(separator: " and ")
    throw PageFault(
      problem: "the page has arrays under \(names), and nobody can tell which holds the records",
      remedy: "name it in the plan with 'collection'")
  }

  /// The members of an object by their keys, and a half sentence that names the first eight.
  private static func keys(of top: JSONValue) -> (values: [(String, JSONValue)], sentence: String) {
    guard case .object(let members) = top else { return ([], "it is no object") }
    let values = members.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    let names = values.prefix(8).map { shown($0.0) }.joined(separator: ", ")
    return (values, values.isEmpty ? "it has no keys" : "its keys are \(names)")
  }
}

extension Page.Link {
  init(_ value: JSONValue?) {
    switch value {
    case nil: self = .absent
    case .null: self = .null
    case .string(let text): self = .text(String(decoding: text, as: UTF8.self))
    default: self = .other
    }
  }
}
