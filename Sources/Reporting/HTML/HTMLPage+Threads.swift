extension HTMLPage {
  /// Threads side by side: a table of two columns for each ticket, folded; on a narrow screen the two sides are below each
  /// other. Threads in which something is wrong are printed.
  static let threadsPart = """
    {{#threads}}{{#hasThreads}}
    <section aria-labelledby="Threads" class="threads">
    <h2 id="Threads">Threads side by side</h2>
    {{#threadNotes}}
    <p class="quiet">{{.}}</p>
    {{/threadNotes}}
    {{#threadList}}
    <details{{#isPrinted}} class="printed"{{/isPrinted}}>
    <summary>{{threadTitle}} <span class="quiet">{{threadCount}} – {{threadChoice}}</span></summary>
    <div id="{{threadID}}">
    <ul class="links quiet">{{#threadReasons}}<li>Why: {{#reasonLink}}<a href="#{{.}}">{{reasonWords}}</a>\
    {{/reasonLink}}{{^reasonLink}}{{reasonWords}}{{/reasonLink}}</li>{{/threadReasons}}</ul>
    <table class="sides">
    <caption>{{threadTitle}} on both sides</caption>
    <thead><tr><th scope="col">Legacy system</th><th scope="col">New system</th></tr></thead>
    {{#threadRows}}
    <tbody>
    {{#gapWords}}
    <tr class="gap"><td colspan="2">{{.}}</td></tr>
    {{/gapWords}}
    {{#isComment}}
    <tr class="about"><th scope="rowgroup" colspan="2">{{commentTitle}}{{#isEqual}} <span class="passed">\
    <span aria-hidden="true">✓</span> equal</span>{{/isEqual}}{{#commentLabels}} <span class="status failed">\
    <span aria-hidden="true">✗</span> {{.}}</span>{{/commentLabels}}{{#changeWords}} <span class="quiet">{{.}}</span>\
    {{/changeWords}}</th></tr>
    <tr>{{#cells}}<td data-label="{{cellName}}"{{#isPrivate}} class="private"{{/isPrivate}}>\
    {{#absence}}<p class="absent">{{.}}</p>{{/absence}}\
    {{#isThere}}<p class="quiet">{{#cellFacts}}{{#isMarkedFact}}<mark>{{factText}}</mark>\
    {{/isMarkedFact}}{{^isMarkedFact}}<span>{{factText}}</span>{{/isMarkedFact}} {{/cellFacts}}</p>\
    <div class="body">{{#bodyParts}}{{#isMarked}}<mark>\(lines)</mark>{{/isMarked}}\
    {{^isMarked}}\(lines){{/isMarked}}{{/bodyParts}}</div>\
    {{#bodyNote}}<p class="quiet">{{.}}</p>{{/bodyNote}}{{/isThere}}</td>{{/cells}}</tr>
    {{/isComment}}
    </tbody>
    {{/threadRows}}
    </table>
    </div>
    </details>
    {{/threadList}}
    </section>
    {{/hasThreads}}{{/threads}}

    """

  /// The lines of a part of a body: the line ends between them are shown as such.
  private static let lines = "{{#lines}}{{lineText}}{{#endsLine}}\n{{/endsLine}}{{/lines}}"
}
