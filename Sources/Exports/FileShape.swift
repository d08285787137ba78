import Plan

/// What a file is, recognised by its content and the plan.
package struct FileShape: Sendable, Equatable, Codable, CustomStringConvertible {
  /// Whether the file is gzip.
  package var isCompressed: Bool
  /// Never `detected`.
  package var encoding: TextEncoding
  /// Never `detected`.
  package var format: SourceFormat
  /// Whether it is NDJSON of one record that goes on over several lines.
  package var isOneObject = false
  /// The byte between two fields; nil for anything but CSV.
  package var delimiter: UInt8?
  /// How a CSV is written.
  package var dialect = CSVDialect()
  /// Whether the text starts with a byte order mark, in whatever encoding.
  package var hasByteOrderMark: Bool
  /// CSV: the header of the file, or the one that the plan gives. JSON: the key paths of its first records,
  /// in order of appearance; with `each` those of its elements, then those of what is around them, with `^.` before
  /// them. A name that is not UTF-8 has U+FFFD in the place of what isn't.
  package var columns: [String]
  /// JSON: the key paths of arrays of objects among these.
  package var arrays: [String] = []
  /// The key of the array that a JSON page has its records in; nil for anything else.
  package var collection: String?
  /// The nested array whose elements are the rows; nil where the records are.
  package var each: EachPath?

  package init(
    isCompressed: Bool = false, encoding: TextEncoding = .utf8, format: SourceFormat = .csv,
    delimiter: UInt8? = nil, hasByteOrderMark: Bool = false, columns: [String] = [],
    collection: String? = nil,
    each: EachPath? = nil
  ) {
    self.isCompressed = isCompressed
    self.encoding = encoding
    self.format = format
    self.delimiter = delimiter
    self.hasByteOrderMark = hasByteOrderMark
    self.columns = columns
    self.collection = collection
    self.each = each
  }

  /// Whether it is a CSV whose first line looks like data, so that its `columns` may be somebody's own values.
  package var seemsWithoutHeader: Bool {
    format == .csv && CSVAccident.isData(columns.map { Array($0.utf8) })
  }

  /// Whether it is a CSV whose first line has a word that no header has: an e-mail address, a time, a number, markup. Its
  /// `columns` may be somebody's own values, then, whatever the others look like.
  package var mayLackHeader: Bool {
    seemsWithoutHeader || format == .csv && columns.contains { CSVAccident.isValue(Array($0.utf8)) }
  }

  /// `CSV, ';', Windows-1252, gzip`: as reports show it.
  package var description: String {
    var parts: [String] = []
    switch format {
    case .detected, .csv: parts = ["CSV", delimiter.map(shownDelimiter) ?? "','"] + dialect.words
    case .ndjson: parts = [isOneObject ? "one JSON object" : "NDJSON"]
    case .json: parts = [collection.map { "JSON page of '\(Header.shown(Array($0.utf8)))'" } ?? "JSON array"]
    }
    if let each { parts.append("each \(each)") }
    switch encoding {
    case .detected, .utf8: parts.append("UTF-8")
    case .utf16: parts.append("UTF-16")
    case .windows1252: parts.append("Windows-1252")
    }
    if isCompressed { parts.append("gzip") }
    return parts.joined(separator: ", ")
  }
}

/// What a JSON page says of the collection that it is a page of; nil where it says nothing.
package struct PageEnvelope: Sendable, Equatable, Codable {
  /// `count`, or HAL's `page.totalElements`: the records of the whole collection; those of the page alone
  /// where it is of an incremental export.
  package var count: Int64?
  /// The text of `next_page`, `links.next`, `after_url`, `_links.next.href` or `pages.next`; nil for null.
  package var nextPage: String?
  /// Whether one of these keys is there, with null or a text.
  package var saysNextPage: Bool
  /// `meta.has_more`, or the opposite of `end_of_stream`, whose page may link to what comes later all the same: it has
  /// no next page then. Where the page has no link, whether it is page N of more than N.
  package var hasMore: Bool?
  /// `meta.after_cursor`, or `pages.next.starting_after`.
  package var afterCursor: String?
  /// Whether it is a page of an incremental export: it has `end_of_stream`, or `end_time` and `next_page`.
  package var isIncremental: Bool
  /// Whether it has the cursor of the next page; nil where the plan declares none (`fetch.cursor`).
  package var hasCursor: Bool?
  /// Its number among the pages of the collection, as it says itself: `page.number` of HAL, or `pages.page`.
  package var number: Int?

  package init(
    count: Int64? = nil, nextPage: String? = nil, saysNextPage: Bool = false, hasMore: Bool? = nil,
    afterCursor: String? = nil, isIncremental: Bool = false, number: Int? = nil
  ) {
    self.count = count
    self.nextPage = nextPage
    self.saysNextPage = saysNextPage
    self.hasMore = hasMore
    self.afterCursor = afterCursor
    self.isIncremental = isIncremental
    self.number = number
  }
}

extension Export {
  /// What the file at `index` of `files` is, recognised by its start alone.
  ///
  /// - Parameter columns: the ones that will be read; they distinguish one record that has an array from a page.
  /// - Throws: `ExportError` for a file that can't be read or is not one of the formats, and for an index
  ///   without a file.
  /// - Complexity: O(1): a few reads.
  package func shape(ofFile index: Int, columns: [String] = []) throws(ExportError) -> FileShape {
    guard files.indices.contains(index) else {
      throw ExportError(
        file: source.name, message: "has no file with the index \(index); expected one below \(files.count)")
    }
    return try exportError(of: files[index].name) {
      var reader = try ExportReader(
        source, columns: columns.map { WantedColumn($0) }, limits: ReadLimits(source.limits, chunk: 1 << 16))
      return try reader.shape(of: files[index])
    }
  }
}

/// A delimiter as a shape shows it.
private func shownDelimiter(_ byte: UInt8) -> String {
  byte == UInt8(ascii: "\t") ? "tab" : "'\(Character(Unicode.Scalar(byte)))'"
}
