import Plan

/// The names of the spaces of ids: equal ids of two spaces are two entities.
enum Spaces {
  static let emails = "e-mail addresses"
  static let ticketing = "ticketing users"
  static let lists = "people of lists"
  static let tickets = "tickets"

  static func tickets(ofChat chat: ChatMap) -> String { "tickets of \(chat.source.name)" }
  static func people(ofChat chat: ChatMap) -> String { "people of \(chat.source.name)" }
  static func comments(ofChat chat: ChatMap) -> String { "comments of \(chat.source.name)" }
  static func records(_ type: String) -> String { "records of \(type)" }
  static func chains(_ source: String) -> String { "pages of \(source)" }

  /// The spaces of tickets, in the order in which they are read, with the rule of their ids and the name of their source.
  static func ofTickets(_ plan: Plan) -> [(space: String, ids: IDRule, source: String)] {
    plan.chats.map { (tickets(ofChat: $0), $0.ticketIDs, $0.source.name) }
      + (plan.recordMap(.tickets).map { [(tickets, $0.ids, $0.source.name)] } ?? [])
  }
}
