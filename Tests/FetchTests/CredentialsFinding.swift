@testable import Fetch

/// Looks credentials up for the source `desk users`, in an environment that has nothing else.
protocol CredentialsFinding {}

extension CredentialsFinding {
  func find(_ environment: [String: String]) throws(FetchError) -> Credentials {
    try Credentials.find(
      source: "desk users", host: "desk.example",
      environment: ["HOME": "/nowhere"].merging(environment) { _, new in new })
  }

  func sentence(_ environment: [String: String]) -> String? {
    do throws(FetchError) {
      _ = try find(environment)
      return nil
    } catch {
      return error.description
    }
  }
}
