/// The list of ticketing users: `id,email`, always 567 full pages of 100 and one page of 47.
struct TicketingExport {
  static let users = 56_747
  static let pageSize = 100
  static let usersOnLastPage = users % pageSize
  /// The users on full pages.
  static let wholePages = users - usersOnLastPage

  /// The id of the user at a position of the list (counted from 0): unique, ascending, with gaps.
  static func id(at position: Int) -> Int64 {
    360_000_000_000 + Int64(position) * 64 + Int64(position * 29 % 61)
  }

  /// Writes the list; the users whom the chat doesn't know get addresses that nobody in the chat has.
  ///
  /// One in 2,000 of those has no address at all.
  static func write(_ people: People, to path: String) throws {
    var emails: [Int: String] = [:]
    for person in people.persons {
      if let position = person.ticketingPosition { emails[position] = person.ticketingEmail }
    }
    let strangers = Language.all.flatMap { language in
      zip(language.given, language.family).map { "\($0.ascii).\($1.ascii)" }
    }
    var file = try OutputFile(path: path)
    file.buffer += Array("id,email\n".utf8)
    for position in 0..<users {
      file.buffer.append(decimal: id(at: position))
      file.buffer.append(UInt8(ascii: ","))
      if let email = emails[position] {
        file.buffer += [UInt8].csvField(email)
      } else if position % 2_000 != 1_999 {
        file.buffer += Array("\(strangers[position % strangers.count])-\(position)@example.com".utf8)
      }
      file.buffer.append(0x0A)
      try file.flushIfFull()
    }
    try file.close()
  }
}
