/// What the exports are about, as far as it matters for what belongs together: entities, the rows that they own, and what they
/// refer to.
///
/// An entity is an id in a space of ids: the tickets of one chat, its people, the e-mail addresses of all, the records of one type. A
/// row of a ticket or of one of its comments belongs to the ticket, because tickets are kept whole; any other row to the
/// record that it is.
///
/// Belongs to one thread.
final class ExportGraph {
  typealias Entity = Int32

  /// Who is known by rows of tickets, and where: name and e-mail of a chat's people are in its comments.
  struct Sighting {
    var ticket: Entity
    var hasEmail: Bool
  }

  private(set) var spaces: [String] = []
  private var spaceNumbers: [String: Int] = [:]
  private var entities: [UInt64: Entity] = [:]
  /// The index of its space, of each entity.
  private(set) var spaceOf: [UInt16] = []

  // Rows of all sources, one after another in the order of the plan and of the files.
  private(set) var offsets: [UInt64] = []
  private(set) var lengths: [UInt32] = []
  /// -1 for a row that belongs to nothing.
  private(set) var owners: [Entity] = []
  /// The fingerprints of comments' ids, 0 for other rows.
  private(set) var comments: [UInt64] = []
  /// Whether a row seems to be used.
  private(set) var accepted: [Bool] = []
  private var rowOfComment = RowIndex()

  private var edges: [(from: Entity, to: Entity)] = []
  private var knownEdges: Set<UInt64> = []
  private var sightingsOf: [Entity: [Sighting]] = [:]
  private var knownSightings: Set<UInt64> = []
  private var commentReferences: [(from: Entity, comment: UInt64)] = []
  /// Entities of rows that name no ticket: the first of each source and reason.
  private(set) var examples: [Entity] = []

  private var neighbours = Groups()
  private var ownRows = Groups()

  var rowCount: Int { offsets.count }
  var entityCount: Int { spaceOf.count }

  // MARK: Filling

  func space(_ name: String) -> Int {
    if let number = spaceNumbers[name] { return number }
    spaces.append(name)
    spaceNumbers[name] = spaces.count - 1
    return spaces.count - 1
  }

  func entity(_ space: Int, _ id: Bytes) -> Entity { entity(space, Self.fingerprint(space, id)) }

  func entity(_ space: Int, _ id: String) -> Entity {
    Array(id.utf8).withUnsafeBufferPointer { entity(space, $0) }
  }

  private func entity(_ space: Int, _ fingerprint: UInt64) -> Entity {
    if let known = entities[fingerprint] { return known }
    let new = Entity(truncatingIfNeeded: spaceOf.count)
    entities[fingerprint] = new
    spaceOf.append(UInt16(truncatingIfNeeded: space))
    return new
  }

  /// An entity that is known already.
  func known(_ space: String, _ id: String) -> Entity? {
    spaceNumbers[space].flatMap { entities[Self.fingerprint($0, id)] }
  }

  /// An entity of its own for a row that names no ticket.
  func example(_ what: String) -> Entity? {
    let count = spaceOf.count
    let entity = entity(space("examples"), what)
    guard Int(entity) == count else { return nil }
    examples.append(entity)
    return entity
  }

  private static func fingerprint(_ space: Int, _ id: String) -> UInt64 {
    Array(id.utf8).withUnsafeBufferPointer { fingerprint(space, $0) }
  }

  static func fingerprint(_ space: Int, _ id: Bytes) -> UInt64 {
    Fingerprint.of(id, seed: UInt64(truncatingIfNeeded: space) &+ 1)
  }

  /// Adds a row; what it belongs to is said later.
  ///
  /// - Returns: its number.
  func addRow(offset: UInt64, length: UInt32) -> Int {
    offsets.append(offset)
    lengths.append(length)
    owners.append(-1)
    comments.append(0)
    accepted.append(true)
    return offsets.count - 1
  }

  func own(_ row: Int, by entity: Entity) { owners[row] = entity }

  func reject(_ row: Int) { accepted[row] = false }

  /// Says that a row is a comment.
  ///
  /// - Returns: the first row of the same id; nil where this is it.
  func comment(_ row: Int, _ fingerprint: UInt64) -> Int? {
    comments[row] = fingerprint
    return rowOfComment.add(row, fingerprint) { comments[$0] }
  }

  /// Whoever keeps one has to keep the other.
  func link(_ from: Entity, _ to: Entity) {
    guard from != to, from >= 0, to >= 0,
      knownEdges.insert(UInt64(UInt32(bitPattern: from)) << 32 | UInt64(UInt32(bitPattern: to))).inserted
    else { return }
    edges.append((from, to))
  }

  func link(_ from: Entity, toComment fingerprint: UInt64) { commentReferences.append((from, fingerprint)) }

  func see(_ person: Entity, in ticket: Entity, hasEmail: Bool) {
    let pair =
      UInt64(UInt32(bitPattern: person)) << 32 | UInt64(UInt32(bitPattern: ticket)) << 1 | (hasEmail ? 1 : 0)
    guard knownSightings.insert(pair).inserted else { return }
    sightingsOf[person, default: []].append(Sighting(ticket: ticket, hasEmail: hasEmail))
  }

  /// Ends the filling.
  ///
  /// - Complexity: O(rows + edges).
  func finish() {
    for (from, fingerprint) in commentReferences {
      if let row = rowOfComment.first(fingerprint, { comments[$0] }) { link(from, owners[row]) }
    }
    commentReferences = []
    knownEdges = []
    knownSightings = []
    neighbours = Groups(count: entityCount, pairs: edges.count) { (Int(edges[$0].from), edges[$0].to) }
    ownRows = Groups(count: entityCount, pairs: rowCount) {
      (Int(owners[$0]), Int32(truncatingIfNeeded: $0))
    }
  }

  // MARK: Asking

  func neighbours(of entity: Entity) -> ArraySlice<Entity> { neighbours[Int(entity)] }

  /// The rows that it owns, in their order.
  func rows(of entity: Entity) -> ArraySlice<Int32> { ownRows[Int(entity)] }

  /// Where a person was seen, in the order of the rows.
  func sightings(of person: Entity) -> [Sighting] { sightingsOf[person] ?? [] }

  /// The row of a comment by its fingerprint.
  func row(ofComment fingerprint: UInt64) -> Int? { rowOfComment.first(fingerprint) { comments[$0] } }

  func space(of entity: Entity) -> String { spaces[Int(spaceOf[Int(entity)])] }

  /// All entities of a space, in the order of their first mention.
  func entities(of space: String) -> [Entity] {
    guard let number = spaceNumbers[space] else { return [] }
    return spaceOf.indices.filter { Int(spaceOf[$0]) == number }.map { Entity(truncatingIfNeeded: $0) }
  }
}

/// Numbers in groups, in the order in which they came.
struct Groups {
  private var starts: [Int32] = [0]
  private var members: [Int32] = []

  init() {}

  /// - Parameter pair: a group, negative for none, and its member.
  init(count: Int, pairs: Int, pair: (Int) -> (Int, Int32)) {
    starts = Array(repeating: 0, count: count + 2)
    for index in 0..<pairs {
      let group = pair(index).0
      if group >= 0 { starts[group + 2] += 1 }
    }
    for group in 2..<starts.count { starts[group] += starts[group - 1] }
    members = Array(repeating: 0, count: Int(starts[count + 1]))
    for index in 0..<pairs {
      let (group, member) = pair(index)
      guard group >= 0 else { continue }
      members[Int(starts[group + 1])] = member
      starts[group + 1] += 1
    }
  }

  subscript(group: Int) -> ArraySlice<Int32> {
    guard group + 1 < starts.count else { return [] }
    return members[Int(starts[group])..<Int(starts[group + 1])]
  }
}

/// The first row of each fingerprint: a table of rows alone, whose fingerprints others keep.
struct RowIndex {
  private var slots: [Int32] = Array(repeating: -1, count: 1 << 12)
  private var count = 0

  /// - Returns: the first row of this fingerprint; nil where this is it.
  mutating func add(_ row: Int, _ fingerprint: UInt64, _ of: (Int) -> UInt64) -> Int? {
    if (count + 1) * 3 > slots.count * 2 { grow(of) }
    let slot = slot(of: fingerprint, of)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    slots[slot] = Int32(truncatingIfNeeded: row)
    count += 1
    return nil
  }

  func first(_ fingerprint: UInt64, _ of: (Int) -> UInt64) -> Int? {
    let row = slots[slot(of: fingerprint, of)]
    return row >= 0 ? Int(row) : nil
  }

  private func slot(of fingerprint: UInt64, _ of: (Int) -> UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: fingerprint >> 20) & mask
    while slots[slot] >= 0, of(Int(slots[slot])) != fingerprint { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow(_ of: (Int) -> UInt64) {
    let old = slots
    slots = Array(repeating: -1, count: old.count * 2)
    for row in old where row >= 0 { slots[slot(of: of(Int(row)), of)] = row }
  }
}
