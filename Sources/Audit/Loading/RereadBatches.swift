import Archive

/// Batches that are read a second time, because tables keep of texts no more than digests.
enum RereadBatches {
  /// Ends a reading of which nobody wants the rest.
  private struct Done: Error {}

  /// Hands on the contents of the members that are wanted, in the order of the tar; they belong to the receiver while it runs.
  ///
  /// What can't be read again is not handed on: nothing is spoken of it.
  ///
  /// - Parameters:
  ///   - wanted: by what members are known to the caller.
  ///   - key: the same of a member.
  ///   - limits: those under which it was read before.
  /// - Complexity: the archive is read up to the last member that is wanted; nothing where none is.
  private static func read<Key: Hashable>(
    _ wanted: some Sequence<Key>, by key: (Member) -> Key, of path: String, limits: ArchiveLimits,
    isReference: Bool = false,
    _ receive: (Key, MemberBytes) -> Void
  ) {
    let wanted = Set(wanted)
    var left = wanted
    guard !wanted.isEmpty,
      let reader = try? ArchiveReader(path: path, limits: limits, isReference: isReference)
    else { return }
    _ = try? reader.read(
      problem: { _ in },
      receive: { member in
        guard let contents = member.contents else { return }
        defer { reader.recycle(contents) }
        let key = key(member)
        guard wanted.contains(key) else { return }
        receive(key, contents)
        left.remove(key)
        if left.isEmpty { throw Done() }
      })
  }

  /// The same of the members that have some numbers among those of the tables.
  static func read(
    _ wanted: some Sequence<Int>, of tables: ArchiveTables, limits: ArchiveLimits, isReference: Bool = false,
    _ receive: (Int, MemberBytes) -> Void
  ) {
    for (path, numbers) in zip(tables.deliveries.paths, tables.sequences(ofMembers: wanted)) {
      read(numbers.keys, by: \.sequence, of: path, limits: limits, isReference: isReference) {
        if let number = numbers[$0] { receive(number, $1) }
      }
    }
  }

  /// The same of the members that messages call by some names.
  static func read(
    _ wanted: some Sequence<String>, of deliveries: Deliveries, limits: ArchiveLimits,
    _ receive: (String, MemberBytes) -> Void
  ) {
    let wanted = Set(wanted)
    for (delivery, path) in deliveries.paths.enumerated() {
      let name = { (member: Member) in deliveries.name(member.shownName, of: delivery) }
      let own = wanted.filter { deliveries.label(delivery).map($0.hasPrefix) ?? true }
      read(own, by: name, of: path, limits: limits, receive)
    }
  }
}
