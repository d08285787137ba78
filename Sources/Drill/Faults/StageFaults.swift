import Foundation
import Plan

/// Exports that lost something before anybody read them: the archive is built from what is left, so that both sides agree,
/// and only what the plan declares (`stages:`, `records:`, `counts:`, pages, comment counts) can tell.
enum StageFaults {
  static var all: [Fault] { lost + changed }

  private static var lost: [Fault] {
    [
      Fault(.exports, "a stage lost before the build", .noPass) { copy in
        copy.staged { source, paths, number in
          // A stage at an end is missed only by who says where the ends are.
          guard source.isEndStated || number > 0 && number + 1 < paths.count else { return nil }
          return [paths[number]: .gone]
        }
      },
      Fault(.exports, "a stage that the glob leaves out, before the build", .noPass) { copy in
        copy.staged { source, paths, number in
          guard source.isEndStated || number > 0 && number + 1 < paths.count,
            let bytes = try? Files.bytes(of: paths[number])
          else { return nil }
          return [paths[number]: .gone, paths[number] + ".part": .bytes(bytes)]
        }
      },
      Fault(.exports, "the last rows lost before the build", .noPass) { copy in
        copy.counted { export in export.records.count < 2 ? nil : export.cut(before: export.records.count - 1)
        }
      },
      Fault(.exports, "a row lost before the build", .noPass) { copy in
        let position = copy.position
        return copy.counted { export in
          position.order(export.records.count).first.map { export.replacing($0, with: nil) }
        }
      },
    ]
  }

  private static var changed: [Fault] {
    [
      Fault(.exports, "a key renamed from one stage to the next, before the build", .noPass) { copy in
        let plan = copy.plan
        return copy.staged { source, paths, number in
          guard let bytes = try? Files.bytes(of: paths[number]),
            let export = ExportText(bytes, source: source),
            let column = plan.columns(of: source).first(where: {
              $0.whenNull == .refuse && $0.template == nil
            })?.from
          else { return nil }
          let quoted = export.form == .json ? "\"\(column)\"" : column
          let renamed = export.form == .json ? "\"\(column)_v2\"" : "\(column)_v2"
          let limit = export.form == .json ? bytes.count : export.records[0].lowerBound
          let text = String(decoding: bytes[..<limit], as: UTF8.self).replacing(quoted, with: renamed)
          let changed = Array(text.utf8) + Array(bytes[limit...])
          return changed == bytes ? nil : [paths[number]: .bytes(changed)]
        }
      },
      Fault(.exports, "a second array on a later page, before the build", .noPass) { copy in
        copy.staged { source, paths, number in
          guard number > 0, let bytes = try? Files.bytes(of: paths[number]),
            let export = ExportText(bytes, source: source),
            export.isPage, let last = export.bytes.lastIndex(of: UInt8(ascii: "}")),
            let record = export.records.last
          else { return nil }
          let more = Array(",\"more\":[".utf8) + Array(export.bytes[record]) + Array("]".utf8)
          return [paths[number]: .bytes(Array(export.bytes[..<last]) + more + Array(export.bytes[last...]))]
        }
      },
    ]
  }
}

extension Source {
  /// Whether the plan says of the first and the last stage, or of the number of records, what they are.
  fileprivate var isEndStated: Bool { statedRecords != nil || stages?.first != nil && stages?.last != nil }
}

extension ExportText {
  /// Whether its records are in an array of an object.
  fileprivate var isPage: Bool {
    guard form == .json, let first = records.first else { return false }
    return bytes[..<first.lowerBound].contains(UInt8(ascii: "["))
      && bytes[..<first.lowerBound].contains(UInt8(ascii: "{"))
  }
}

extension MigrationCopy {
  /// Changes files of a source of several whose stages or records the plan declares, and has the archive built anew.
  fileprivate mutating func staged(_ change: (Source, [String], Int) -> [String: File]?) -> Damage? {
    for (source, paths) in original.files
    where paths.count > 1 && (source.stages != nil || source.statedRecords != nil) {
      for number in position.order(paths.count) {
        guard let changed = change(source, paths, number) else { continue }
        files = changed
        isBuiltAnew = true
        return Damage()
      }
    }
    return nil
  }

  /// Changes a file of a source whose records the plan counts, and has the archive built anew.
  fileprivate mutating func counted(_ change: (ExportText) -> [UInt8]?) -> Damage? {
    for (source, paths) in original.files where source.statedRecords != nil {
      for number in position.order(paths.count) {
        guard let bytes = try? Files.bytes(of: paths[number]), let export = ExportText(bytes, source: source),
          let changed = change(export)
        else { continue }
        files = [paths[number]: .bytes(changed)]
        isBuiltAnew = true
        return Damage()
      }
    }
    return nil
  }
}
