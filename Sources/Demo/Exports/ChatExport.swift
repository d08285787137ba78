/// Writes the chat export: open conversations side by side, and one row in six a second time.
struct ChatExport: ~Copyable {
  /// Conversations that are open at the same time.
  private static let openConversations = 16
  /// Rows that may still come a second time.
  private static let rememberedRows = 1_024
  private static let header =
    "TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,"
    + "BODY,COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL\n"

  /// A row that was written, with the place of its name.
  private struct Row {
    var bytes: [UInt8] = []
    var name = 0..<0
    var chat = 0
  }

  private let people: People
  private var source: ConversationSource
  private var open: [Conversation] = []
  private var bodies = BodyWriter()
  private var random: SplitMix64
  private var recent: [Row] = []
  private var lastConversation: [UInt8] = []
  private var tally: DemoTally
  private var file: OutputFile

  init(people: People, source: ConversationSource, path: String, random: SplitMix64) throws {
    self.people = people
    self.source = source
    self.random = random
    tally = DemoTally(people: people)
    file = try OutputFile(path: path)
    recent.reserveCapacity(Self.rememberedRows)
  }

  /// Writes `rows` rows of `comments` distinct comments, and counts what is in them.
  ///
  /// - Complexity: O(bytes written), in a few megabytes of memory.
  consuming func write(rows: Int, comments: Int, progress: (Int) -> Void) throws -> DemoFacts {
    file.buffer += Array(Self.header.utf8)
    for _ in 0..<Self.openConversations { openNext() }
    let duplicates = rows - comments
    for comment in 0..<comments {
      writeNextComment()
      let owed = duplicates * (comment + 1) / comments - duplicates * comment / comments
      for _ in 0..<owed { repeatRow() }
      if comment % 16_384 == 0 { progress(tally.facts.rows) }
      try file.flushIfFull()
    }
    progress(tally.facts.rows)
    try file.close()
    return tally.finished()
  }

  private mutating func openNext() {
    if let next = source.next() { open.append(next) }
  }

  private mutating func writeNextComment() {
    // Half of the rows belong to the conversation of the row before.
    let choice = random.once(in: 2) ? max(0, open.count - 1) : random.next(below: open.count)
    open.swapAt(choice, open.count - 1)
    guard var conversation = open.popLast() else { return }
    write(conversation.comments[conversation.written], of: &conversation)
    if conversation.written < conversation.comments.count {
      open.append(conversation)
    } else {
      tally.close(conversation)
      openNext()
    }
  }

  private mutating func write(_ comment: Conversation.Comment, of conversation: inout Conversation) {
    let chat = people.chats[comment.author]
    let isFirstOfAuthor = !tally.hasWritten(comment.author)
    let (name, email) = texts(of: chat, isFirst: isFirstOfAuthor)
    let start = file.buffer.count
    file.buffer += conversation.openings[random.once(in: 64) ? 1 : 0]
    file.buffer.append(decimal: comment.id)
    file.buffer += conversation.idField
    file.buffer += comment.isPublic ? Self.trueField : Self.falseField
    let marks = bodies.append(language: conversation.language, to: &file.buffer, random: &random)
    file.buffer.append(UInt8(ascii: ","))
    comment.instant.append(to: &file.buffer, digits: comment.digits, offsetMinutes: comment.offsetMinutes)
    file.buffer.append(UInt8(ascii: ","))
    file.buffer += chat.idField
    file.buffer.append(UInt8(ascii: ","))
    let nameStart = file.buffer.count - start
    file.buffer += chat.names[name]
    let nameEnd = file.buffer.count - start
    file.buffer.append(UInt8(ascii: ","))
    file.buffer += chat.emails[email]
    file.buffer.append(0x0A)
    remember(from: start, name: nameStart..<nameEnd, chat: comment.author)
    if conversation.written > 0, lastConversation != conversation.idField {
      conversation.isInterleaved = true
    }
    lastConversation = conversation.idField
    tally.count(comment, of: &conversation, marks: marks, name: name, email: email)
    conversation.written += 1
  }

  private static let trueField = Array("True,".utf8)
  private static let falseField = Array("False,".utf8)

  /// Which of its texts a chat id's row has.
  private mutating func texts(of chat: People.Chat, isFirst: Bool) -> (name: Int, email: Int) {
    switch people.persons[chat.person].identityCase {
    case .nameChanges: (random.next(below: chat.names.count), 0)
    case .emailComesLater: (0, isFirst ? 0 : 1)
    case .emailChangesCase: (0, random.next(below: 2))
    default: (0, 0)
    }
  }

  private mutating func remember(from start: Int, name: Range<Int>, chat: Int) {
    var row = Row()
    var slot = recent.count
    if slot < Self.rememberedRows {
      recent.append(row)
    } else {
      // Takes the old row out, so that its buffer is used again instead of copied.
      slot = random.next(below: Self.rememberedRows)
      swap(&row, &recent[slot])
    }
    row.bytes.removeAll(keepingCapacity: true)
    row.bytes.append(contentsOf: file.buffer[start...])
    row.name = name
    row.chat = chat
    swap(&row, &recent[slot])
  }

  /// Writes a row again, one in 32 with another name.
  private mutating func repeatRow() {
    let slot = random.next(below: recent.count)
    let hasOtherName = random.once(in: 32) && !recent[slot].name.isEmpty
    if hasOtherName {
      file.buffer += recent[slot].bytes[..<recent[slot].name.lowerBound]
      file.buffer += [UInt8].csvField("Guest \(recent[slot].chat)")
      file.buffer += recent[slot].bytes[recent[slot].name.upperBound...]
    } else {
      file.buffer += recent[slot].bytes
    }
    tally.countDuplicate(hasOtherName: hasOtherName)
  }
}
