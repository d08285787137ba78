import Testing

@testable import Archive

@Suite("a batch that is not of the agreed shape")
struct BatchProblemTests {
  private let comments = "/data/tickets/comments"

  @Test("a value of a wrong type is told for each field, and the others are read")
  func wrongTypes() {
    let reading = BatchReading(
      BatchReading.member(
        tickets: #"{"id":1,"created_at":5,"requester_id":"9"}"#,
        comments:
          #"{"id":1,"ticket_id":{},"author_id":[],"public":"False","created_at":null,"html_body":null}"#,
        users: #"{"id":null,"name":7,"email":false}"#))
    #expect(
      reading.problems.map { "\($0.pointer): \($0.message)" } == [
        "/data/tickets/data/0/created_at: expected a string, found a number",
        "/data/tickets/data/0/requester_id: expected an integer of 64 bits, found a string",
        "/data/tickets/comments/0/ticket_id: expected an integer of 64 bits, found an object",
        "/data/tickets/comments/0/author_id: expected an integer of 64 bits, found an array",
        "/data/tickets/comments/0/public: expected true or false, found a string",
        "/data/tickets/comments/0/created_at: expected a string, found null",
        "/data/tickets/comments/0/html_body: expected a string, found null",
        "/data/tickets/users/0/id: expected an integer of 64 bits, found null",
        "/data/tickets/users/0/name: expected a string or null, found a number",
        "/data/tickets/users/0/email: expected a string or null, found a boolean",
      ])
    #expect(reading.batch.problemCount == [.wrongType: 10])
    #expect(reading.kinds(.tickets) == [[.integer, .wrong, .wrong]])
    #expect(reading.kinds(.comments) == [[.integer, .wrong, .wrong, .wrong, .wrong, .wrong]])
    #expect(reading.kinds(.users) == [[.wrong, .wrong, .wrong]])
  }

  @Test("each field that is missing is told at the record's brace")
  func missingFields() {
    let reading = BatchReading(comments: #"{"id":1,"public":true,"created_at":"t"},{}"#)
    #expect(
      reading.problems.map(\.pointer)
        == ["ticket_id", "author_id", "html_body"].map { "\(comments)/0/\($0)" }
        + ["id", "ticket_id", "author_id", "public", "created_at", "html_body"].map { "\(comments)/1/\($0)" })
    #expect(Set(reading.kinds) == [.missingField])
    #expect(reading.problems.first?.message == "the key \"ticket_id\" is missing")
    #expect(reading.problems.first?.offset == 42)
    #expect(
      reading.kinds(.comments) == [
        [.integer, .missing, .missing, .yes, .string, .missing], Array(repeating: .missing, count: 6),
      ])
  }

  @Test("an element that is no record keeps its place, so that indices are those of the JSON")
  func elementsOfWrongType() {
    let reading = BatchReading(comments: "null, 7, " + BatchReading.comment())
    #expect(
      reading.problems.map { "\($0.pointer): \($0.message)" } == [
        "/data/tickets/comments/0: expected an object, found null",
        "/data/tickets/comments/1: expected an object, found a number",
      ])
    let missing = [BatchValue.Kind](repeating: .missing, count: 6)
    #expect(
      reading.kinds(.comments) == [missing, missing, [.integer, .integer, .integer, .yes, .string, .string]])
    #expect(Array(reading.records(.comments).offsets) == [42, 48, 51])
  }

  @Test(
    "a missing array or a missing object on the way is one problem",
    arguments: [
      (#"{}"#, ["/data"]), (#"{"data":{}}"#, ["/data/tickets"]),
      (
        #"{"data":{"tickets":{"users":[],"data":[]}}}"#,
        ["/data/tickets/comments", "/data/tickets/organizations"]
      ),
    ])
  func missingArrays(json: String, pointers: [String]) {
    let reading = BatchReading(json)
    #expect(reading.problems.map(\.pointer) == pointers)
    #expect(Set(reading.kinds) == [.missingArray])
  }

  @Test(
    "another type in place of an object or array on the way is one problem",
    arguments: [
      ("[]", "", "expected an object, found an array"), ("null", "", "expected an object, found null"),
      (#"{"data":"x"}"#, "/data", "expected an object, found a string"),
      (#"{"data":{"tickets":[]}}"#, "/data/tickets", "expected an object, found an array"),
      (
        #"{"data":{"tickets":{"data":[],"comments":null,"users":[],"organizations":[]}}}"#,
        "/data/tickets/comments", "expected an array, found null"
      ),
    ])
  func wrongContainers(json: String, pointer: String, message: String) {
    let reading = BatchReading(json)
    #expect(reading.kinds == [.wrongType])
    #expect(reading.problems.first?.pointer == pointer)
    #expect(reading.problems.first?.message == message)
  }

  @Test("an unknown key is told at every level, and its value skipped")
  func unknownKeys() {
    let reading = BatchReading(
      #"{"a":1,"data":{"b":[{}],"tickets":{"c":"","data":[],"comments":[],"users":"#
        + #"[{"id":1,"name":"n","email":null,"rôle/~":{"x":[1,2,{"y":null}]}}],"organizations":[]}}}"#)
    #expect(Set(reading.kinds) == [.unknownKey])
    #expect(
      reading.problems.map(\.pointer)
        == ["/a", "/data/b", "/data/tickets/c", "/data/tickets/users/0/rôle~1~0"])
    #expect(
      reading.problems.last?.message == "the key \"r\\u{00F4}le/~\" is not a key of the schema here")
    #expect(reading.records(.users).count == 1)
  }

  @Test(
    "a key that can be an address or a telephone number is not shown",
    arguments: [
      ("12345", "12345"), ("123456", "*"), ("+49 (30) 12-34", "*"), ("+49 30", "+49 30"),
      ("123456x", "123456x"), ("a@b", "*"),
    ])
  func addressAsKey(key: String, shown: String) {
    let reading = BatchReading(users: #"{"id":1,"name":"n","email":null,"\#(key)":0}"#)
    #expect(reading.problems.first { $0.kind == .unknownKey }?.pointer == "/data/tickets/users/0/\(shown)")
  }

  @Test(
    "an integer ends before whatever is not a digit", arguments: Array(":;<=>?/*") + ["\u{10}", "\u{1}"])
  func endOfInteger(mark: Character) {
    for digits in ["7", "05", "1234567", "12345678", "123456789"] {
      let reading = BatchReading(users: #"{"id":\#(digits)\#(mark),"name":"n","email":null}"#)
      #expect(reading.records(.users).count == 0)
      #expect(reading.kinds.contains(.notJSON), "\(digits)\(mark)")
    }
  }

  @Test("a key that stands twice is told, also in escapes, and the later value is taken")
  func duplicateKeys() {
    let json =
      #"{"id":1,"ticket_id":2,"author_id":3,"public":true,"created_at":"t","html_body":"b","\u0069d":4}"#
    let reading = BatchReading(comments: json)
    #expect(reading.kinds == [.duplicateKey])
    #expect(reading.problems.first?.pointer == "\(comments)/0/id")
    #expect(reading.problems.first?.message == "the key \"id\" is there twice in one object")
    #expect(reading.problems.first?.offset == 42 + 83)
    #expect(reading.integers(.comments, "id") == [4])
  }

  @Test("a second value of a wrong type takes the first one's place")
  func duplicateOfWrongType() {
    let reading = BatchReading(users: #"{"id":1,"name":null,"email":"e","name":7,"email":null,"id":"1"}"#)
    #expect(
      reading.kinds == [.duplicateKey, .wrongType, .duplicateKey, .duplicateKey, .wrongType])
    #expect(reading.kinds(.users) == [[.wrong, .wrong, .null]])
  }

  @Test("duplicate keys are found on the way, among unknown keys, and inside unknown values")
  func duplicatesElsewhere() {
    let reading = BatchReading(
      #"{"x":{"k":1,"l":[0,{"m":1,"\u006d":2,"m":3}],"k":2},"x":0,"data":{"tickets":"#
        + #"{"data":[],"data":[],"comments":[],"users":[],"organizations":[{"o":1,"o":2}]}}}"#)
    let duplicates = reading.problems.filter { $0.kind == .duplicateKey }
    #expect(
      duplicates.map(\.pointer)
        == ["/x/l/1/m", "/x/l/1/m", "/x/k", "/data/tickets/data", "/data/tickets/organizations/0/o", "/x"])
    #expect(duplicates.map(\.offset) == [26, 37, 45, 87, 146, 52])
    #expect(reading.batch.problemCount == [.unknownKey: 2, .duplicateKey: 6])
  }

  @Test("keys that differ only in their normalisation or in a prefix are different keys")
  func similarKeys() {
    let reading = BatchReading(
      users: "{\"id\":1,\"name\":null,\"email\":null,\"é\":1,\"e\u{301}\":2,\"e\":3}")
    #expect(reading.kinds == [.unknownKey, .unknownKey, .unknownKey])
  }

  @Test("long keys are cut in messages and pointers, between characters")
  func longKeys() {
    let key = "x" + String(repeating: "é", count: 500_000)
    let reading = BatchReading(#"{"\#(key)":1}"#)
    let shown = "x" + String(repeating: "é", count: 29) + "…"
    #expect(reading.problems.first?.pointer == "/" + shown)
  }

  @Test("problems are counted without end, and kept up to the limit")
  func problemLimit() {
    let reading = BatchReading(comments: Array(repeating: "1", count: 250).joined(separator: ","))
    #expect(reading.problems.count == BatchReader.problemLimit)
    #expect(reading.batch.problemCount == [.wrongType: 250])
    #expect(reading.problems.last?.pointer == "\(comments)/99")
  }

  @Test("the limit is one of each kind: many unknown keys leave room for the one wrong type after them")
  func problemLimitOfEachKind() {
    let unknown = Array(repeating: BatchReading.comment(more: ",\"x\":1,\"y\":2"), count: 60).joined(
      separator: ",")
    let reading = BatchReading(comments: unknown + ",1")
    #expect(reading.batch.problemCount == [.unknownKey: 120, .wrongType: 1])
    #expect(reading.kinds.count == BatchReader.problemLimit + 1)
    #expect(reading.problems.last?.pointer == "\(comments)/60")
  }

  @Test("a fault behind many records leaves none of them, and one problem")
  func faultTakesAll() {
    let reading = BatchReading(
      comments: BatchReading.comment() + ",{}," + BatchReading.comment(body: "\"\u{1}\""))
    #expect(reading.kinds == [.notJSON])
    #expect(reading.batch.problemCount == [.notJSON: 1])
    #expect(reading.problems.first?.pointer == "\(comments)/2")
    #expect(reading.recordCount == 0)
  }

  @Test("a million keys in one object are no attack", .timeLimit(.minutes(1)))
  func millionKeys() {
    let members = (0..<1_000_000).map { "\"\($0 % 999_999)\":0" }.joined(separator: ",")
    let reading = BatchReading(BatchReading.member(organizations: "{\(members)}"))
    #expect(reading.kinds == [.duplicateKey])
    #expect(reading.problems.first?.pointer == "/data/tickets/organizations/0/0")
  }

  @Test("more unknown keys, records or levels than the limits are refused, and as many are not")
  func limits() {
    var limits = ArchiveLimits.usual
    (limits.depth, limits.keys, limits.records) = (2, 3, 4)
    let ones = { Array(repeating: "1", count: $0).joined(separator: ",") }
    let keys = { (0..<$0).map { "\"\($0)\":0" }.joined(separator: ",") }
    #expect(BatchReading(BatchReading.member(comments: ones(2), users: ones(2)), limits).kinds != [.notJSON])
    #expect(BatchReading(BatchReading.member(comments: ones(3), users: ones(2)), limits).kinds == [.notJSON])
    #expect(BatchReading(BatchReading.member(organizations: "{\(keys(3))}"), limits).kinds == [])
    #expect(BatchReading(BatchReading.member(organizations: "{\(keys(4))}"), limits).kinds == [.notJSON])
    #expect(BatchReading(BatchReading.member(organizations: "{\"a\":[0]}"), limits).kinds == [])
    #expect(BatchReading(BatchReading.member(organizations: "{\"a\":[[]]}"), limits).kinds == [.notJSON])
  }
}
