import Audit

/// What `deskaudit plan` shows: the plan with its defaults, and the files that it names.
package struct PlanOverview: Sendable, Equatable {
  /// One file of a source.
  package struct File: Sendable, Equatable {
    package var path: String
    package var bytes: Int
    /// Format, encoding, compression, as recognised by the file's content.
    package var shape: String

    package init(path: String, bytes: Int, shape: String) {
      self.path = path
      self.bytes = bytes
      self.shape = shape
    }
  }

  package struct Source: Sendable, Equatable {
    package var name: String
    /// What it is to the migration: "chat export".
    package var role: String
    /// In the order of the plan.
    package var files: [File]
    /// The columns that nothing of the plan reads.
    package var notMigrated: [NotMigratedColumn]

    package init(name: String, role: String, files: [File], notMigrated: [NotMigratedColumn] = []) {
      self.name = name
      self.role = role
      self.files = files
      self.notMigrated = notMigrated
    }
  }

  /// A key of the plan and its value, given or by default.
  package struct Setting: Sendable, Equatable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  package var title: String
  package var path: String
  package var sources: [Source]
  package var settings: [Setting]
  package var mapping: [MappingRow]

  package init(title: String, path: String, sources: [Source], settings: [Setting], mapping: [MappingRow]) {
    self.title = title
    self.path = path
    self.sources = sources
    self.settings = settings
    self.mapping = mapping
  }
}

/// The plan for a terminal, or as JSON.
package enum PlanReport {
  /// Text of the plan and of its files is made visible and inert, as in `TerminalReport`.
  package static func render(_ plan: PlanOverview, width: Int) -> String {
    var files = TextTable(header: ["Source", "What it is", "File", "Bytes", "Shape"], numbers: [3])
    for source in plan.sources {
      for (index, file) in source.files.enumerated() {
        files.rows.append([
          .init(index == 0 ? source.name : ""), .init(index == 0 ? source.role : ""), .init(file.path),
          .init(file.bytes.grouped), .init(file.shape),
        ])
      }
    }
    var settings = TextTable(header: ["Setting", "Value"])
    settings.rows = plan.settings.map { [.init($0.key), .init($0.value)] }
    var unread = TextTable(header: ["Not migrated of", "Column", "Reason"])
    for source in plan.sources {
      unread.rows += source.notMigrated.map { [.init(source.name), .init($0.name), .init($0.reason ?? "–")] }
    }
    let head = [plan.title.visible, "Plan \(plan.path.visible)"]
    let tables = [files, settings, MappingTable.table(plan.mapping)] + (unread.rows.isEmpty ? [] : [unread])
    let sections = [head] + tables.map { $0.plainLines(width) }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// One object, its keys in a fixed order.
  package static func json(_ plan: PlanOverview) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("title", plan.title)
      writer.field("path", plan.path)
      writer.member("sources") { $0.array(plan.sources) { $0.write($1) } }
      writer.member("settings") { member in
        member.object { writer in
          for setting in plan.settings { writer.field(setting.key, setting.value) }
        }
      }
      writer.member("mapping") { $0.array(plan.mapping) { $0.write($1) } }
    }
    return writer.text + "\n"
  }
}

/// The mapping matrix as a table.
enum MappingTable {
  static func table(_ rows: [MappingRow]) -> TextTable {
    var table = TextTable(header: [
      "Record", "Source", "Source field", "Target field", "Type", "Default", "Transformation", "Validation",
    ])
    table.isRuled = true
    table.rows = rows.map { row in
      [
        row.record, row.source, row.from, row.field, row.type, row.defaultValue, row.transformation,
        row.validation,
      ].map { TextTable.Cell($0) }
    }
    return table
  }
}

extension TextTable {
  fileprivate func plainLines(_ width: Int) -> [String] { lines(width: width) { text, _ in text } }
}

extension JSONWriter {
  fileprivate mutating func write(_ source: PlanOverview.Source) {
    object {
      $0.field("name", source.name)
      $0.field("role", source.role)
      $0.member("files") {
        $0.array(source.files) { writer, file in
          writer.object {
            $0.field("path", file.path)
            $0.field("bytes", file.bytes)
            $0.field("shape", file.shape)
          }
        }
      }
      $0.member("not_migrated") { $0.array(source.notMigrated) { $0.write($1) } }
    }
  }
}
