extension HTMLPage {
  /// What was read: sources, months and batches as pictures, the columns that are not migrated, and every file.
  static let coveragePart = """
    <section aria-labelledby="Coverage">
    <h2 id="Coverage">Coverage</h2>
    <ul>{{#coverage}}<li>{{.}}</li>{{/coverage}}</ul>
    {{#strip}}
    <figure>
    <figcaption><strong>Batches</strong> <span class="quiet">in the order of their numbers</span></figcaption>
    <svg viewBox="0 0 600 16" role="img" aria-label="{{stripText}}">
    {{#parts}}<rect class="{{partClass}}" x="{{partX}}" y="1" width="{{partWidth}}" height="14"/>{{/parts}}
    </svg>
    <ul class="legend">{{#stripLegend}}<li class="{{stripClass}}"><span aria-hidden="true">{{stripSign}}</span> \
    {{stripWords}}</li>{{/stripLegend}}</ul>
    </figure>
    {{/strip}}
    <div class="charts">
    {{#charts}}
    <figure>
    <figcaption><strong>{{chartTitle}}</strong> <span class="quiet">outline: expected, bar: in the new system\
    </span></figcaption>
    <svg viewBox="0 0 600 96" role="img" aria-label="{{chartText}}">
    <path class="outline" d="{{expectedPath}}"/><path class="same" d="{{samePath}}"/>\
    <path class="other" d="{{otherPath}}"/><path class="ground" d="M0 80.5H{{chartWidth}}"/>
    {{#ticks}}<text x="{{tickX}}" y="93">{{tickName}}</text>{{/ticks}}
    </svg>
    {{#chartNote}}
    <p class="failed">{{.}}</p>
    {{/chartNote}}
    <details><summary>Figures</summary>
    <table>
    <caption>{{chartText}}</caption>
    <thead><tr><th scope="col">{{chartUnit}}</th><th scope="col" class="number">Expected</th>\
    <th scope="col" class="number">New system</th><th scope="col" class="number">Difference</th></tr></thead>
    <tbody>
    {{#chartRows}}
    <tr><th scope="row">{{periodName}}</th><td class="number">{{periodLegacy}}</td><td class="number">{{periodNew}}</td>\
    <td class="number {{periodClass}}">{{periodDifference}}</td></tr>
    {{/chartRows}}
    </tbody>
    </table>
    </details>
    </figure>
    {{/charts}}
    </div>
    {{#hasUnmigrated}}
    <h3 id="Unmigrated">Columns that are not migrated</h3>
    <div class="scroll" role="region" aria-labelledby="Unmigrated" tabindex="0">
    <table>
    <caption>Columns of the exports that nothing of the plan reads</caption>
    <thead><tr><th scope="col">Source</th><th scope="col">Columns</th><th scope="col">Reason</th></tr></thead>
    <tbody>
    {{#unmigrated}}
    <tr><th scope="row">{{unmigratedSource}}</th><td>{{unmigratedColumns}}</td><td>{{unmigratedReason}}</td></tr>
    {{/unmigrated}}
    </tbody>
    </table>
    </div>
    {{/hasUnmigrated}}
    <details{{#hasFewFiles}} open{{/hasFewFiles}}><summary>Files</summary>
    <div class="scroll" role="region" aria-label="Table of the files" tabindex="0">
    <table>
    <caption>Files that were read</caption>
    <thead><tr><th scope="col">File</th><th scope="col">What it is</th>\
    <th scope="col" class="number">Bytes</th><th scope="col">SHA-256</th></tr></thead>
    <tbody>
    {{#report}}{{#files}}
    <tr><th scope="row">{{path}}</th><td>{{contents}}</td><td class="number">{{bytes}}</td>\
    <td><code>{{digest}}</code></td></tr>
    {{/files}}{{/report}}
    </tbody>
    </table>
    </div>
    </details>
    </section>

    """

  /// What is new since the audit that was named as the one before it.
  static let sincePart = """
    {{#since}}
    <section aria-labelledby="Since">
    <h2 id="Since">Since {{sinceEarlier}}</h2>
    {{#sinceGroups}}
    <h3>{{groupName}}</h3>
    <ul class="links">
    {{#groupCauses}}<li>{{.}}</li>{{/groupCauses}}
    {{#groupRules}}<li><a href="#{{.}}">{{.}}</a></li>{{/groupRules}}
    </ul>
    {{/sinceGroups}}
    </section>
    {{/since}}

    """
}
