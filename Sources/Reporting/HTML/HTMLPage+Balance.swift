extension HTMLPage {
  /// The balance, as pictures and as a table.
  static let balancePart = """
    <section aria-labelledby="Balance">
    <h2 id="Balance">Balance</h2>
    {{#balanceDoubts}}
    <p>{{.}}.</p>
    {{/balanceDoubts}}
    <div class="flows">
    {{#flows}}
    <figure>
    <figcaption><strong>{{flowRecord}}</strong> <span class="quiet">{{flowUnit}}</span></figcaption>
    <p class="counts" aria-hidden="true"><span>Read<b>{{flowRead}}</b></span><span>Expected<b>{{flowExpected}}</b></span>\
    <span>New system<b>{{flowNew}}</b></span></p>
    <svg viewBox="0 0 300 104" role="img" aria-label="{{flowText}}">
    {{#bands}}<path class="band" d="{{path}}"/>{{/bands}}
    {{#bars}}<rect class="{{barName}}" x="{{barX}}" y="{{barY}}" width="28" height="{{barHeight}}"/>{{/bars}}
    </svg>
    <ul class="legend">{{#legend}}<li class="{{keyName}}"><span aria-hidden="true">{{keySign}}</span> {{keyWords}}</li>\
    {{/legend}}</ul>
    </figure>
    {{/flows}}
    </div>
    <div class="scroll" role="region" aria-label="Table of the balance" tabindex="0">
    <table>
    <caption>Read = rejected or explained + expected; expected = matched + missing; the archive has matched + \
    unexpected + duplicates. Wrong id: missing ones that are there under another id, each of them an unexpected one.</caption>
    <thead><tr><th scope="col">Record</th><th scope="col">Counted in</th>\
    <th scope="col" class="number">Read</th><th scope="col">Rejected or explained</th>\
    <th scope="col" class="number">Expected</th><th scope="col" class="number">Matched</th>\
    <th scope="col" class="number">Missing</th><th scope="col" class="number">Wrong id</th><th scope="col" class="number">Unexpected</th>\
    <th scope="col" class="number">Duplicates</th></tr></thead>
    <tbody>
    {{#report}}{{#balance}}
    <tr><th scope="row">{{record}}</th><td>{{unit}}</td><td class="number">{{read}}</td>\
    <td>{{#explained}}<div>{{name}}: {{value}}</div>{{/explained}}</td>\
    <td class="number">{{expected}}</td><td class="number">{{matched}}</td>\
    <td class="number">{{missing}}</td><td class="number">{{wrongID}}</td><td class="number">{{unexpected}}</td>\
    <td class="number">{{duplicates}}</td></tr>
    {{/balance}}{{/report}}
    </tbody>
    </table>
    </div>
    </section>

    """
}
