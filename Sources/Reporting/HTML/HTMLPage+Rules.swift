extension HTMLPage {
  /// The matrix: what needs attention as a table, the rest folded by area. The controls are for the script alone.
  static let matrixPart = """
    {{#matrix}}
    <section aria-labelledby="Matrix" class="matrix">
    <h2 id="Matrix">Matrix</h2>
    <form class="tools" role="search" aria-label="Rules of the matrix" hidden>
    <label>Search <input type="search" name="text" autocomplete="off"></label>
    <label>Result <select name="status"><option value="">all</option>{{#statuses}}<option value="{{choiceName}}">\
    {{choiceWords}}</option>{{/statuses}}</select></label>
    <label>Area <select name="area"><option value="">all</option>{{#areaNames}}<option>{{.}}</option>{{/areaNames}}\
    </select></label>
    <label>Sort by <select name="order"><option value="">as listed</option><option value="rank">result</option>\
    <option value="area">area</option><option value="test">validation test</option>\
    <option value="violations">violations</option></select></label>
    <output aria-live="polite">{{ruleCount}}</output>
    </form>
    {{#hasAttention}}
    <div class="wide">
    <table>
    <caption>Rules that need attention</caption>
    \(columns)
    {{#attention}}
    \(row)
    {{/attention}}
    </tbody>
    </table>
    </div>
    {{/hasAttention}}
    {{#areas}}
    <details class="area">
    <summary>{{areaName}} <span class="quiet">{{areaCounts}}</span></summary>
    <div class="wide">
    <table>
    <caption>{{areaName}}: rules that need no attention</caption>
    \(columns)
    {{#areaRows}}
    \(row)
    {{/areaRows}}
    </tbody>
    </table>
    </div>
    </details>
    {{/areas}}
    </section>
    {{/matrix}}

    """

  private static let columns = """
    <thead><tr><th scope="col">Area</th><th scope="col">Legacy system</th><th scope="col">New system</th>\
    <th scope="col">Validation test</th><th scope="col">Pass criteria</th><th scope="col">Result</th></tr></thead>
    <tbody>
    """

  private static let row = """
    <tr data-status="{{rowName}}" data-area="{{rowArea}}" data-rank="{{rowRank}}" data-violations="{{rowViolations}}">\
    <td data-label="Area">{{rowArea}}</td>\
    <td data-label="Legacy system">{{rowLegacy}} <b>{{rowLegacyFigure}}</b></td>\
    <td data-label="New system">{{rowNew}} <b>{{rowNewFigure}}</b></td>\
    <th scope="row" data-label="Validation test"><a href="#{{rowID}}">{{rowTest}}</a></th>\
    <td data-label="Pass criteria">{{rowCriteria}}</td>\
    <td data-label="Result"><span class="status {{rowName}}"><span aria-hidden="true">{{rowSign}}</span> {{rowLabel}}\
    </span> {{rowSummary}}</td></tr>
    """

  /// Each rule, folded unless it decided the verdict. Its anchor is within what is folded: browsers unfold what a link
  /// leads into, with or without a script.
  static let rulesPart = """
    <section aria-labelledby="Rules" class="rules">
    <h2 id="Rules">Rules</h2>
    <p class="tools" hidden><button type="button" data-fold="open">Unfold all</button> \
    <button type="button" data-fold="close">Fold all</button></p>
    {{#rules}}
    <details{{#isOpen}} open{{/isOpen}}>
    <summary><span class="status {{ruleName}}"><span aria-hidden="true">{{ruleSign}}</span> {{ruleLabel}}</span> \
    {{ruleTitle}}</summary>
    <div id="{{ruleID}}">
    <p>{{ruleSummary}}</p>
    <p class="quiet">{{ruleMeasure}}; passes with: {{ruleCriteria}}. Id: <code>{{ruleID}}</code></p>
    {{#ruleRemarks}}
    <p>Violations: {{.}}</p>
    {{/ruleRemarks}}
    {{#hasSteps}}
    <div class="remedy"><h3>What to do</h3><ol>{{#ruleSteps}}<li>{{.}}</li>{{/ruleSteps}}</ol></div>
    {{/hasSteps}}
    <ol class="findings">
    {{#findings}}
    <li>{{findingMessage}}{{#differences}}\(difference){{/differences}}\
    <dl>{{#findingFacts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/findingFacts}}</dl></li>
    {{/findings}}
    </ol>
    {{#ruleNote}}
    <p class="quiet">{{.}}</p>
    {{/ruleNote}}
    </div>
    </details>
    {{/rules}}
    </section>

    """
}
