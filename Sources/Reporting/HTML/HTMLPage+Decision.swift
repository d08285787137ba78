extension HTMLPage {
  /// The verdict, which stays in sight, and what was judged.
  static let headPart = """
    <header class="head">
    <p class="verdict {{#report}}{{verdictName}}{{/report}}"><span aria-hidden="true">{{verdictSign}}</span> \
    <strong>{{#report}}{{verdict}}{{/report}}</strong></p>
    <div class="what">
    <h1>{{#report}}{{title}}{{/report}}</h1>
    <p class="facts">
    {{#hasArchive}}<span>Archive {{archiveName}}, <abbr title="SHA-256 {{archiveDigest}}">SHA-256 {{archiveShortDigest}}</abbr></span>{{/hasArchive}}
    <span>{{run}}</span>
    {{#since}}<span><a href="#Since">{{sinceSentence}}</a></span>{{/since}}
    </p>
    </div>
    </header>
    <nav aria-label="Sections">
    {{#report}}{{#hasGates}}<a href="#Gates">Gates</a> {{/hasGates}}{{/report}}{{#hasCauses}}<a href="#Causes">Causes</a>{{/hasCauses}}
    {{#hasFailures}}<a href="#Failures">Failures</a>{{/hasFailures}}
    {{#hasUnchecked}}<a href="#Unchecked">Not checked</a>{{/hasUnchecked}}
    <a href="#Balance">Balance</a> <a href="#Coverage">Coverage</a> \
    {{#threads}}{{#hasThreads}}<a href="#Threads">Threads</a>{{/hasThreads}}{{/threads}} <a href="#Matrix">Matrix</a> \
    <a href="#Rules">Rules</a> <a href="#Policy">Policy</a> <a href="#Mapping">Mapping</a> \
    <a href="#Glossary">Glossary</a>
    </nav>

    """

  /// What decided the verdict: causes, then what no cause explains, then what could not be checked, then warnings.
  static let decisionPart = """
    <section class="decision" aria-label="Verdict">
    <p class="sentence">{{decision}}</p>
    <ul class="tally">{{#tally}}<li class="{{markName}}"><span aria-hidden="true">{{markSign}}</span> {{markWords}}\
    </li>{{/tally}}</ul>
    </section>
    {{#report}}
    {{#hasGates}}
    <section aria-labelledby="Gates">
    <h2 id="Gates">Gates</h2>
    <ul>
    {{#gates}}
    <li><span class="status {{gateStyle}}"><span aria-hidden="true">{{gateSign}}</span> {{gateDecision}}</span> {{gateName}}
    <ul>{{#crossings}}<li>{{.}}</li>{{/crossings}}</ul></li>
    {{/gates}}
    </ul>
    </section>
    {{/hasGates}}
    {{/report}}
    {{#hasCauses}}
    <section aria-labelledby="Causes">
    <h2 id="Causes">Causes</h2>
    <ol class="cards">
    {{#causes}}
    \(card)
    {{/causes}}
    </ol>
    </section>
    {{/hasCauses}}
    {{#hasFailures}}
    <section aria-labelledby="Failures">
    <h2 id="Failures">{{failuresHeading}}</h2>
    <ul class="cards">
    {{#failures}}
    \(card)
    {{/failures}}
    </ul>
    </section>
    {{/hasFailures}}
    {{#hasUnchecked}}
    <section aria-labelledby="Unchecked">
    <h2 id="Unchecked">Not checked</h2>
    <ul>
    {{#unchecked}}
    <li><strong>{{uncheckedReason}}</strong> <span class="quiet">{{uncheckedCount}}</span>
    <ul class="links">{{#uncheckedRules}}\(link){{/uncheckedRules}}</ul></li>
    {{/unchecked}}
    </ul>
    </section>
    {{/hasUnchecked}}
    {{#hasWarnings}}
    <section aria-labelledby="Warnings">
    <h2 id="Warnings">Warnings, which do not fail the audit</h2>
    <ul class="links">{{#warnings}}<li><span class="status warning"><span aria-hidden="true">!</span> WARNING</span> \
    <a href="#{{warningID}}">{{warningSummary}}</a></li>{{/warnings}}</ul>
    </section>
    {{/hasWarnings}}

    """

  private static let card = """
    <li class="card {{cardHarmName}}" id="{{cardID}}">
    <div class="happened">
    <h3>{{cardTitle}}</h3>
    <p class="quiet"><span class="harm">{{cardHarm}}</span> {{cardCount}}</p>
    </div>
    <div class="remedy">
    <h4>What to do</h4>
    <ol>{{#steps}}<li>{{.}}</li>{{/steps}}</ol>
    </div>
    <div class="evidence">
    <dl>
    {{#places}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/places}}
    {{#example}}
    <div><dt>For example</dt><dd>{{findingMessage}}{{#differences}}\(difference){{/differences}}</dd></div>
    {{/example}}
    {{#hasCardThreads}}
    <div><dt>Threads</dt><dd>{{#cardThreads}}<a href="#{{threadAnchor}}">{{threadName}}</a> {{/cardThreads}}</dd></div>
    {{/hasCardThreads}}
    </dl>
    </div>
    <div class="rules">
    <h4>{{explainedHeading}}</h4>
    <ul class="links">{{#explained}}\(link){{/explained}}</ul>
    {{#others}}
    <details><summary>{{othersCount}}</summary><ul class="links">{{#otherRules}}\(link){{/otherRules}}</ul></details>
    {{/others}}
    </div>
    </li>
    """

  private static let link = """
    <li><a href="#{{linkID}}">{{linkTitle}}</a> <span class="quiet">{{linkWords}}</span></li>
    """

  /// What was expected and what was found, with what differs marked.
  static let difference = """
    <div class="difference"><div><span>Expected</span> <q>{{start}}<mark>{{expectedMiddle}}</mark>{{end}}</q></div>\
    <div><span>Found</span> <q>{{start}}<mark>{{foundMiddle}}</mark>{{end}}</q></div></div>
    """
}
