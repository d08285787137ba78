/// The folder in which a job has the files of its repository, by which annotations name them.
package struct Checkout: Sendable {
  private let root: [Substring]
  private let folder: [Substring]

  /// - Parameters:
  ///   - root: the folder of the checkout, without links.
  ///   - folder: where relative paths begin, without links.
  package init(root: String, folder: String) {
    self.root = Self.names("", below: root)
    self.folder = Self.names("", below: folder)
  }

  /// The path of a file from the root of the checkout; nil for one that is elsewhere, and for one whose name could not be
  /// shown as it is.
  func path(of file: String) -> String? {
    let names = file.hasPrefix("/") ? Self.names("", below: file) : Self.names(file, below: folder)
    guard names.count > root.count, names.starts(with: root) else { return nil }
    let path = names[root.count...].joined(separator: "/")
    return path == path.visible ? path : nil
  }

  private static func names(_ path: String, below folder: String) -> [Substring] {
    names(path, below: folder.split(separator: "/"))
  }

  private static func names(_ path: String, below folder: [Substring]) -> [Substring] {
    (folder + path.split(separator: "/")).reduce(into: []) { names, name in
      switch name {
      case ".": break
      case "..": _ = names.popLast()
      default: names.append(name)
      }
    }
  }
}
