/// One conversation: its comments in the order in which the export will show them.
struct Conversation {
  struct Comment {
    let id: Int64
    let instant: Instant
    /// An index into `People.chats`.
    let author: Int
    /// Minutes east of UTC when the time is written with an offset.
    let offsetMinutes: Int?
    /// Digits of the fraction.
    let digits: Int
    let isPublic: Bool
  }

  /// An index into `People.chats`.
  let requester: Int
  let language: Int
  let comments: [Comment]
  /// `,CONVERSATION_ID,` and the two ways in which the first two fields are written: with Z, with an offset.
  let idField: [UInt8]
  let openings: [[UInt8]]
  /// How many comments have been written.
  var written = 0
  /// Comments of others are between its own.
  var isInterleaved = false
  var requesterWrote = false
}

/// Makes conversations up, one after the other.
///
/// Together they have an exact number of comments, and every chat id is an author at least once.
struct ConversationSource {
  private static let firstStart: Int64 = 1_546_844_400  // 2019-01-07T07:00:00Z
  private static let lastStart: Int64 = 1_790_000_000  // 2026-09-21T14:13:20Z
  private static let offsets = [60, 120, -300, 330, 345, -570, 840]

  private let people: People
  private let sizes: [Int]
  private let comments: Int
  /// The chat ids in the order in which they turn up; a chat id that needs two rows is in it twice.
  private var newcomers: [Int]
  private(set) var conversationsMade = 0
  private var commentsMade = 0
  private var newcomersMade = 0
  private var random: SplitMix64

  init(people: People, conversations: Int, comments: Int, random: inout SplitMix64) {
    self.people = people
    self.comments = comments
    sizes = Self.sizes(conversations: conversations, comments: comments, random: &random)
    newcomers = people.chats.indices.flatMap { chat in
      let twice = people.persons[people.chats[chat].person].identityCase == .emailComesLater
      return repeatElement(chat, count: twice ? 2 : 1)
    }
    random.shuffle(&newcomers)
    self.random = SplitMix64(seed: random.next())
  }

  /// Mostly short conversations and some long ones; the sum is exact.
  private static func sizes(conversations: Int, comments: Int, random: inout SplitMix64) -> [Int] {
    let weights = (0..<conversations).map { _ in
      1 + random.next(below: random.once(in: 8) ? 120 : 20)
    }
    let total = weights.reduce(0, +)
    let spare = comments - conversations
    var weightSoFar = 0
    return weights.map { weight in
      let before = spare * weightSoFar / total
      weightSoFar += weight
      return 1 + spare * weightSoFar / total - before
    }
  }

  /// The next conversation; nil when all have been made.
  mutating func next() -> Conversation? {
    guard conversationsMade < sizes.count else { return nil }
    let number = conversationsMade
    conversationsMade += 1
    let requester = people.customers[random.next(below: people.customers.count)]
    let start = startOfConversation(number)
    var made = comments(of: number, requester: requester, start: start)
    for index in made.indices.dropFirst() where random.once(in: 12) {
      made.swapAt(index - 1, index)
    }
    var idField: [UInt8] = [UInt8(ascii: ",")]
    idField.append(decimal: 215_000_000 + Int64(number) * 13)
    idField.append(UInt8(ascii: ","))
    return Conversation(
      requester: requester, language: people.persons[people.chats[requester].person].language,
      comments: made, idField: idField, openings: openings(start: start, requester: requester))
  }

  private mutating func startOfConversation(_ number: Int) -> Instant {
    let step = (Self.lastStart - Self.firstStart) / Int64(sizes.count)
    let seconds = Self.firstStart + Int64(number) * step + Int64(random.next(below: 7_200))
    return Instant(seconds: seconds, nanoseconds: random.once(in: 16) ? fraction(digits: 3) : 0)
  }

  private mutating func openings(start: Instant, requester: Int) -> [[UInt8]] {
    let offset = Self.offsets[random.next(below: Self.offsets.count)]
    return [nil, offset].map { offsetMinutes in
      var opening: [UInt8] = []
      start.append(to: &opening, digits: start.nanoseconds == 0 ? 0 : 3, offsetMinutes: offsetMinutes)
      opening.append(UInt8(ascii: ","))
      opening += people.chats[requester].idField
      opening.append(UInt8(ascii: ","))
      return opening
    }
  }

  private mutating func comments(of number: Int, requester: Int, start: Instant) -> [Conversation.Comment] {
    let agent = people.agents[random.next(below: people.agents.count)]
    let isSilent = number % 40 == 7
    let agentOpens = isSilent || random.once(in: 8)
    var instant = start
    return (0..<sizes[number]).map { index in
      instant = self.instant(after: instant, isFirst: index == 0, start: start)
      let author: Int
      if let newcomer = newcomerIfDue() {
        author = newcomer
      } else if index == 0 {
        author = agentOpens ? agent : requester
      } else {
        author = self.author(requester: isSilent ? agent : requester, agent: agent)
      }
      commentsMade += 1
      let nanoseconds = instant.nanoseconds
      return Conversation.Comment(
        id: 17_000_000_000 + Int64(commentsMade) * 3, instant: instant, author: author,
        offsetMinutes: random.once(in: 50) ? Self.offsets[random.next(below: Self.offsets.count)] : nil,
        digits: nanoseconds == 0 ? 0 : nanoseconds % 1_000_000 == 0 ? 3 : nanoseconds % 1_000 == 0 ? 6 : 9,
        isPublic: !random.once(in: 10))
    }
  }

  private mutating func author(requester: Int, agent: Int) -> Int {
    switch random.next(below: 20) {
    case 0..<9: requester
    case 9..<19: agent
    default: people.customers[random.next(below: people.customers.count)]
    }
  }

  /// The chat id whose turn it is to write, so that they come evenly spread and none is left out.
  private mutating func newcomerIfDue() -> Int? {
    guard newcomersMade < newcomers.count, commentsMade * newcomers.count >= newcomersMade * comments
    else { return nil }
    defer { newcomersMade += 1 }
    return newcomers[newcomersMade]
  }

  /// A comment's time: never before its ticket, now and then that of the comment before, the whole
  /// conversation within a month.
  private mutating func instant(after previous: Instant, isFirst: Bool, start: Instant) -> Instant {
    if random.once(in: isFirst ? 2 : 40) { return previous }
    var gap = 1 + random.next(below: isFirst ? 30 : 1_800)
    if random.once(in: 30), previous.seconds - start.seconds < 864_000 { gap += random.next(below: 43_200) }
    var next = Instant(seconds: previous.seconds + Int64(gap))
    if random.once(in: 20) {
      next.nanoseconds = fraction(digits: [3, 3, 3, 6, 9][random.next(below: 5)])
    }
    return next
  }

  private mutating func fraction(digits: Int) -> Int32 {
    switch digits {
    case 3: Int32(random.next(below: 1_000)) * 1_000_000
    case 6: Int32(random.next(below: 1_000_000)) * 1_000
    default: Int32(random.next(below: 1_000_000_000))
    }
  }
}
