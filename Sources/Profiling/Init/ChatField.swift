/// What a column of a chat export can be, and what such columns are called.
enum ChatField: CaseIterable {
  case email, body, isPublic, commentID, ticketID, authorID, requesterID, ticketCreatedAt, commentCreatedAt,
    name

  /// Folded names (`ColumnNames.folded`), the likeliest first.
  var names: [String] {
    switch self {
    case .commentID:
      [
        "commentpartid", "commentid", "messageid", "msgid", "partid", "conversationpartid", "replyid",
        "noteid", "id",
      ]
    case .ticketID:
      [
        "conversationid", "ticketid", "convid", "conversation", "threadid", "ticket", "chatid", "caseid",
        "issueid",
        "thread", "case",
      ]
    case .authorID:
      [
        "authorid", "senderid", "author", "sender", "fromid", "userid", "agentid", "commentauthorid",
        "createdby", "from",
      ]
    case .requesterID:
      [
        "ticketrequesterid", "requesterid", "requester", "customerid", "customer", "contactid", "openedby",
        "ownerid",
        "submitterid",
      ]
    case .isPublic:
      [
        "commentpublic", "public", "ispublic", "visibletocustomer", "visible", "visibility", "isprivate",
        "private",
        "isinternal", "internal",
      ]
    case .ticketCreatedAt:
      [
        "ticketcreatedat", "conversationcreatedat", "convcreatedat", "threadcreatedat", "ticketcreated",
        "conversationcreated", "openedat", "ticketopenedat", "conversationstartedat", "startedat", "opened",
        "casecreatedat", "ticketdate",
      ]
    case .commentCreatedAt:
      [
        "commentcreatedat", "messagecreatedat", "msgcreatedat", "commentcreated", "messagecreated", "sentat",
        "postedat",
        "writtenat", "createdat", "sent", "created", "timestamp", "datetime", "time", "date",
      ]
    case .body:
      ["body", "htmlbody", "message", "content", "messagebody", "commentbody", "text", "msg", "html"]
    case .name:
      ["name", "authorname", "sendername", "fullname", "displayname", "username", "author", "sender"]
    case .email: ["email", "authoremail", "senderemail", "emailaddress", "useremail", "mail", "fromemail"]
    }
  }

  /// The key in the plan, under the record that it belongs to.
  var key: (record: String, field: String) {
    switch self {
    case .commentID: ("comments", "id")
    case .ticketID: ("comments", "ticket_id")
    case .authorID: ("comments", "author_id")
    case .isPublic: ("comments", "public")
    case .commentCreatedAt: ("comments", "created_at")
    case .body: ("comments", "html_body")
    case .requesterID: ("tickets", "requester_id")
    case .ticketCreatedAt: ("tickets", "created_at")
    case .name: ("users", "name")
    case .email: ("users", "email")
    }
  }

  /// In the order of the plan.
  static let inPlanOrder: [ChatField] = [
    .commentID, .ticketID, .authorID, .isPublic, .commentCreatedAt, .body, .requesterID, .ticketCreatedAt,
    .name, .email,
  ]

  var isTime: Bool { self == .commentCreatedAt || self == .ticketCreatedAt }

  /// Whether a column called so says the opposite of `public`.
  static func isOpposite(_ name: String) -> Bool {
    let folded = ColumnNames.folded(name)
    return folded.contains("private") || folded.contains("internal")
  }
}
