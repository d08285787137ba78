import Plan

/// Why a build ended without an archive.
package enum BuildError: Error, Equatable, Sendable {
  /// The exports contradict themselves or have rows that are rejected; each sentence is complete in itself.
  /// Nothing was written. Exit 1.
  case refused([String])
  /// Something could not be read or written, or nothing was there to write. Exit 2.
  case trouble(String)
  /// The plan asks for something that only shows here; nothing was read. Exit 64.
  case plan(PlanError)
  /// A signal asked to stop. Exit 128 and the signal's number.
  case interrupted(signal: Int32)

  package var exitCode: Int32 {
    switch self {
    case .refused: 1
    case .trouble: 2
    case .plan(let error): error.exitCode
    case .interrupted(let signal): 128 + signal
    }
  }

  /// The lines for standard error.
  package var sentences: [String] {
    switch self {
    case .refused(let sentences): sentences
    case .trouble(let sentence): [sentence]
    case .plan(let error): error.problems.map(\.description)
    case .interrupted: ["interrupted: nothing was written"]
    }
  }
}
