import Plan

/// Who the users are that a comment or ticket refers to.
struct UserReferences {
  private let facts: Facts
  private let isComments: Bool

  init(_ facts: Facts, _ type: RecordType) {
    self.facts = facts
    isComments = type == .comments
  }

  /// The account that a row's reference is.
  private func account(_ row: Row<Legacy>) -> Int {
    Int(isComments ? facts.rows.comments.author[row.index] : facts.tickets.requester[row.index])
  }

  func person(_ row: Row<Legacy>) -> Int { Int(facts.people.personOfAccount[account(row)]) }

  /// As messages name an id that is another one after the merge of people.
  var mergedID: String { facts.plan.hasLists ? "a merged id" : "a chat id" }

  /// Whether `id` is an id of the row's person in a chat or a list.
  func isOwnChatID(_ id: Int64, of row: Row<Legacy>) -> Bool {
    let (person, accounts) = (person(row), facts.rows.accounts)
    return (0...accounts.listSystem).contains { system in
      accounts.find(id, system).map { Int(facts.people.personOfAccount[Int($0)]) == person } ?? false
    }
  }

  func whose(_ id: Int64) -> String {
    if facts.rows.ticketing.contains(id) { return ", which is another person's ticketing id" }
    if let account = facts.rows.accounts.find(id) {
      let isChat = !facts.rows.accounts.isListed(Int(account))
      return ", which is another person's \(isChat ? "chat id" : "id")"
    }
    return ", which \(facts.plan.hasLists ? "no source" : "neither system") knows"
  }
}
