/// `fetch:` of a source: a paged REST collection. Credentials are never in a plan.
package struct FetchPlan: Sendable, Equatable {
  package enum Pagination: String, Sendable, CaseIterable {
    /// `?page=1`, `?page=2`, … until the end is proven.
    case number = "page"
    /// `?offset=0&limit=100`, `?offset=100&limit=100`, …: from so many records on, until the end is proven.
    case offset
    /// The absolute or relative URL under `next_page`, `links.next`, `_links.next.href` or `pages.next` of each page;
    /// null ends. Incremental exports: `next_page` or `after_url`, to `end_of_stream`.
    case link = "next-link"
    /// What `cursor:` declares; without it `meta.has_more` with `meta.after_cursor` (sent back as `page[after]`) or
    /// `links.next`, and incremental exports by cursor.
    case cursor
    /// `pages.next.starting_after`, sent back as `starting_after`; null ends.
    case startingAfter = "starting-after"
    /// One answer is all there is: a page, or one object.
    case oneAnswer = "none"
  }

  /// The source whose ids the collections are of, of which one is fetched for each.
  package struct ForEach: Sendable, Equatable {
    /// `for-each:`
    package var source: Located<String>
    /// `key:`, the column of that source that has the ids.
    package var key: String

    package init(source: Located<String>, key: String = "id") {
      (self.source, self.key) = (source, key)
    }
  }

  /// `cursor:`, where a page has the cursor of the next one, and where the request for that has it.
  package struct Cursor: Sendable, Equatable {
    /// Keys of the page, joined by dots.
    package var from: String
    /// The parameter of the address; of a POST, keys of its body, joined by dots.
    package var to: String
    /// Whether the request has the cursor and no other parameter.
    package var isAlone: Bool

    package init(from: String, to: String, isAlone: Bool = false) {
      (self.from, self.to, self.isAlone) = (from, to, isAlone)
    }
  }

  /// `parameters:`, the server's own names for what says which page is meant; nil: the usual ones.
  package struct Parameters: Sendable, Equatable {
    package var page: String?
    package var offset: String?
    package var perPage: String?

    package init() {}
  }

  package struct Header: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) { (self.name, self.value) = (name, value) }
  }

  /// What stands in `url` or `body` for an id of `forEach`.
  package static let idPlace = "{id}"
  /// What stands there for the id that the page with that id was fetched for itself.
  package static let parentPlace = "{parent}"

  /// `https://desk.example/api/v1/users.json`, without user, password, and fragment.
  ///
  /// With `forEach`, `{id}` is once in it or in `body`, and perhaps `{parent}`; else neither.
  package var url: Located<String>
  package var pagination: Pagination = .number
  /// The most records of one page.
  package var perPage = 100
  package var parameters = Parameters()
  /// `first:`, the number of the first page or record; nil: 1 for pages, 0 for records.
  package var first: Int?
  /// `cursor:`; nil: what vendors have in common.
  package var cursor: Cursor?
  /// `total:`, where a page has the number of all records: keys joined by dots; nil: `count`, and HAL's.
  package var total: String?
  /// `headers:`, none of which is a credential.
  package var headers: [Header] = []
  /// `token-scheme:`, the word before a token.
  package var tokenScheme = "Bearer"
  /// `body:`, the JSON object that is sent by POST; nil: GET.
  package var body: String?
  /// `for-each:` and `key:`; nil where there is one collection.
  package var forEach: ForEach?
  /// The folder that receives the pages: that of the source's `path`, which ends in `*.json`.
  package var directory: String

  package init(url: Located<String>, directory: String) {
    self.url = url
    self.directory = directory
  }

  /// Whether the ids are those of pages that are fetched for each id themselves, and so have two parts.
  package var namesParent: Bool { (url.value + (body ?? "")).contains(Self.parentPlace) }
}
