import Exports
import Plan

/// A group of files, and what it is.
struct ProfiledSource {
  enum Role: Equatable {
    case chat, users, tickets, comments, organizations, unknown
  }

  var group: FileGroup
  var sample: Sample
  var role: Role
  /// The columns of a chat export, by field.
  var fields: [ChatField: Int] = [:]
  /// The columns of the users' id and e-mail.
  var users: (id: Int, email: Int)?

  /// Looks at a sample of the files.
  ///
  /// - Throws: `ExportError` when a file can't be read.
  init(_ group: FileGroup) throws {
    self.group = group
    sample = try Sample(group.exports, columns: group.columns)
    let recognition = Recognition(sample)
    if recognition.isChat {
      (role, fields) = (.chat, recognition.columns)
      return
    }
    let names = sample.names.map(ColumnNames.folded)
    let has: (String...) -> Bool = { wanted in wanted.contains { names.contains($0) } }
    let place = ColumnNames.folded(FileGroup.name(group.files[0]) + (group.shape.collection ?? ""))
    if has("authorid"), has("ticketid", "conversationid"), has("htmlbody", "body", "plainbody") {
      role = .comments
    } else if has("requesterid"), has("id") {
      role = .tickets
    } else if place.contains("organi"), has("id"), has("name") {
      role = .organizations
    } else {
      users = Self.userColumns(of: sample)
      role = users == nil ? .unknown : .users
    }
  }

  /// An e-mail, and an integer that is another one in nearly every record.
  private static func userColumns(of sample: Sample) -> (id: Int, email: Int)? {
    let email = sample.names.indices.first {
      sample.count($0) { $0 == .email } * 2 > sample.statistics[$0].values
    }
    let ids = sample.names.indices.filter { column in
      sample.isMostly(column) { $0 == .integer } && !sample.isTime(column)
        && sample.distinct(column) * 100 >= sample.records * 98
    }
    let named = ids.first {
      ["id", "userid", "ticketingid", "platformid"].contains(ColumnNames.folded(sample.names[$0]))
    }
    guard let email, let id = named ?? ids.first else { return nil }
    return (id, email)
  }

  func column(_ names: String...) -> Int? {
    names.lazy.compactMap { name in
      sample.names.firstIndex { ColumnNames.folded($0) == name }
    }.first
  }
}
