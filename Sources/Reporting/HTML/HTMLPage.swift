/// The page of `audit.html`: its Mustache template, put together of parts, with its style sheet and script.
///
/// Anchors of the page itself begin with a capital letter; those of rules are their ids.
enum HTMLPage {
  static let template =
    opening
      + """
      <title>{{#report}}{{verdict}}: {{title}}{{/report}}</title>
      <style>\(style)</style>
      </head>
      <body class="audit">
      <a class="skip" href="#Content">To the content</a>

      """ + headPart + """
      <main id="Content" tabindex="-1">

      """ + decisionPart + sincePart + balancePart + coveragePart + threadsPart + matrixPart
    + rulesPart + policyPart
    + glossaryPart
      + """
      </main>
      <footer><p class="quiet">{{#report}}{{values}} {{origin}}.{{/report}}</p></footer>
      <script>\(script)</script>
      </body>
      </html>

      """

  /// The head of a page that runs the script.
  private static let opening = head(scripts: "; script-src '\(scriptDigest)'")

  /// The head of a page up to its title: nothing is loaded, and nothing runs but what is named by its digest.
  ///
  /// - Parameter scripts: what the policy allows beside the style sheet.
  static func head(scripts: String = "") -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
    style-src '\(styleDigest)'\(scripts); base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">

    """
  }

  /// The digests of `style` and `script`, as the policy names them; a test compares them.
  static let styleDigest = "sha256-px1Uh1oUPobyRbADPXaGlXlB54A3u8xwWyCItFxWo34="
  static let scriptDigest = "sha256-CIrWN5ukOCCQH640cqpJwBwwLaxK6eBG/BBQodWJewA="
}
