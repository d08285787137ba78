import Foundation
import Plan

/// The columns that the comments of a source come from, where a fault can be put into them: neither put together of
/// several, nor constant, nor changed on their way.
struct CommentColumns {
  var id: String?
  var time: String?
  var flag: String?
  var body: String?
  /// Whether the archive has the ids of the export.
  var hasSameIDs: Bool

  init(_ chat: ChatMap) {
    (id, time) = (Self.plain(chat.columns.commentID), Self.plain(chat.columns.commentCreatedAt))
    (flag, body) = (Self.plain(chat.columns.isPublic), Self.plain(chat.columns.body))
    hasSameIDs = chat.commentIDs == .same
  }

  init(_ map: RecordMap) {
    (id, time) = (map["id"].flatMap(Self.plain), map["created_at"].flatMap(Self.plain))
    (flag, body) = (map["public"].flatMap(Self.plain), map["html_body"].flatMap(Self.plain))
    hasSameIDs = map.ids == .same
  }

  private static func plain(_ column: ColumnPlan) -> String? {
    column.template == nil && !column.isConstant && column.isDirect ? column.from : nil
  }
}

extension ExportText {
  /// Whether records are separated by commas.
  var isJSONArray: Bool {
    form == .json && records.count > 1
      && bytes[records[0].upperBound..<records[1].lowerBound].contains(UInt8(ascii: ","))
  }
}

/// Finding places for faults in the exports.
extension MigrationCopy {
  /// Changes the file at the position, among all of the exports.
  mutating func file(_ change: ([UInt8]) -> File?) -> Damage? {
    let all = original.files.flatMap(\.paths)
    for index in position.order(all.count) {
      guard let bytes = try? Files.bytes(of: all[index]), let changed = change(bytes) else { continue }
      files[all[index]] = changed
      return Damage()
    }
    return nil
  }

  /// Changes the records of the file at the position.
  mutating func export(_ change: (ExportText) -> [UInt8]?) -> Damage? {
    let all = original.files.flatMap { entry in entry.paths.map { (entry.source, $0) } }
    for index in position.order(all.count) {
      guard let export = text(all[index].1, all[index].0), let changed = change(export) else { continue }
      files[all[index].1] = .bytes(changed)
      return Damage(files: [Self.fileName(all[index].1)])
    }
    return nil
  }

  /// Changes a file that has comments: the first from the position on that `change` changes.
  mutating func comments(_ change: (ExportText, CommentColumns) -> [UInt8]?) -> Damage? {
    let all = commentFiles
    for index in position.order(all.count) {
      guard let export = text(all[index].path, all[index].source),
        let changed = change(export, all[index].columns)
      else {
        continue
      }
      files[all[index].path] = .bytes(changed)
      return Damage()
    }
    return nil
  }

  /// Changes a row whose comment is in the archive, and in no other row.
  mutating func comment(_ change: (ExportText, Int, CommentColumns) -> [UInt8]?) -> Damage? {
    let ids = (try? original.numbers.all("comments", "id", in: original.archive)) ?? []
    let position = position
    var key: String?
    let damage = comments { export, columns in
      guard let column = columns.id else { return nil }
      for record in position.order(export.records.count).prefix(2000) {
        guard let id = export.value(record, column), export.isOnce(id),
          !columns.hasSameIDs || Int64(id).map(ids.contains) == true,
          let changed = change(export, record, columns)
        else { continue }
        key = columns.hasSameIDs ? "comment \(id)" : nil
        return changed
      }
      return nil
    }
    return damage.map {
      Damage(keys: key.map { [$0] } ?? [], files: $0.files + files.keys.map(Self.fileName))
    }
  }

  /// Changes the row at the position of a file that is CSV.
  mutating func row(_ change: (ExportText, Int, UInt8) -> [UInt8]?) -> Damage? {
    comment { export, record, _ in
      guard case .csv(let delimiter, _) = export.form else { return nil }
      return change(export, record, delimiter)
    }
  }

  /// Changes a row of the ticketing users whose id the archive's users have.
  mutating func ticketingUser(_ change: (ExportText, Int, String) -> [UInt8]?) throws -> Damage? {
    guard let list = plan.ticketing,
      let entry = original.files.first(where: { $0.source.name == list.source.name })
    else {
      return nil
    }
    let ids = try original.numbers.all("users", "id", in: original.archive)
    for index in position.order(entry.paths.count) {
      guard let export = text(entry.paths[index], entry.source) else { continue }
      for record in position.order(export.records.count) {
        guard let id = export.value(record, list.id.from), Int64(id).map(ids.contains) == true,
          export.isOnce(id),
          let changed = change(export, record, list.email.from)
        else { continue }
        files[entry.paths[index]] = .bytes(changed)
        return Damage()
      }
    }
    return nil
  }

  private func text(_ path: String, _ source: Source) -> ExportText? {
    guard var bytes = try? Files.bytes(of: path) else { return nil }
    if bytes.starts(with: [0x1F, 0x8B]) {
      guard let inflated = try? Inflating.gzip(bytes) else { return nil }
      bytes = inflated
    }
    return ExportText(bytes, source: source)
  }

  private var commentFiles: [(path: String, source: Source, columns: CommentColumns)] {
    let maps =
      plan.chats.map { ($0.source, CommentColumns($0)) }
      + plan.recordMaps(.comments).map { ($0.source, CommentColumns($0)) }
    return maps.flatMap { source, columns in
      (original.files.first { $0.source.name == source.name }?.paths ?? []).map { ($0, source, columns) }
    }
  }

  private static func fileName(_ path: String) -> String { URL(filePath: path).lastPathComponent }
}
