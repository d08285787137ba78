import Foundation
import Testing

@testable import Profiling

/// Made-up exports in a folder that goes when it is no longer needed.
final class Exports {
  let path: String

  /// - Parameter files: their texts by their names.
  init(_ files: [String: String]) throws {
    path = FileManager.default.temporaryDirectory.appending(path: "survey-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(Data(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: Data, to name: String) throws { try bytes.write(to: URL(filePath: "\(path)/\(name)")) }

  func profile(jobs: Int = 1, showsValues: Bool = false) throws -> Profile {
    try Profiler(files: [path], showsValues: showsValues, jobs: jobs).run()
  }

  func draft() throws -> PlanDraft { try PlanDraft(files: [path], planDirectory: path) }
}

/// Rows of a chat whose columns have names of their own.
enum Chat {
  static let header = "conv_opened,customer,msg_id,conv_id,visible,message,sent,sender_id,sender_name,mail\n"

  /// Three conversations of three people, three messages each; the third has the requester of the first.
  static func rows(_ stamp: (_ conversation: Int, _ message: Int) -> String) -> String {
    (0..<3).flatMap { conversation in
      (0..<3).map { message in
        let requester = 100 + conversation % 2
        let author = message == 0 ? requester : 900
        return "\(stamp(conversation, 0)),\(requester),\(7000 + conversation * 10 + message),"
          + "\(50 + conversation),true,<p>Text \(message)</p>,\(stamp(conversation, message)),\(author),"
          + "Name \(author),n\(author)@example.org\n"
      }
    }.joined()
  }

  static let zulu = rows { "2021-03-0\($0 + 1)T10:0\($1):00Z" }
}

/// Numbers to be compared at once.
func numbers(_ numbers: Int...) -> [Int] { numbers }

/// The bytes of a text, for the length of a call.
func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows
  -> Result
{
  try Array(text.utf8).withUnsafeBufferPointer(body)
}

/// SplitMix64: numbers that depend on the seed alone.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
