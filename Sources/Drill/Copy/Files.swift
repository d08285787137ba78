import Foundation
import Platform

/// Files as bytes.
enum Files {
  static func bytes(of path: String) throws -> [UInt8] {
    do throws(SystemError) {
      return try contents(ofFile: path)
    } catch {
      throw DrillError("\(path) can't be read: \(error)")
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try FileManager.default.createDirectory(
        at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(filePath: path))
    } catch {
      throw DrillError("\(path) can't be written: \(error.localizedDescription)")
    }
  }
}
