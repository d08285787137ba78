/// What an archive of the published pipeline holds, and what is wrong with it, in exact numbers.
///
/// The numbers of wrong and unresolved ids, and of flags, are of records that are in the archive.
package struct PublishedFacts: Sendable, Equatable {
  /// Members that hold a batch, and entries of the tar with the one for `./`.
  package var batches = 0
  package var entries = 0
  /// Objects in the archive.
  package var comments = 0
  package var tickets = 0
  package var users = 0

  /// Objects that should be there: comments and tickets that no batch has, expected user ids that no user has.
  package var lostComments = 0
  package var lostTickets = 0
  package var lostUsers = 0
  /// Of the lost users, those who were taken out for their null e-mail or name.
  package var droppedUsers = 0
  /// User ids that nobody expects.
  package var unexpectedUsers = 0
  /// Users who have an expected id, as the first, with another name or e-mail than its person's.
  package var changedUsers = 0
  /// Users whose id an earlier user has.
  package var duplicateUserIDs = 0
  /// Users whose e-mail an earlier user has, compared as people compare them.
  package var duplicateEmails = 0

  /// Comments and tickets with another id than their person's.
  package var wrongAuthorIDs = 0
  package var wrongRequesterIDs = 0
  /// Comments and tickets whose id is not a user's, neither in the archive nor in the ticketing list.
  package var unresolvedAuthorIDs = 0
  package var unresolvedRequesterIDs = 0
  /// Private comments that became public.
  package var flippedPublicFlags = 0
}
