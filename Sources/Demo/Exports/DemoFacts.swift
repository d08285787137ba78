/// What is in the demo's exports, counted while they are written.
package struct DemoFacts: Sendable, Equatable {
  /// Rows of the chat export.
  package var rows = 0
  /// Distinct comment ids.
  package var comments = 0
  /// Distinct conversations.
  package var conversations = 0
  /// Distinct chat ids, every one of them an author.
  package var chatIDs = 0
  /// People whom the chat ids are of: the users that an archive must hold.
  package var persons = 0
  /// Users of the ticketing list.
  package var ticketingUsers = 0

  /// Later rows of a comment id, the ones that differ in NAME included.
  package var duplicateRows = 0
  /// Of these, the rows whose NAME is not that of the comment's first row.
  package var duplicatesWithOtherName = 0

  /// People with more than one chat id.
  package var personsOfSeveralIDs = 0
  /// Of these, the people whose chat ids write the e-mail in different ways (case, surrounding spaces).
  package var caseTwins = 0
  /// Of these, the people with an e-mail that has spaces around it.
  package var spacedTwins = 0
  /// People without an e-mail in any row.
  package var personsWithoutEmail = 0
  /// People without a name in their first row.
  package var personsWithoutName = 0
  /// Chat ids whose first row has no e-mail while a later one has.
  package var lateEmails = 0
  /// People known to the ticketing list.
  package var personsInTicketing = 0
  /// Of these, the people on the list's last page: positions 56,701 to 56,747.
  package var personsOnLastPage = 0
  /// Chat ids that are merged away and equal another person's ticketing id.
  package var collidingChatIDs = 0

  /// Comments with an empty body.
  package var emptyBodies = 0
  /// Comments whose body has a line break, and those where it is CRLF.
  package var bodiesWithLineBreak = 0
  package var bodiesWithCRLF = 0
  /// Comments whose body has a quotation mark.
  package var bodiesWithQuotationMark = 0
  /// Comments that are not public.
  package var privateComments = 0
  /// Comments at a fraction of a second.
  package var fractions = 0
  /// Comments whose own time is written with an offset other than Z.
  package var offsetStamps = 0
  /// Comments at the very instant of an earlier row's comment in their conversation.
  package var equalInstants = 0
  /// Comments that are earlier than the comment before them in their conversation.
  package var outOfOrder = 0

  /// Conversations with comments of others between their own.
  package var interleaved = 0
  /// Conversations that begin before their requester has written anything anywhere.
  package var requestersWhoWriteLater = 0
  /// Conversations in which their requester never writes, only in others.
  package var requestersWhoWriteElsewhere = 0
}
