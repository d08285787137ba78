import Audit
import Foundation
import Platform

/// What a trend needs of a `hypercare.json`.
package struct StoredHypercare: Sendable, Equatable {
  package struct Incident: Sendable, Equatable {
    package var name: String
    package var metric: HypercareSeries.Metric
    package var mark: HypercareMark
    package var begin: LocalTime
    package var end: LocalTime
    package var isOfDays: Bool
    package var unit: HypercareUnit
    package var worst: Double
    package var isAtLeast: Bool
    package var limit: Double
    package var owner: String?
    package var isGoingOn: Bool
    package var closed: String?
  }

  /// A time as hypercare writes it, and its seconds since 1970.
  package struct LocalTime: Sendable, Equatable {
    package var text: String
    package var seconds: Int64
  }

  package var title: String
  /// Go-live.
  package var from: LocalTime
  package var asOf: LocalTime
  /// Whether an input could not be read, or nothing could be measured.
  package var isPartial: Bool
  package var incidents: [Incident]
  /// Up to when each metric was held against its bound, in seconds since 1970; without those that were not.
  package var judgedUntil: [HypercareSeries.Metric: Int64]
}

extension HypercareJSON {
  /// Reads the `hypercare.json` of this path. Unknown members are ignored.
  ///
  /// - Throws: a sentence for what can't be read, is not JSON, has another version, lacks a member, or has a value of the wrong
  ///   kind, with its place.
  static func read(contentsOf path: String) throws(ReportError) -> StoredHypercare {
    guard let bytes = try? Platform.contents(ofFile: path) else {
      throw ReportError(path: path, message: "can't be read; write it again by 'hypercare --format json'")
    }
    do {
      return try JSONDecoder().decode(StoredHypercare.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw ReportError(path: path, message: error.sentence(of: "a hypercare.json"))
    } catch {
      throw ReportError(path: path, message: "this is not a hypercare.json: \(error)")
    }
  }
}

extension StoredHypercare: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let version: Int = try members["hypercare_version"]
    guard version == HypercareJSON.schemaVersion else {
      let sentence = "this version reads version \(HypercareJSON.schemaVersion), found \(version)"
      throw members.mistake("hypercare_version", sentence)
    }
    let until = try members.localTime("until")
    let (exitCode, troubles): (Int, [String]) = (try members["exit_code"], try members["troubles"])
    let metrics: [Metric] = try members["metrics"]
    self.init(
      title: try members["title"], from: try members.localTime("from"), asOf: try members.localTime("as_of"),
      isPartial: exitCode == 2 || !troubles.isEmpty, incidents: try members["incidents"],
      judgedUntil: Dictionary(
        metrics.filter(\.isJudged).map { ($0.metric, $0.firstUnknown?.seconds ?? until.seconds) },
        uniquingKeysWith: min))
  }

  private struct Metric: Decodable {
    var metric: HypercareSeries.Metric
    var isJudged: Bool
    /// The begin of the first hour that was not known yet.
    var firstUnknown: LocalTime?

    init(from decoder: any Decoder) throws {
      let members = try Members(decoder)
      metric = try members.word("metric")
      let reasons: [String?] = [try members.optional("not_measured"), try members.optional("not_judged")]
      isJudged = reasons.allSatisfy { $0 == nil }
      let hours: [Hour] = try members["hours"]
      firstUnknown = hours.first { $0.state == .notYet }?.begin
    }
  }

  private struct Hour: Decodable {
    var begin: LocalTime
    var state: HypercareCell.State

    init(from decoder: any Decoder) throws {
      let members = try Members(decoder)
      (begin, state) = (try members.localTime("hour"), try members.word("state"))
    }
  }
}

extension StoredHypercare.Incident: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let grain: String = try members["grain"]
    self.init(
      name: try members["name"], metric: try members.word("metric"), mark: try members.word("mark"),
      begin: try members.localTime("begin"), end: try members.localTime("end"), isOfDays: grain == "day",
      unit: try members.word("unit"), worst: try members.measurement("worst"),
      isAtLeast: try members["at_least"], limit: try members.measurement("limit"),
      owner: try members.optional("owner"), isGoingOn: try members["going_on"],
      closed: try members.optional("closed"))
  }
}

extension Members {
  /// `2026-12-01T09:00+01:00`
  fileprivate func localTime(_ name: String) throws -> StoredHypercare.LocalTime {
    let text: String = try self[name]
    guard let seconds = epochSeconds(of: "\(text.prefix(16)):00\(text.dropFirst(16))") else {
      throw mistake(name, "expected a time such as 2026-12-01T09:00+01:00, found '\(text)'")
    }
    return StoredHypercare.LocalTime(text: text, seconds: seconds)
  }

  /// A number that a measurement can be: greater ones could not be told in words.
  fileprivate func measurement(_ name: String) throws -> Double {
    let value: Double = try self[name]
    guard (-1e12...1e12).contains(value) else {
      throw mistake(name, "this is not a measured value, found \(value)")
    }
    return value
  }
}
