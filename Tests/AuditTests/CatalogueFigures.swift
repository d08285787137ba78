import Foundation
import RuleExamples

@testable import Audit

/// The figures in the README's table of what goes wrong: how many pages an entry names, how many examples these have, and
/// how many other writings of them the tests judge.
enum CatalogueFigures {
  private static let heading = "| Id | What goes wrong | How it ends | Pages | Examples | Variations |"

  /// `readme` with the figures of every entry, and their total, made of `examples`.
  static func replaced(in readme: String, by examples: [RuleExample]) throws -> String {
    let total = /(?m)^The pages that it names: .+$/
    let ofPage = Dictionary(grouping: examples, by: \.page)
    guard readme.contains(heading), readme.contains(total) else {
      throw ExampleError("README.md lacks the table of what goes wrong, or the line of its total")
    }
    var all: Set<String> = []
    let lines = readme.components(separatedBy: "\n").map { line in
      let cells = line.dropFirst(2).components(separatedBy: " | ")
      guard cells.count == 6, cells[0].contains(#/^[A-Z]\d\d$/#) else { return line }
      let pages = Set(cells[2].matches(of: #/\]\(([^)]+\.md)\)/#).map { String($0.1) })
      all.formUnion(pages)
      let figures = figures(of: pages, ofPage)
      return
        "| \(cells[0]) | \(cells[1]) | \(cells[2]) | \(figures.map(String.init).joined(separator: " | ")) |"
    }
    let sum = figures(of: all, ofPage)
    let sentence =
      "The pages that it names: \(sum[0]) of \(ofPage.count), with \(sum[1]) examples, judged in \(sum[2]) other writings as well."
    return lines.joined(separator: "\n").replacing(total, with: sentence)
  }

  private static func figures(of pages: Set<String>, _ ofPage: [String: [RuleExample]]) -> [Int] {
    let examples = pages.flatMap { ofPage[$0] ?? [] }
    let variations = examples.map { example in
      ExampleVariation.allCases.count { $0.input(example.input) != nil }
    }
    return [pages.count, examples.count, variations.reduce(0, +)]
  }
}
