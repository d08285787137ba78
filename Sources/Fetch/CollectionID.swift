import Foundation
import Plan

/// The id that a collection is fetched for: of a ticket, whose comments they are.
///
/// It has two parts where the address has `{parent}`: the ids are then those of pages that are fetched for each id
/// themselves, the threads of a ticket, and `parent` is that of the page.
package struct CollectionID: Hashable, Sendable {
  package var parent: String?
  package var id: String

  package init(_ id: String, parent: String? = nil) { (self.id, self.parent) = (id, parent) }

  /// As the names of its files begin with it. Of two parts, `17,9`: then a comma in either is percent-encoded as well.
  ///
  /// Different ids have different names.
  var name: String {
    guard let parent else { return Self.encoded(id) }
    return [parent, id].map { Self.encoded($0).replacing(",", with: "%2C") }.joined(separator: ",")
  }

  /// The id of one part that the files of a page are called by; nil for a file that is not named so.
  package static func id(ofFile name: String) -> String? {
    PageFolder.page(inName: name)?.name.removingPercentEncoding
  }

  /// An id without quotes where it can be told from the words around it: `17`, `17/9`.
  var shownPlainly: String {
    [parent, id].compactMap { $0.map(Self.plainly) }.joined(separator: "/")
  }

  private static func plainly(_ id: String) -> String {
    let isPlain =
      id.utf8.count <= 60
      && id.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
      }
    return isPlain ? id : shown(id)
  }

  /// An id's bytes, but `%`, `/`, control characters and a dot at the start percent-encoded.
  private static func encoded(_ id: String) -> String {
    let bytes = Array(id.utf8)
    let isPlain = bytes.enumerated().allSatisfy { isPlainInName($1, isFirst: $0 == 0) }
    if isPlain { return id }
    let name = bytes.enumerated().flatMap { index, byte in
      isPlainInName(byte, isFirst: index == 0) ? [byte] : Array(String(format: "%%%02X", Int(byte)).utf8)
    }
    return String(decoding: name, as: UTF8.self)
  }

  private static func isPlainInName(_ byte: UInt8, isFirst: Bool) -> Bool {
    byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "%")
      && !(isFirst && byte == UInt8(ascii: "."))
  }
}

extension FetchPlan {
  /// The plan of one id's collection.
  func of(_ id: CollectionID) -> FetchPlan {
    var plan = self
    for (place, part) in [(Self.idPlace, id.id), (Self.parentPlace, id.parent)] {
      guard let part else { continue }
      // A path may not go up or stay by an id that is '..' or '.'.
      let isDots = ["..", "."].contains(part)
      let text = isDots ? part.replacing(".", with: "%2E") : PageAddresses.encoded(part)
      plan.url.value = plan.url.value.replacing(place, with: text)
      plan.body = plan.body?.replacing(
        place,
        with: String(decoding: JSONValue.string(Array(part.utf8)).text.dropFirst().dropLast(), as: UTF8.self))
    }
    return plan
  }
}
