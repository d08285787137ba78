import Plan

/// Wanted columns that are nowhere, in words: which they are, and what to do.
///
/// A field with a default must have its column somewhere, too: a name that is wrong would else give every record the
/// default, and nobody would see it. That all records have one value is said by `value`.
struct MissingColumns {
  let columns: [WantedColumn]

  init(_ columns: [WantedColumn]) { self.columns = columns }

  /// The most columns that a message names.
  private static let most = 100

  /// `'EMAIL' (nearest: 'e-mail') and 'NAME'`
  ///
  /// - Parameter names: what there is instead.
  /// - Complexity: O(columns · the first 1,000 names).
  func named(among names: [String]) -> String {
    let wanted = columns.prefix(Self.most).map { column in
      // What is there instead may be values; what is wanted is the plan's word.
      let near = Header.nearest(to: column.name, among: names).map { "'\(Header.shown(Array($0.utf8)))'" }
      return near.isEmpty ? "'\(column.name)'" : "'\(column.name)' (nearest: \(near.joined(separator: ", ")))"
    }
    let more = columns.count - wanted.count
    return wanted.joined(separator: " and ") + (more > 0 ? " and \(more) more" : "")
  }

  var remedy: String {
    var places: [String] = []
    for place in columns.compactMap(\.remedies.namedUnder) where !places.contains(place) {
      places.append(place)
    }
    let naming =
      places.isEmpty
      ? ""
      : ", or name the file's own in the plan under " + places.map { "'\($0)'" }.joined(separator: " and ")
    var constants: [String] = []
    for constant in columns.compactMap(\.remedies.constant) where !constants.contains(constant) {
      constants.append(constant)
    }
    let instead =
      constants.isEmpty ? "" : "; where there are none, write \(constants.joined(separator: " and ")) instead"
    return "Export the missing ones\(naming)\(instead)"
  }
}
