extension HTMLPage {
  /// By what it was graded, what the plan states as lost, and what becomes what.
  static let policyPart = """
    {{#policy}}
    <section aria-labelledby="Policy">
    <h2 id="Policy">Policy</h2>
    <p>{{grading}}</p>
    {{#hasSwitchedOff}}
    <h3>Rules that are switched off</h3>
    <ul>{{#switchedOff}}<li><a href="#{{lineID}}">{{lineID}}</a>: {{lineWords}}</li>{{/switchedOff}}</ul>
    {{/hasSwitchedOff}}
    {{#hasChanged}}
    <h3>Rules that are not as the tool has them</h3>
    <ul>{{#changed}}<li><a href="#{{lineID}}">{{lineID}}</a>: {{lineWords}}</li>{{/changed}}</ul>
    {{/hasChanged}}
    {{#hasWaivers}}
    <h3 id="Waivers">Waivers</h3>
    <div class="scroll" role="region" aria-labelledby="Waivers" tabindex="0">
    <table>
    <caption>Failures that somebody accepts until a day; days are counted from that of the audit</caption>
    <thead><tr><th scope="col">Rule</th><th scope="col">State</th><th scope="col">Until</th>\
    <th scope="col">Records</th><th scope="col">Violations</th><th scope="col">Reason</th>\
    <th scope="col">Owner</th><th scope="col">Written in</th></tr></thead>
    <tbody>
    {{#waivers}}
    <tr><th scope="row"><a href="#{{waiverRule}}">{{waiverRule}}</a></th><td>{{waiverState}}</td><td>{{waiverEnd}}</td>\
    <td>{{waiverRecords}}</td><td>{{waiverCount}}</td><td>{{waiverReason}}</td><td>{{waiverOwner}}</td>\
    <td>{{waiverPlace}}</td></tr>
    {{/waivers}}
    </tbody>
    </table>
    </div>
    {{/hasWaivers}}
    {{#report}}{{#losses}}
    <h3 id="Losses">Stated losses</h3>
    <div class="scroll" role="region" aria-labelledby="Losses" tabindex="0">
    <table>
    <caption>What the plan says is lost on purpose</caption>
    <thead><tr><th scope="col">Field</th><th scope="col">Source</th>\
    <th scope="col" class="number">Records</th><th scope="col">Reason</th><th scope="col">Owner</th></tr></thead>
    <tbody>
    {{#lost}}
    <tr><th scope="row">{{lossOf}}</th><td>{{lossSource}}</td><td class="number">{{lossCount}}</td>\
    <td>{{lossReason}}</td><td>{{lossOwner}}</td></tr>
    {{/lost}}
    </tbody>
    </table>
    </div>
    {{/losses}}{{/report}}
    </section>
    {{/policy}}
    <section aria-labelledby="Mapping">
    <h2 id="Mapping">Mapping</h2>
    <div class="scroll" role="region" aria-label="Table of the mapping" tabindex="0">
    <table>
    <caption>Where each field of the archive comes from</caption>
    <thead><tr><th scope="col">Record</th><th scope="col">Source</th><th scope="col">Source field</th>\
    <th scope="col">Target field</th><th scope="col">Type</th><th scope="col">Default</th>\
    <th scope="col">Transformation</th><th scope="col">Validation</th></tr></thead>
    <tbody>
    {{#report}}{{#mapping}}
    <tr><td>{{kind}}</td><td>{{source}}</td><td>{{column}}</td><th scope="row">{{field}}</th>\
    <td>{{type}}</td><td>{{standIn}}</td><td>{{transformation}}</td><td>{{validation}}</td></tr>
    {{/mapping}}{{/report}}
    </tbody>
    </table>
    </div>
    </section>

    """

  static let glossaryPart = """
    <section aria-labelledby="Glossary">
    <h2 id="Glossary">Glossary</h2>
    <dl class="glossary">
    {{#glossary}}
    <div><dt>{{word}}</dt><dd>{{meaning}}</dd></div>
    {{/glossary}}
    </dl>
    </section>

    """
}
