import Exports
import Plan

/// The core keys of users, from what is known of people.
struct PersonObjects: Sendable {
  /// Room for the keys, numbers and times of one object: the largest has three ids, a time and 90 bytes of keys.
  static let frame = 256

  private let people: People
  private let identities: Identities

  init(_ exports: JudgedExports) { (people, identities) = (exports.people, exports.chat.identities) }

  /// The first row of the first chat id of a person: of its chat as author, or of the lists.
  func row(of person: UInt32) -> Int {
    let chatID = identities.chatIDs[Int(people.persons[Int(person)].chatID)]
    return Int(identities.sightings[Int(chatID.firstSighting ?? 0)].row)
  }

  /// The most bytes of name and e-mail.
  func largestSize(of person: UInt32) -> Int {
    let person = people.persons[Int(person)]
    return 6 * (person.name.count + (person.email?.count ?? 0))
  }

  /// Puts an object without its end.
  func put(_ number: UInt32, to tar: inout ByteBuffer) {
    let person = people.persons[Int(number)]
    tar.reserve(Self.frame)
    tar.put("{\"id\":")
    tar.put(id: person.id)
    tar.put(",\"name\":")
    put(person.name, to: &tar)
    tar.reserve(Self.frame)
    tar.put(",\"email\":")
    put(person.email ?? 0..<0, to: &tar)
  }

  /// A text, or null where it is empty.
  private func put(_ text: Range<Int>, to tar: inout ByteBuffer) {
    tar.reserve(4)
    guard !text.isEmpty else { return tar.put("null") }
    identities.texts.with(text) { tar.put(json: $0) }
  }
}
