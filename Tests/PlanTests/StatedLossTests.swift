import Testing

@testable import Plan

@Suite("Stated losses and decisions of a plan")
struct StatedLossTests {
  private static let chat = "sources: {chat: {path: a.csv}}\n"
  private static let loss = "loss: {reason: too long, owner: J. Diaz}"

  private func ticket(_ field: String) -> String {
    Self.chat + "records: {tickets: {fields: {subject: {from: S, \(field)}}}}"
  }

  @Test("a cut and its loss are read")
  func cut() throws {
    let plan = try Plan(text: ticket("cut: 250, \(Self.loss)"), path: "m.yml")
    let field = plan.chats[0].columns.ticketFields[0]
    #expect(field.cut == 250)
    #expect(field.loss == StatedLoss(reason: "too long", owner: "J. Diaz"))
    #expect(
      plan.matrix.first { $0.field == "subject" }?.transformation
        == "cut: 250 characters; loss: too long (J. Diaz)")
  }

  @Test(
    "a loss is owned, of something, and of no id",
    arguments: [
      (
        "cut: 250",
        "'records.tickets.fields.subject.cut' loses text, and nobody answers for it; add 'loss: {reason: …, owner: …}' "
          + "beside it"
      ),
      (
        "cut: 250, loss: {reason: too long}",
        "'records.tickets.fields.subject.loss.owner' is missing; a loss has a reason and an owner"
      ),
      (
        loss,
        "'records.tickets.fields.subject.loss' states a loss where nothing is lost; it needs 'cut', or a 'map' in which "
          + "several values become one"
      ),
      (
        "map: {a: x, b: y}, \(loss)",
        "'records.tickets.fields.subject.loss' states a loss where nothing is lost; it needs 'cut', or a 'map' in which "
          + "several values become one"
      ),
      (
        "cut: 250, type: json, \(loss)",
        "'records.tickets.fields.subject.cut' is for a text or html, and this field is of type json; leave it out"
      ),
      (
        "map: {1: 7, 2: 7}, type: user-reference, \(loss)",
        "'records.tickets.fields.subject.loss' can't be of ids and e-mails, which say who or what a record is; leave it out"
      ),
      (
        "cut: 0, \(loss)",
        "expected a number from 1 to 1073741824 for 'records.tickets.fields.subject.cut', found 0"
      ),
    ])
  func mistakes(field: String, message: String) {
    #expect(problems(of: ticket(field)) == ["m.yml:2: \(message)"])
  }

  @Test(
    "a map that makes one value of several is told of, unless it is stated",
    arguments: [
      ("map: {closed: closed, solved: closed}", "'closed'"), ("map: {a: x}, otherwise: x", "'x'"),
      ("map: {a: x}, otherwise: y", "'y'"), ("map: {a: x}, otherwise: keep", "'x'"),
    ])
  func unstated(field: String, value: String) throws {
    #expect(
      try Plan(text: ticket(field), path: "m.yml").unstatedLosses == [
        "m.yml:2: the map of 'subject' makes one value of several (\(value)); if that is meant, say why and who answers for "
          + "it: 'loss: {reason: …, owner: …}'"
      ])
    #expect(try Plan(text: ticket("\(field), \(Self.loss)"), path: "m.yml").unstatedLosses == [])
  }

  @Test(
    "a map of single values, or of words for null, is not told of",
    arguments: [
      "map: {a: x, b: y}", "map: {a: null, b: null}", "map: {a: b, b: a}, otherwise: keep",
      "map: {a: x}, otherwise: null",
    ])
  func plain(field: String) throws {
    #expect(try Plan(text: ticket(field), path: "m.yml").unstatedLosses == [])
  }

  @Test("the sheet of decisions is no export, and not what build writes")
  func decisions() throws {
    #expect(try Plan(text: Self.chat + "decisions: d.csv", path: "m.yml").decisions?.value == "d.csv")
    #expect(
      problems(of: "sources: {chat: {path: '*.csv'}}\ndecisions: d.csv") == [
        "m.yml:1: '*.csv' names 'd.csv', which is the sheet of 'decisions'; keep it in another folder, or narrow the path"
      ])
    #expect(
      problems(of: Self.chat + "archive: {path: d.csv}\ndecisions: d.csv") == [
        "m.yml:3: 'decisions' is what 'build' writes; give the sheet another name"
      ])
  }
}
