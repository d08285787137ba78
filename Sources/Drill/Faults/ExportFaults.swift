import Foundation
import Plan

/// Exports that are no longer those of the archive: what was lost or changed on their side.
enum ExportFaults {
  static var all: [Fault] { files + rows + values + lists + forms }

  private static var files: [Fault] {
    [
      Fault(.exports, "a file that is gone", .noPass) { copy in
        copy.file { _ in MigrationCopy.File.gone }
      },
      Fault(.exports, "a file of no bytes", .noPass) { copy in copy.file { _ in .bytes([]) } },
      Fault(.exports, "a file cut in half", .noPass) { copy in
        copy.file { .bytes(Array($0.prefix($0.count / 2))) }
      },
      Fault(.exports, "a file of HTML in its place", .noPass) { copy in
        copy.file { _ in .bytes(Array("<!doctype html><title>Sign in</title>\n".utf8)) }
      },
      Fault(.exports, "a file of its header alone", .noPass) { copy in
        copy.export { export in
          if case .csv = export.form {
            return export.cut(before: 0)
          }
          return nil
        }
      },
      Fault(.exports, "a file packed, and cut", .noPass) { copy in
        copy.file { bytes in
          guard let packed = try? PackedArchive.gzip([PackedPiece(bytes)]) else { return nil }
          return .bytes(Array(packed.prefix(packed.count / 2)))
        }
      },
      Fault(.exports, "the last tenth of the rows lost", .noPass, hasPlaces: false) { copy in
        copy.comments { export, _ in
          export.records.count < 20 ? nil : export.cut(before: export.records.count * 9 / 10)
        }
      },
      Fault(.exports, "the columns under other names", .noPass) { copy in
        copy.export { export in
          guard case .csv(let delimiter, let header) = export.form else { return nil }
          let names = Array(header.map { "X_\($0)" }.joined(separator: String(UnicodeScalar(delimiter))).utf8)
          return names + Array(export.bytes[export.head.upperBound...])
        }
      },
    ]
  }

  private static var rows: [Fault] {
    let rejected = Fault.Expected.rules(["no-rejected-rows", "exports-are-fully-read"])
    return [
      Fault(.exports, "a row lost", .rules(["no-unexpected-comments"])) { copy in
        copy.comment { export, record, _ in export.replacing(record, with: nil) }
      },
      Fault(.exports, "a row twice, and not the same", .rules(["exports-have-no-conflict"])) { copy in
        copy.comment { export, record, columns in
          guard let body = columns.body, let text = export.value(record, body),
            let other = export.record(record, with: body, Array((text + " and more").utf8))
          else { return nil }
          let separator: [UInt8] = export.isJSONArray ? [UInt8(ascii: ",")] : [UInt8(ascii: "\n")]
          return export.replacing(
            record, with: Array(export.bytes[export.records[record]]) + separator + other)
        }
      },
      Fault(.exports, "a row without its last field", rejected) { copy in
        copy.row { export, record, delimiter in
          let fields = ExportText.fields(of: export.bytes[export.records[record]], delimiter: delimiter)
          return export.replacing(record, with: Array(fields.dropLast().joined(separator: [delimiter])))
        }
      },
      Fault(.exports, "a row with a field more", rejected) { copy in
        copy.row { export, record, delimiter in
          export.replacing(
            record, with: Array(export.bytes[export.records[record]]) + [delimiter, UInt8(ascii: "x")])
        }
      },
      Fault(.exports, "a row whose fields moved on by one", rejected) { copy in
        copy.row { export, record, delimiter in
          var fields = ExportText.fields(of: export.bytes[export.records[record]], delimiter: delimiter).map(
            Array.init)
          fields.insert(Array("x".utf8), at: 0)
          fields.removeLast()
          return export.replacing(record, with: Array(fields.joined(separator: [delimiter])))
        }
      },
      Fault(.exports, "a quote that is never closed", rejected) { copy in
        copy.row { export, record, _ in
          export.replacing(record, with: [UInt8(ascii: "\"")] + Array(export.bytes[export.records[record]]))
        }
      },
      Fault(
        .exports, "the last row torn", .rules(["no-rejected-rows", "exports-are-fully-read"]),
        hasPlaces: false
      ) { copy in
        copy.comments { export, _ in
          guard let last = export.records.last else { return nil }
          return Array(export.bytes[..<(last.lowerBound + last.count / 2)])
        }
      },
    ]
  }

  private static var values: [Fault] {
    let value = {
      (
        name: String, rules: [String], column: any KeyPath<CommentColumns, String?> & Sendable,
        change: @escaping @Sendable (String) -> String?
      ) in
      return Fault(.exports, name, .rules(rules)) { copy in
        copy.comment { export, record, columns in
          guard let name = columns[keyPath: column], let old = export.value(record, name),
            let new = change(old), new != old
          else { return nil }
          return export.record(record, with: name, Array(new.utf8)).map { export.replacing(record, with: $0) }
        }
      }
    }
    return [
      value("a body changed", ["bodies-are-unchanged"], \.body) { $0.isEmpty ? nil : $0 + "x" },
      value("a time changed", ["comment-times-are-unchanged"], \.time) {
        Stamp($0).map { $0.later(seconds: 1).text }
      },
      value("a flag changed", ["public-flags-are-unchanged"], \.flag) {
        $0 == "true" ? "false" : $0 == "false" ? "true" : nil
      },
      value("an id that is not a number", ["no-rejected-rows"], \.id) { Int64($0) == nil ? nil : $0 + "x" },
      value("an id with a fraction", ["no-rejected-rows"], \.id) { Int64($0) == nil ? nil : $0 + ".0" },
      value("a time that is none", ["no-rejected-rows"], \.time) { Stamp($0) == nil ? nil : "yesterday" },
      value("a flag that is none", ["no-rejected-rows"], \.flag) { _ in "perhaps" },
      Fault(.exports, "a body that is not UTF-8", .rules(["no-rejected-rows", "exports-are-fully-read"])) {
        copy in
        copy.comment { export, record, columns in
          guard case .csv = export.form, let body = columns.body, let text = export.value(record, body) else {
            return nil
          }
          return export.record(record, with: body, Array(text.utf8) + [0xFF]).map {
            export.replacing(record, with: $0)
          }
        }
      },
    ]
  }

  private static var lists: [Fault] {
    let known = Fault.Expected.rules([
      "no-unexpected-users", "no-missing-users", "comments-have-the-expected-author",
      "tickets-have-the-expected-requester",
    ])
    return [
      Fault(.people, "a ticketing user lost from the list", known) { copy in
        try copy.ticketingUser { export, record, _ in export.replacing(record, with: nil) }
      },
      Fault(.people, "a ticketing user under another e-mail", known) { copy in
        try copy.ticketingUser { export, record, email in
          export.record(record, with: email, Array("nobody@example.invalid".utf8)).map {
            export.replacing(record, with: $0)
          }
        }
      },
      Fault(.people, "the end of the list of ticketing users lost", known) { copy in
        try copy.ticketingUser { export, record, _ in
          // From the second half on: a list that has nobody left is another fault.
          record < export.records.count / 2 ? nil : export.cut(before: record)
        }
      },
    ]
  }

  /// The same rows in another lawful form.
  private static var forms: [Fault] {
    let form = { (name: String, change: @escaping @Sendable (ExportText, UInt8) -> [UInt8]?) in
      Fault(.lawful, "export: \(name)", .nothing(warnings: []), hasPlaces: false) { copy in
        copy.export { export in
          guard case .csv(let delimiter, _) = export.form else { return nil }
          return change(export, delimiter)
        }.map { _ in Damage() }
      }
    }
    return [
      form("every field in quotes") { export, delimiter in
        let rows = export.lines.map { line in
          ExportText.fields(of: line, delimiter: delimiter)
            .map { ExportText.quoted(Array(ExportText.unquoted($0).utf8)) }.joined(separator: [delimiter])
        }
        return Array(rows.joined(separator: [0x0A])) + [0x0A]
      },
      form("lines that end with CR LF") { export, _ in
        Array(export.lines.joined(separator: [0x0D, 0x0A])) + [0x0D, 0x0A]
      },
      form("a byte order mark") { export, _ in [0xEF, 0xBB, 0xBF] + export.bytes },
      form("without a line end at its end") { export, _ in
        export.records.last.map { Array(export.bytes[..<$0.upperBound]) }
      },
      form("empty lines at its end") { export, _ in export.bytes + [0x0A, 0x0A] },
      form("packed with gzip") { export, _ in
        try? PackedArchive.gzip([PackedPiece(export.bytes)])
      },
      form("a column that nothing reads") { export, delimiter in
        let rows = export.lines.enumerated().map { index, line in
          line + [delimiter] + Array((index == 0 ? "MORE" : "x").utf8)
        }
        return Array(rows.joined(separator: [0x0A])) + [0x0A]
      },
    ]
  }
}
