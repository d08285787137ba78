/// What columns are called that are a field, folded (`ColumnNames.folded`), the likeliest first.
///
/// Only names are here that a helpdesk or a warehouse really uses. A name that is not here is not guessed: `external_id`
/// is not an `id`, `brand_id` is not an author, and `updated_at` does not say when something was created.
struct FieldNames {
  /// Names that say it.
  var sure: [String]
  /// Names that may say it: somebody has to decide.
  var weak: [String] = []

  init(_ field: DraftField, in role: ProfiledSource.Role) {
    switch field {
    case .commentID: self.init(sure: Self.ids(of: Self.comments) + ["id"], weak: ["eventid", "articleid"])
    case .ticketID where role == .tickets:
      self.init(
        sure: ["id"] + Self.ids(of: Self.tickets), weak: ["number", "ticketnumber", "casenumber", "key"])
    case .ticketID: self = Self.ticketReferences
    case .authorID: self = Self.authors
    case .requesterID: self = Self.requesters
    case .userID: self = Self.userIDs
    case .isPublic: self = Self.flags
    case .commentCreatedAt: self = Self.commentTimes
    case .ticketCreatedAt: self = Self.ticketTimes(in: role)
    case .body: self = Self.bodies
    case .name: self = Self.personNames
    case .email: self = Self.emails
    }
  }

  private init(sure: [String], weak: [String] = []) { (self.sure, self.weak) = (sure, weak) }

  private static let tickets = [
    "ticket", "conversation", "conv", "thread", "case", "chat", "issue",
  ]
  private static let comments = [
    "comment", "commentpart", "message", "msg", "part", "conversationpart", "reply", "note", "post",
  ]
  private static let created = [
    "createdat", "created", "createdon", "createddate", "createddatetime", "createdtime", "createdatutc",
    "creationdate", "creationtime", "createtime", "datecreated",
  ]
  private static let opened = ["openedat", "opened", "openedon", "startedat", "started", "startedon"]
  private static let sent = ["sentat", "sent", "senton", "postedat", "posted", "postedon", "writtenat"]

  private static func ids(of nouns: [String]) -> [String] { nouns.map { $0 + "id" } }

  private static func products(_ nouns: [String], _ words: [String]) -> [String] {
    nouns.flatMap { noun in words.map { noun + $0 } }
  }

  private static let ticketReferences = FieldNames(
    sure: ids(of: tickets) + ["ticket", "conversation", "thread", "case", "chat", "issue"],
    weak: ["parentid", "ticketnumber", "casenumber", "conversationnumber", "sessionid", "requestid"])

  private static let authors = FieldNames(
    sure: [
      "authorid", "commentauthorid", "messageauthorid", "senderid", "fromid", "createdbyid", "creatorid",
      "postedbyid",
      "userid", "author", "sender", "createdby", "creator",
    ],
    weak: ["from", "agentid", "staffid", "personid", "contactid", "customerid", "actorid", "ownerid", "by"])

  private static let requesters = FieldNames(
    sure: [
      "ticketrequesterid", "requesterid", "requester", "customerid", "primarycustomerid", "customer",
      "contactid", "contact", "enduserid", "openedbyid", "openedby", "raisedbyid", "raisedby", "reporterid",
      "reporter",
    ],
    weak: [
      "submitterid", "createdbyid", "sourceauthorid", "userid", "authorid", "personid", "accountid",
      "ownerid",
      "from",
    ])

  private static let userIDs = FieldNames(
    sure: [
      "id", "userid", "contactid", "agentid", "customerid", "personid", "memberid", "staffid", "ticketingid",
      "platformid",
    ], weak: ["uuid", "key"])

  private static let flags = FieldNames(
    sure: [
      "commentpublic", "messagepublic", "public", "ispublic", "publiccomment", "ispubliccomment", "jsdpublic",
      "visibletocustomer", "customervisible", "visible", "visibility", "private", "isprivate",
      "commentprivate",
      "isprivatenote", "internal", "isinternal", "isinternalnote",
    ],
    weak: [
      "parttype", "commenttype", "messagetype", "threadtype", "notetype", "isnote", "hidden", "ishidden",
      "published", "ispublished", "type", "kind",
    ])

  private static let commentTimes = FieldNames(
    sure: products(comments, created + sent) + created + sent + ["messagedate", "commentdate"],
    weak: ["timestamp", "datetime", "date", "time", "ts"])

  /// In a chat, a row's `created_at` is that of its comment.
  private static func ticketTimes(in role: ProfiledSource.Role) -> FieldNames {
    let own = products(tickets, created + opened) + opened
    let weak = products(tickets, ["date", "time"])
    return role == .tickets
      ? FieldNames(sure: created + own, weak: weak + commentTimes.weak) : FieldNames(sure: own, weak: weak)
  }

  private static let bodies = FieldNames(
    sure: [
      "htmlbody", "bodyhtml", "commenthtmlbody", "body", "commentbody", "messagebody", "notebody",
      "replybody",
      "bodytext", "textbody", "plainbody", "bodyplain", "commenttext", "messagetext", "commentcontent",
      "messagecontent", "message", "comment", "content", "contents",
    ],
    weak: ["text", "html", "msg", "note", "description", "details", "value"])

  private static let personNames = FieldNames(
    sure: [
      "name", "fullname", "displayname", "authorname", "sendername", "username", "contactname", "agentname",
      "customername",
    ], weak: ["author", "sender", "title", "login"])

  private static let emails = FieldNames(
    sure: [
      "email", "emailaddress", "authoremail", "senderemail", "useremail", "contactemail", "agentemail",
      "customeremail", "primaryemail", "fromemail", "mail",
    ], weak: ["from", "login", "address"])
}
