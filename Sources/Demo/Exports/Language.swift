/// What people of one language are called, and what they write to a help desk. All of it is made up.
struct Language {
  /// A name in its own script, and the ASCII form that e-mail addresses are made of.
  typealias Name = (native: String, ascii: String)

  let given: [Name]
  let family: [Name]
  /// What is between the parts of a name: given name first, unless `familyFirst`.
  var separator = " "
  var familyFirst = false
  /// Pieces of HTML, without the paragraph around them.
  let phrases: [String]

  /// Every language of the demo. A person's language is an index into this list.
  static let all: [Language] = european + african + asian
}
