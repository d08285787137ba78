import Exports

/// The sources of a draft: what each is, its name in the plan, and whether the plan is one of a chat or of lists.
struct DraftSources {
  /// A source with its name in the plan; nil for one that the plan leaves out.
  struct Named {
    var name: String?
    var source: ProfiledSource
  }

  private(set) var all: [Named] = []
  let hasChat: Bool

  /// - Parameter unread: files that were set aside, with a sentence on each.
  /// - Throws: `ExportError` when a file can't be read, and where the files make no plan.
  init(_ groups: [FileGroup], unread: [(file: String, sentence: String)]) throws {
    var sources: [ProfiledSource] = []
    var nested: [ProfiledSource] = []
    for group in groups {
      var source = try ProfiledSource(group)
      nested += try NestedComments.sources(in: &source)
      sources.append(source)
    }
    let has: (ProfiledSource.Role) -> Bool = { role in (sources + nested).contains { $0.role == role } }
    hasChat = has(.chat)
    guard hasChat || has(.users) && has(.tickets) && has(.comments) else {
      throw Self.complaint(sources, nested, unread)
    }
    name(sources, nested)
  }

  /// The sources of a role that the plan maps.
  func named(_ role: ProfiledSource.Role) -> [(name: String, source: ProfiledSource)] {
    all.compactMap { named in
      named.source.role == role ? named.name.map { ($0, named.source) } : nil
    }
  }

  /// The sources of a role, the largest first; tickets that have the only comments before others.
  private static func ordered(_ sources: [ProfiledSource], _ role: ProfiledSource.Role) -> [ProfiledSource] {
    let isNested = role == .tickets && !sources.contains { $0.role == .comments }
    return sources.filter { $0.role == role }.enumerated().sorted { first, second in
      let rank: (ProfiledSource) -> Int = { isNested && $0.nestedColumns.isEmpty ? 1 : 0 }
      return (rank(first.element), -first.element.sample.records, first.offset)
        < (rank(second.element), -second.element.sample.records, second.offset)
    }.map(\.element)
  }

  /// Gives names in the order in which the plan has them, the largest of each role first: of chats, of the users beside
  /// a chat, and of tickets only the largest gets one.
  private mutating func name(_ sources: [ProfiledSource], _ nested: [ProfiledSource]) {
    let ordered = { Self.ordered(sources, $0) }
    func addFirst(_ role: ProfiledSource.Role, _ name: String, if isMapped: Bool = true) {
      for (index, source) in ordered(role).enumerated() {
        all.append(Named(name: index == 0 && isMapped ? name : nil, source: source))
      }
    }
    addFirst(.chat, "chat")
    let users = ordered(.users)
    if hasChat {
      addFirst(.users, "ticketing")
    } else {
      for user in users {
        all.append(
          Named(name: free(users.count == 1 ? "users" : user.group.ownName ?? "users"), source: user))
      }
    }
    // Records of the ticketing tool need its users, and its comments its tickets.
    let tickets = ordered(.tickets).first
    addFirst(.tickets, "tickets", if: !users.isEmpty)
    let hasTickets = tickets != nil && !users.isEmpty
    let comments = ordered(.comments)
    for source in comments {
      let name = comments.count == 1 ? "comments" : source.group.ownName ?? "comments"
      all.append(Named(name: hasTickets ? free(name) : nil, source: source))
    }
    if hasTickets, let tickets {
      for source in nested where source.group.files == tickets.group.files {
        all.append(Named(name: free(source.group.ownName ?? "comments"), source: source))
      }
    }
    addFirst(.organizations, "organizations")
    for role in [ProfiledSource.Role.attachments, .ratings, .unknown] { addFirst(role, "", if: false) }
  }

  /// The name, or with a number after it where another source has it.
  private func free(_ name: String) -> String {
    let taken = Set(all.compactMap(\.name)).union(["chat", "ticketing", "tickets", "organizations"])
    guard taken.contains(name) else { return name }
    return (2...).lazy.map { "\(name)_\($0)" }.first { !taken.contains($0) } ?? name
  }

  /// What is in each file, and what is missing among them.
  private static func complaint(
    _ sources: [ProfiledSource], _ nested: [ProfiledSource], _ unread: [(file: String, sentence: String)]
  ) -> ExportError {
    let all = sources + nested
    var found = sources.map { source in
      let columns = source.sample.names.prefix(12).map(source.sample.shownName).joined(separator: ", ")
      let what = source.role.words.map { "\($0) in columns" } ?? "columns"
      return "\(quoted(source.group.files[0])) has \(what) \(columns)"
    }
    found += unread.map { "\(quoted($0.file)) \($0.sentence)" }
    let roles: [(ProfiledSource.Role, String)] = [
      (.comments, "comments with their texts"), (.users, "people with ids and e-mails"),
      (.tickets, "tickets with ids and requesters"),
    ]
    let missing = roles.filter { role, _ in !all.contains { $0.role == role } }.map(\.1)
    let lacking = missing.first == roles[0].1 ? [roles[0].1] : missing
    return ExportError(
      file: sources.first?.group.files[0] ?? unread.first?.file ?? "",
      message: "no file has \(lacking.joined(separator: ", or ")), and none is a chat export: "
        + found.joined(separator: "; ") + ". Name the files that have them, or write the plan by hand")
  }
}

extension ProfiledSource.Role {
  /// `people`: what the records are, for messages; nil where that is not known.
  var words: String? {
    switch self {
    case .chat: "a chat"
    case .users: "people"
    case .tickets: "tickets"
    case .comments: "comments"
    case .organizations: "organizations"
    case .attachments: "attachments"
    case .ratings: "satisfaction ratings"
    case .unknown: nil
    }
  }
}

extension FileGroup {
  /// A name for the source: of its nested array, its collection, its files or their folder; nil where none says anything.
  var ownName: String? {
    let whole = shape.each?.steps.last?.key ?? shape.collection
    let key = whole.flatMap { $0.mayBeShownAsColumn ? $0 : nil }?.split(separator: ".").last.map(String.init)
    let folder = Self.folder(files[0]).split(separator: "/").last.map(String.init)
    let file = Self.name(files[0]).split(separator: ".").first.map(String.init)
    return [key, file, folder].lazy.compactMap { $0.flatMap(Self.sourceName) }.first
  }

  /// Letters and underscores of a name without its numbers; nil for one that says nothing.
  static func sourceName(_ name: String) -> String? {
    let isLetter: (UInt8) -> Bool = { (97...122).contains($0) }
    let words = name.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }.split { !isLetter($0) }
      .map { String(decoding: $0, as: UTF8.self) }
    let telling = words.filter {
      !["page", "pages", "part", "export", "exports", "data", "results", "records", "q"].contains($0)
    }
    return telling.isEmpty ? nil : String(telling.joined(separator: "_").prefix(40))
  }
}
