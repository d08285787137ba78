import Profiling

extension ProfileReport {
  /// `deskaudit profile --format json`: keys in a fixed order; what there is nothing of is left out or empty.
  static func json(_ profile: Profile) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema_version", "1.0")
      writer.field("title", profile.title)
      writer.field("values_shown", profile.showsValues)
      writer.field("complete", profile.isComplete)
      writer.member("sources") { $0.array(profile.sources, source) }
      if let chat = profile.chat { writer.member("chat") { self.chat(&$0, chat) } }
    }
    return writer.text + "\n"
  }

  private static func source(_ writer: inout JSONWriter, _ source: SourceProfile) {
    writer.object { writer in
      writer.field("name", source.name)
      writer.field("role", source.role)
      writer.field("records", source.records)
      writer.field("bytes", Int(clamping: source.bytes))
      writer.member("files") { $0.array(source.files, file) }
      writer.member("problems") {
        $0.array(source.problems) { writer, problem in
          writer.object {
            $0.field("kind", problem.kind)
            $0.field("count", problem.count)
            $0.member("examples") { $0.array(problem.examples) { $0.string($1) } }
          }
        }
      }
      writer.member("columns") { $0.array(source.columns, column) }
      writer.field("time_column", source.timeColumn)
      writer.field("time_is_local", source.isLocalTime)
      writer.member("months") {
        $0.array(source.months) { writer, month in
          writer.object {
            $0.field("month", month.name)
            $0.field("records", month.records)
          }
        }
      }
    }
  }

  private static func file(_ writer: inout JSONWriter, _ file: FileProfile) {
    writer.object {
      $0.field("path", file.name)
      $0.field("shape", file.shape)
      $0.field("bytes", Int(clamping: file.bytes))
      $0.field("records", file.records)
      $0.field("problems", file.problems)
      $0.field("first", file.span?.first)
      $0.field("last", file.span?.last)
      $0.field("trouble", file.trouble)
    }
  }

  private static func column(_ writer: inout JSONWriter, _ column: ColumnProfile) {
    writer.object { writer in
      writer.field("name", column.name)
      writer.field("files_without", column.filesWithout)
      writer.field("values", column.values)
      writer.field("nulls", column.nulls)
      writer.field("distinct", column.distinct.value)
      writer.field("distinct_is_estimate", column.distinct.isEstimate)
      writer.field("least", column.least)
      writer.field("greatest", column.greatest)
      if let lengths = column.lengths {
        writer.member("length_in_bytes") {
          $0.object {
            $0.field("least", lengths.least)
            $0.field("mean", Double(lengths.meanTenths) / 10)
            $0.field("greatest", lengths.greatest)
          }
        }
      }
      writer.member("forms") {
        $0.array(column.forms) { count(&$0, "form", $1.form, $1.count, example: $1.example) }
      }
      writer.member("suspected_damage") {
        $0.array(column.damage) {
          count(&$0, "kind", $1.kind, $1.count, place: $1.place, example: $1.example)
        }
      }
      writer.member("sensitive_content") {
        $0.array(column.content) { count(&$0, "kind", $1.kind, $1.count, place: $1.place) }
      }
      writer.member("values_counted") { $0.array(column.common) { count(&$0, "value", $1.value, $1.count) } }
    }
  }

  private static func count(
    _ writer: inout JSONWriter, _ key: String, _ name: String, _ count: Int, place: String? = nil,
    example: String? = nil
  ) {
    writer.object {
      $0.field(key, name)
      $0.field("count", count)
      $0.field("first_at", place)
      $0.field("example", example)
    }
  }

  private static func chat(_ writer: inout JSONWriter, _ chat: ChatProfile) {
    writer.object { writer in
      writer.field("source", chat.source)
      let counts: KeyValuePairs = [
        "rows": chat.rows, "rows_without_comment_id": chat.rowsWithoutCommentID, "comments": chat.comments,
        "repeated_rows": chat.repeatedRows, "contradicting_comments": chat.contradictingComments,
        "conversations": chat.conversations,
        "conversations_without_requester": chat.conversationsWithoutRequester,
        "conversations_with_two_requesters": chat.conversationsWithTwoRequesters,
        "silent_requesters": chat.silentRequesters,
        "conversations_of_silent_requesters": chat.conversationsOfSilentRequesters,
        "authors": chat.authors, "authors_without_email": chat.authorsWithoutEmail,
        "authors_with_two_emails": chat.authorsWithTwoEmails,
        "people_with_several_ids": chat.peopleWithSeveralIDs,
        "ids_of_people_with_several": chat.idsOfPeopleWithSeveral,
        "inactive_authors": chat.inactiveAuthors,
      ]
      for (key, value) in counts { writer.field(key, value) }
      writer.field("inactive_before", chat.inactiveBefore)
      guard let users = chat.users else { return }
      writer.member("users") {
        $0.object {
          $0.field("source", users.source)
          $0.field("ids", users.ids)
          $0.field("repeated_ids", users.repeatedIDs)
          $0.field("without_email", users.withoutEmail)
          $0.field("shared_emails", users.sharedEmails)
          $0.field("known_authors", users.knownAuthors)
          $0.field("unknown_authors", users.unknownAuthors)
        }
      }
    }
  }
}
