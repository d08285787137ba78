import Plan

extension ProfiledSource {
  /// The columns that no field is mapped to, in their order; of nested comments without those of the ticket.
  var unmapped: [Int] {
    let parts = nameParts.map { [$0.first, $0.last] } ?? []
    let mapped = Set(fields.values).union(nestedColumns).union(parts)
    return sample.names.indices.filter { !mapped.contains($0) && !sample.names[$0].hasPrefix("^.") }
  }
}

extension ProfiledSource {
  /// Whether the values of a column are arrays or objects.
  func isJSON(_ column: Int) -> Bool { sample.isArray(column) || sample.isMostly(column) { $0 == .json } }
}

extension PlanDraft {
  /// Columns of one source that have a line each.
  private static let mostUnmapped = 100

  /// Writes what is not mapped: a line for each column, and one for all of a kind that is recognised.
  ///
  /// - Parameter name: of the source, for messages.
  mutating func writeUnmapped(
    _ columns: [Int], of source: ProfiledSource, called name: String, takesFields: Bool = true, indent: String
  ) {
    let evidence = Evidence(sample: source.sample, columns: source.fields)
    var kinds: [(kind: UnmappedKind, columns: [Int])] = []
    var unknown = 0
    for column in columns {
      guard let kind = UnmappedKind(column, of: source) else {
        unknown += 1
        if unknown <= Self.mostUnmapped {
          write(
            "\(indent)# not mapped: \(source.sample.shownName(source.sample.names[column])): \(evidence.words(for: column, nil))"
          )
        }
        continue
      }
      if let index = kinds.firstIndex(where: { $0.kind == kind }) {
        kinds[index].columns.append(column)
      } else {
        kinds.append((kind, [column]))
      }
    }
    if unknown > Self.mostUnmapped {
      write(
        "\(indent)# not mapped: \(grouped(unknown - Self.mostUnmapped)) more columns; 'deskaudit profile' has all"
      )
    }
    for (kind, columns) in kinds {
      let first = source.sample.shownName(source.sample.names[columns[0]])
      let more = columns.count > 1 ? " and \(columns.count - 1) more" : ""
      let isJSON = source.isJSON(columns[0])
      let remedy = takesFields ? "; to keep them: \(kind.line(from: first, isJSON: isJSON))" : ""
      note("\(first)\(more) of \(name): \(kind.words) not mapped\(remedy)", indent: indent)
    }
  }
}

/// What helpdesks have in columns that a draft recognises and does not map.
enum UnmappedKind: Equatable {
  case tags, customFields, attachments, ratings, organization
  /// Of organizations.
  case reference

  init?(_ column: Int, of source: ProfiledSource) {
    let name = source.sample.names[column]
    let folded = ColumnNames.folded(name)
    let last = ColumnNames.folded(name.split(separator: ".").last.map(String.init) ?? name)
    let isJSON = source.isJSON(column)
    if ["tags", "labels", "taglist"].contains(last) {
      self = .tags
    } else if isJSON, ["customfields", "customattributes", "fields"].contains(last) {
      self = .customFields
    } else if ["attachments", "attachment", "attachmentids"].contains(last) {
      self = .attachments
    } else if ["satisfactionrating", "csat", "conversationrating", "surveyrating"].contains(where: {
      folded.hasPrefix($0)
    }) {
      self = .ratings
    } else if ["organizationid", "companyid"].contains(folded) {
      self = .organization
    } else if source.role == .organizations, last.hasSuffix("id"), !["externalid", "id"].contains(last) {
      self = .reference
    } else {
      return nil
    }
  }

  /// Before "not mapped".
  var words: String {
    switch self {
    case .tags: "tags are"
    case .customFields: "an array of custom fields is"
    case .attachments: "attachments are"
    case .ratings: "satisfaction ratings are"
    case .organization: "references to organizations are"
    case .reference: "references are"
    }
  }

  /// A line of a plan that maps the column.
  func line(from column: String, isJSON: Bool) -> String {
    let plain = isJSON ? "{from: \(column), type: json}" : "{from: \(column)}"
    return switch self {
    case .tags: "tags: \(plain)"
    case .customFields: "priority: \"custom_fields[id=360001].value\", with a name and an id of your own"
    case .attachments: "attachments: \(plain), without the files themselves"
    case .ratings: "satisfaction: \(plain)"
    case .organization: "organization_id: {from: \(column), type: organization-reference}"
    case .reference: "\(column): {from: \(column), type: user-reference}, where they are of users"
    }
  }
}
