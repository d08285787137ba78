import Foundation
import Plan

/// What one page of a collection says: its records' ids, and what it says of the pages after it.
struct Page: Sendable {
  /// The body as it was received, after HTTP's content coding.
  let body: Data
  /// The key of the array of records, `_embedded.users` for one in HAL's object; nil where the page is that array.
  let collection: String?
  /// The records' ids in the order of the page.
  let ids: [RecordID]
  /// A number for what each record says, the same for equal ones within this run of the process.
  let contents: [Int]
  /// Whether some id is a JSON string, or a number.
  let hasTextIDs: Bool
  let hasNumberIDs: Bool
  let paging: Paging
  /// A key that may be that of the cursor, where the plan declares another one; nil without one.
  let looseCursor: String?
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

/// Why an answer is not a usable page.
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
  ///   - plan: with `pagination: none` the answer may be one record instead of a page: an object with an id, or with
  ///     nothing but such an object under a key. See `Paging.init` as well.
  /// - Complexity: O(bytes).
  init(
    body: Data, collection wanted: String?, idKey: String, of plan: FetchPlan? = nil
  ) throws(PageFault) {
    let top = try Self.json(body)
    let record = plan?.pagination == .oneAnswer && wanted == nil ? Self.record(in: top, idKey) : nil
    let (collection, records): (key: String?, records: [JSONValue])
    if let record {
      (collection, records) = (nil, [record])
    } else {
      (collection, records) = try Self.records(of: top, wanted: wanted)
    }
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
    contents = records.map(\.hashValue)
    self.hasTextIDs = hasTextIDs
    self.hasNumberIDs = hasNumberIDs
    // The keys of a record say nothing of pages.
    paging = record == nil ? Paging(top, plan) : Paging()
    looseCursor = plan?.cursor.flatMap { $0.from == Self.cursorKey(of: top) ? nil : Self.cursorKey(of: top) }
  }

  /// Whether it is an empty array, as which an answer without content is saved.
  var isWithoutContent: Bool { collection == nil && ids.isEmpty }

  /// An answer without content (204): a page without records, which is saved as an empty array.
  static let withoutContent = Page(emptyArray: Data("[]".utf8))

  private init(emptyArray: Data) {
    (body, collection, ids, hasTextIDs, hasNumberIDs) = (emptyArray, nil, [], false, false)
    (contents, paging, looseCursor) = ([], Paging(), nil)
  }

  /// The key beside the records that is called as the cursor of a next page would be, and has a text; its keys are joined by
  /// dots.
  private static func cursorKey(of value: JSONValue, _ prefix: String = "", levels: Int = 3) -> String? {
    guard case .object(let members) = value, levels > 0 else { return nil }
    for member in members {
      let key = String(decoding: member.key, as: UTF8.self)
      let isCalledSo = ["next", "cursor", "after"].contains { key.lowercased().contains($0) }
      switch member.value {
      case .string(let text) where isCalledSo && !text.isEmpty: return prefix + key
      case .object:
        if let inner = cursorKey(of: member.value, "\(prefix)\(key).", levels: levels - 1) { return inner }
      default: continue
      }
    }
    return nil
  }

  /// The record that an answer is, `{"id": 7, …}`, or holds alone, `{"ticket": {"id": 7, …}}`.
  private static func record(in top: JSONValue, _ idKey: String) -> JSONValue? {
    switch top[idKey] {
    case .string, .number: return top
    default: break
    }
    guard case .object(let members) = top, members.count == 1 else { return nil }
    switch members[0].value[idKey] {
    case .string, .number: return members[0].value
    default: return nil
    }
  }

  private static func json(_ body: Data) throws(PageFault) -> JSONValue {
    let bytes = Array(body)
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard let first = text.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      throw PageFault(problem: "the body is empty", remedy: "try again later", isTransient: true)
    }
    guard first != UInt8(ascii: "<") else {
      throw PageFault(
        problem: "the answer is an HTML page, not JSON: perhaps that of a login or of maintenance",
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
          problem: "the body is not JSON from byte \(error.offset) of \(body.count) on, or was cut off there",
          remedy: "try again later", isTransient: true)
      case .tooDeep:
        throw PageFault(
          problem: "the body is nested deeper than \(JSONValue.deepest) levels at byte \(error.offset)",
          remedy: "check 'url' in the plan")
      case .duplicateKey(let key):
        throw PageFault(
          problem:
            "an object has the key \(shown(key.shownAsColumn)) twice (byte \(error.offset)), and nobody can tell "
            + "which value counts", remedy: "have it repaired where it comes from")
      }
    }
  }

  /// The records' array, and its key.
  private static func records(
    of top: JSONValue, wanted: String?
  ) throws(PageFault) -> (key: String?, records: [JSONValue]) {
    if case .array(let records) = top, wanted == nil || records.isEmpty { return (nil, records) }
    let keys = keys(of: top)
    let arrays = arrays(of: top)
    if isEmptyHAL(top) { return (wanted, []) }
    if let wanted {
      if let array = arrays.first(where: { $0.key.map { Array($0.utf8) } == Array(wanted.utf8) }) {
        return (wanted, array.records)
      }
      throw PageFault(
        problem: "the page has no array under \(shown(wanted)); \(keys)",
        remedy: "if that is an error message, see to it; else correct 'collection' in the plan")
    }
    let ofObjects = arrays.filter { array in
      array.records.contains { if case .object = $0 { true } else { false } }
    }
    if ofObjects.count == 1 { return ofObjects[0] }
    if ofObjects.isEmpty, arrays.count == 1 { return arrays[0] }
    if arrays.isEmpty {
      throw PageFault(
        problem: "the answer is JSON without any array of records; \(keys)",
        remedy: "if that is an error message, see to it; else check 'url' in the plan")
    }
    let names = arrays.compactMap { $0.key.map { shown($0.shownAsColumn) } }.joined(separator: " and ")
    throw PageFault(
      problem: "the page has arrays under \(names), and nobody can tell which holds the records",
      remedy: "name it in the plan with 'collection'")
  }

  /// The arrays at the top of a page, and those in HAL's `_embedded`.
  private static func arrays(of top: JSONValue) -> [(key: String?, records: [JSONValue])] {
    guard case .object(let members) = top else { return [] }
    return members.flatMap { member -> [(key: String?, records: [JSONValue])] in
      let key = String(decoding: member.key, as: UTF8.self)
      switch member.value {
      case .array(let records): return [(key, records)]
      case .object where key == "_embedded":
        return arrays(of: member.value).filter { $0.key?.hasPrefix("_embedded.") == false }.map {
          ("_embedded.\($0.key ?? "")", $0.records)
        }
      default: return []
      }
    }
  }

  /// Whether HAL says that nothing was found, and leaves the array out.
  private static func isEmptyHAL(_ top: JSONValue) -> Bool {
    guard top["_embedded"] == nil, top["_links"] != nil,
      case .number(let total) = top["page"]?["totalElements"]
    else { return false }
    return total.elementsEqual("0".utf8)
  }

  /// A half sentence that names the first eight keys of an object.
  private static func keys(of top: JSONValue) -> String {
    guard case .object(let members) = top else { return "it is not an object" }
    let names = members.prefix(8).map { shown(String(decoding: $0.key, as: UTF8.self).shownAsColumn) }
    return names.isEmpty ? "it has no keys" : "its keys are \(names.joined(separator: ", "))"
  }
}
