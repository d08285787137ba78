import Foundation

/// A restarted fetch fills a folder of its own, `.restart`, and takes the place of the old pages only when
/// its end is proven. A kill in the middle of that is made good by the next run.
extension PageFolder {
  private var restartPath: String { "\(path)/.restart" }

  /// The folder of a restart that has begun; nil where there is none.
  func unfinishedRestart() throws(FetchError) -> PageFolder? {
    guard FileManager.default.fileExists(atPath: restartPath) else { return nil }
    return try PageFolder(creating: restartPath)
  }

  /// An empty folder for a new restart.
  func beginRestart() throws(FetchError) -> PageFolder {
    try removeRestart()
    return try PageFolder(creating: restartPath)
  }

  private func removeRestart() throws(FetchError) {
    guard FileManager.default.fileExists(atPath: restartPath) else { return }
    do {
      try FileManager.default.removeItem(atPath: restartPath)
    } catch {
      throw .trouble("\(restartPath): can't be removed; check its rights")
    }
  }

  /// Puts the pages of a complete restart in the place of the old ones.
  ///
  /// In this order, so that it can be taken up wherever it was cut: the old state goes, then the old pages,
  /// then the new pages come from the first on, and the new state last. The old pages are gone for certain
  /// once the first new one has moved.
  func finish(_ restart: PageFolder) throws(FetchError) {
    if try restart.state()?.forEach != nil { return try finishEach(restart) }
    let pages = try restart.pageNumbers()
    if pages.first == 1 {
      try remove(Self.stateName)
      sync()
      try removePages(after: 0)
      try removeEach()
      sync()
    }
    for page in pages { try restart.move(Self.name(of: page), to: self) }
    sync()
    if try restart.state() != nil { try restart.move(Self.stateName, to: self) }
    sync()
    try removeRestart()
  }

  /// What an earlier fetch for each id has left.
  private func removeEach() throws(FetchError) {
    guard hasList else { return }
    try removePagesOfIDs()
    try remove(Self.listName)
  }

  /// The same for the pages of many ids, of which none is the first: that the old ones are gone, a file says.
  private func finishEach(_ restart: PageFolder) throws(FetchError) {
    let mark = "\(restart.path)/.moving"
    if !FileManager.default.fileExists(atPath: mark) {
      try remove(Self.stateName)
      sync()
      try removePages(after: 0)
      try removePagesOfIDs()
      try remove(Self.listName)
      sync()
      guard FileManager.default.createFile(atPath: mark, contents: nil) else {
        throw .system(mark, "can't be written")
      }
      restart.sync()
    }
    for file in try restart.pageFilesOfIDs() { try restart.move(file, to: self) }
    if restart.hasList { try restart.move(Self.listName, to: self) }
    sync()
    try restart.move(Self.stateName, to: self)
    sync()
    try removeRestart()
  }
}
