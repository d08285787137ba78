import Audit

/// The life of one record, for a terminal: a pure function of a `Trace`.
package struct TraceReport: TerminalLines {
  package enum Format: String, CaseIterable, Sendable {
    case text, json
  }

  let width: Int
  let colour: Bool

  package static func render(_ trace: Trace, as format: Format, width: Int, colour: Bool) -> String {
    switch format {
    case .json: TraceJSON.render(trace)
    case .text: TraceReport(width: max(narrowestTerminal, width), colour: colour).render(trace)
    }
  }

  private func render(_ trace: Trace) -> String {
    let sections = [
      head(trace), rows(trace), person(trace), fields(trace), places(trace), references(trace), rules(trace),
      list("Waivers", trace.waivers), list("Decisions", trace.decisions),
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func head(_ trace: Trace) -> [String] {
    text("\(trace.standing.sign) \(trace.summary)", trace.standing.style)
      + trace.remarks.flatMap { text($0, indent: 2) }
      + trace.troubles.flatMap { labelled("Unread", $0, .doubtful) }
  }

  private func rows(_ trace: Trace) -> [String] {
    if trace.rows.isEmpty, trace.rowRemarks.isEmpty { return [] }
    return text("Rows", .heading)
      + trace.rows.flatMap { row in
        text("\(row.place.words): \(row.words)", row.state.isFault ? .bad : .plain, indent: 2)
      }
      + trace.rowRemarks.flatMap { text($0, .quiet, indent: 2) }
  }

  private func person(_ trace: Trace) -> [String] {
    guard let person = trace.person else { return [] }
    let lines = person.accounts.flatMap { account in
      let texts = [account.name.map { "name \($0)" }, account.email.map { "e-mail \($0)" }]
      let words = ([account.words] + texts.compactMap(\.self)).joined(separator: "; ")
      return labelled(
        String(account.id), account.place.map { "\(words): \($0.words)" } ?? words)
    }
    return text("Person", .heading) + lines + text(person.idWords, indent: 2)
  }

  // MARK: Fields

  private func fields(_ trace: Trace) -> [String] {
    if trace.fields.isEmpty { return [] }
    let places = trace.fields.compactMap(\.place)
    let only = places.first.flatMap { first in places.allSatisfy { $0 == first } ? first : nil }
    let column = (trace.fields.map(\.name.visible.displayWidth).max() ?? 0) + 2
    return text("Fields\(only.map { " of \($0.words)" } ?? "")", .heading)
      + trace.fields.flatMap { field in
        let isFault = field.found.contains { $0.isEqual == false }
        return labelled(
          field.name, field.words(showsPlace: only == nil), isFault ? .bad : .plain, column: column)
      }
  }

  // MARK: The archive

  private func places(_ trace: Trace) -> [String] {
    if trace.standing == .nowhere { return [] }
    let places = trace.places.flatMap { text($0.words, indent: 2) }
    let absence = trace.standing == .unknown ? "not found in what was read of it" : "not there"
    return text("Archive", .heading) + (places.isEmpty ? text(absence, indent: 2) : places)
  }

  private func references(_ trace: Trace) -> [String] {
    let absence = trace.troubles.isEmpty ? "which is not in the archive" : "which was not found"
    let names = trace.references.flatMap { reference in
      labelled(
        reference.field,
        "\(reference.record), \(reference.place.map { "which is \($0.words)" } ?? absence)",
        reference.place == nil ? .bad : .plain, column: 14)
    }
    let named = trace.referrers.flatMap { referrers in
      let ends = [("the first is", referrers.first), ("the last is", referrers.last)].compactMap {
        words, end in
        end.map { "\(words) \($0.record): \($0.place.words)" }
      }
      let counts =
        "\(referrers.found.grouped) in the archive, \(referrers.expected.grouped) expected (\(referrers.field))"
      return labelled(
        referrers.type, ([counts] + ends).joined(separator: "; "),
        referrers.found == referrers.expected ? .plain : .bad, column: 14)
    }
    return (names.isEmpty ? [] : text("Names", .heading) + names)
      + (named.isEmpty ? [] : text("Named by", .heading) + named)
  }

  // MARK: The rules

  private func rules(_ trace: Trace) -> [String] {
    if trace.standing == .nowhere, trace.rules.violations.isEmpty { return [] }
    var lines = trace.rules.violations.flatMap { violation in
      let status = Status(violation.outcome, violation.severity)
      return text("\(status.label) \(violation.rule): \(violation.message)", status.style, indent: 2)
    }
    let silent = counting(trace.rules.silent, "rule")
    lines += text(
      "\(silent) about \(trace.type) \(trace.rules.silent == 1 ? "says" : "say") nothing of it.", .quiet,
      indent: 2)
    if !trace.rules.notChecked.isEmpty {
      lines += text("Not checked: \(trace.rules.notChecked.joined(separator: ", "))", .doubtful, indent: 2)
    }
    return text("Rules", .heading) + lines
  }

  private func list(_ title: String, _ sentences: [String]) -> [String] {
    sentences.isEmpty ? [] : text(title, .heading) + sentences.flatMap { text($0, indent: 2) }
  }
}

extension Trace.Field {
  /// `12 on both sides, as COMMENT_PART_ID has it`, `must be true and is false; from COMMENT_PUBLIC 't'`
  fileprivate func words(showsPlace: Bool) -> String {
    guard let from else { return sides }
    let place = showsPlace ? self.place.map { " in \($0.text)" } ?? "" : ""
    let isAsItWas = raw != nil && conversion == nil && (raw == expected || raw == expected.map { "'\($0)'" })
    if isEqual, isAsItWas { return "\(sides), as \(from) has it\(place)" }
    let steps = conversion.map { " (\($0))" } ?? ""
    return "\(sides); from \(from)\(raw.map { " \($0)" } ?? "")\(place)\(steps)"
  }

  private var isEqual: Bool { !found.isEmpty && found.allSatisfy { $0.isEqual == true } }

  private var sides: String {
    let isOne = Set(found.map(\.value)).count == 1
    let values = found.enumerated().map { number, found in
      let change = found.change.map { " (\($0))" } ?? ""
      return "\(found.value)\(change)\(isOne ? "" : " in place \(number + 1)")"
    }
    let shown = isOne ? String(values[0]) : values.joined(separator: ", ")
    guard let expected else { return "is \(shown)" }
    if found.isEmpty { return "must be \(expected)" }
    return isEqual ? "\(expected) on both sides" : "must be \(expected) and is \(shown)"
  }
}

extension Trace.Row.State {
  fileprivate var isFault: Bool { [.conflict, .collision, .rejected].contains(self) }
}

extension Trace.Standing {
  fileprivate var sign: String {
    switch self {
    case .sound: Verdict.pass.sign
    case .faulty, .nowhere: Verdict.fail.sign
    case .unknown: Verdict.noVerdict.sign
    }
  }

  fileprivate var style: Style {
    switch self {
    case .sound: .good
    case .faulty, .nowhere: .bad
    case .unknown: .doubtful
    }
  }
}
