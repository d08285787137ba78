import Archive
import Crypto
import Plan

/// What people sign, as `Plan` reads it.
package typealias SignedStatements = SignOffList

/// The plan's sign-offs, and what the files are that they name as evidence.
struct SignedFacts: Sendable {
  /// Nil of a plan without them.
  var list: SignOffList?
  /// By the name of the sign-off, where a rule asks for it.
  var evidence: [String: SignedEvidence] = [:]
}

/// What the evidence of a sign-off is.
struct SignedEvidence: Sendable {
  /// Why nothing is known of the file, in a sentence; nil where it was read to its end.
  var trouble: String?
  var sha256 = ""
  /// What is wrong with its gzip stream; nil where it is whole, or nobody asked.
  var gzipProblem: String?

  /// Reads a file, which may be a backup of any size, once.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - isGzip: whether it must be a gzip stream.
  init(_ path: String, isGzip: Bool, _ reading: Reading) {
    let digest = RunningDigest()
    do {
      if isGzip {
        gzipProblem = try WholeFile.readGzip(
          path, limits: reading.limits, isReference: reading.isReference, tap: digest.update
        ).map(Self.words)
      } else {
        try WholeFile.read(path, tap: digest.update)
      }
      sha256 = hexadecimal(digest.sha256.finalize())
    } catch let error as ArchiveError {
      trouble = error.message
    } catch {
      trouble = "\(error)"
    }
  }

  private final class RunningDigest {
    var sha256 = SHA256()
    func update(_ bytes: UnsafeRawBufferPointer) { sha256.update(bufferPointer: bytes) }
  }

  private static func words(_ problem: ArchiveProblem) -> String {
    problem.kind == .notGzip
      ? "it does not begin like gzip (1F 8B)" : "byte \(grouped(problem.offset)): \(problem.message)"
  }
}

extension Policy {
  /// The sign-offs, with the evidence of those that rules ask for.
  func signed(_ reading: Reading) -> SignedFacts {
    guard let list = signOffs else { return SignedFacts() }
    var evidence: [String: SignedEvidence] = [:]
    let checks = rules.filter { $0.off == nil }.compactMap { $0.check as? SignOffCheck }
    for entry in list.entries {
      let asking = checks.filter { $0.signOff == entry.name }
      guard let file = entry.evidence?.file, !asking.isEmpty else { continue }
      evidence[entry.name] = SignedEvidence(
        resolve(file, in: list.directory), isGzip: asking.contains(where: \.isGzip), reading)
    }
    return SignedFacts(list: list, evidence: evidence)
  }
}

extension Plan {
  /// Its sign-offs; nil where it names none.
  ///
  /// - Throws: every mistake of their file.
  package func signOffList() throws(PlanError) -> SignOffList? {
    guard let path = signOffs?.value else { return nil }
    return try SignOffList(contentsOf: resolve(path, in: directory), shown: path)
  }
}
