/// A column that the plan does not migrate on purpose: an entry of `ignore:` of a source.
package struct IgnoredColumn: Sendable, Equatable {
  /// Of JSON a path; what it leads to is meant with all that is in it.
  package var column: Located<String>
  package var reason: String
}

/// A column of an export that no record, table or condition of the plan reads.
package struct UnmigratedColumn: Sendable, Equatable {
  /// A path of JSON that may have somebody's e-mail or number in it has `*` there.
  package var name: String
  /// Why, as `ignore:` has it; nil where the plan says nothing of the column.
  package var reason: String?

  package init(name: String, reason: String? = nil) {
    self.name = name
    self.reason = reason
  }
}

extension Plan {
  /// The columns that no record or condition reads, of a source that is migrated: of one with `each` those of the elements.
  ///
  /// A path of JSON is read by whoever reads it, something in it, or something that it is in.
  ///
  /// - Parameters:
  ///   - columns: the columns of a file of the source, or its key paths.
  ///   - arePaths: whether they are key paths of JSON.
  /// - Returns: each column once, in the order of the file; none of a source that is only compared.
  package func unmigratedColumns(
    of source: Source, among columns: [String], arePaths: Bool
  ) -> [UnmigratedColumn] {
    guard isMigrated(source) else { return [] }
    let read = readColumns(of: source)
    let isRead = { (column: String) in
      arePaths
        ? read.contains { column.isWithin($0) || $0.isWithin(column) }
        : read.contains { $0.utf8.elementsEqual(column.utf8) }
    }
    var seen: Set<String> = []
    return columns.compactMap { column in
      if arePaths && column.hasPrefix("^.") || isRead(column) { return nil }
      let name = arePaths ? column.withoutPersonalKeys.shownAsColumn : column.shownAsColumn
      guard seen.insert(name).inserted else { return nil }
      let ignored = source.ignored.first {
        arePaths ? column.isWithin($0.column.value) : column.utf8.elementsEqual($0.column.value.utf8)
      }
      return UnmigratedColumn(name: name, reason: ignored?.reason)
    }
  }

  /// Whether records are made of a source, or it is the list whose ids they get.
  private func isMigrated(_ source: Source) -> Bool {
    let migrated = chats.map(\.source) + [ticketing?.source].compactMap(\.self) + records.map(\.source)
    return migrated.contains { $0.name == source.name }
  }

  /// Every column that something of the plan reads of the files of a source.
  func readColumns(of source: Source) -> [String] {
    var read = columns(of: source).flatMap(\.sourceColumns)
    if let filter = source.filter { read.append(filter.column) }
    for other in sources where other.name != source.name {
      if let parent = other.fetch?.forEach, parent.source.value == source.name { read.append(parent.key) }
      // The elements of an array may be another source of the same files.
      let isOfSameFiles = other.paths.contains { path in source.paths.contains { $0.value == path.value } }
      if isOfSameFiles, let each = other.each, source.each == nil {
        read += each.arrays.prefix(1).map { $0.joined(separator: ".") }
      }
    }
    return read
  }
}

extension PlanReader {
  /// Reads `ignore:`, columns with the reason why each of them is not migrated.
  mutating func ignored(_ value: PlanValue?) -> [IgnoredColumn] {
    guard let section = section(value, keys: nil) else { return [] }
    return section.entries.compactMap { entry in
      text(section[entry.key]).map {
        IgnoredColumn(column: Located(entry.key, line: entry.line), reason: $0.value)
      }
    }
  }

  /// Reports columns of `ignore:` that the plan reads.
  mutating func reportReadColumns(_ plan: Plan) {
    for source in plan.sources where !source.ignored.isEmpty {
      let read = plan.readColumns(of: source)
      for ignored in source.ignored {
        let name = ignored.column.value
        guard let reader = read.first(where: { $0.isWithin(name) }) else { continue }
        report(
          "'ignore' of '\(source.name)' has \(quote(name)), and the plan reads \(quote(reader)); leave one out",
          line: ignored.column.line)
      }
    }
  }
}

extension String {
  /// Whether it is a path, or leads into what the path leads to: `a.b` and `a[x=1].b` are within `a`.
  package func isWithin(_ path: String) -> Bool {
    guard utf8.starts(with: path.utf8) else { return false }
    let next = utf8.dropFirst(path.utf8.count).first
    return next == nil || next == UInt8(ascii: ".") || next == UInt8(ascii: "[")
  }

  /// With `*` for each key that is nothing but digits, and for the whole path where there is an `@`: what records are kept
  /// by, not what they have. Dots of an address are not told from those between keys.
  package var withoutPersonalKeys: String {
    if utf8.contains(UInt8(ascii: "@")) { return "*" }
    return split(separator: ".", omittingEmptySubsequences: false).map { key in
      !key.isEmpty && key.allSatisfy { $0.isNumber || $0 == "+" } ? "*" : String(key)
    }.joined(separator: ".")
  }
}
