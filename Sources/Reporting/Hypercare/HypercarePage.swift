/// The page of hypercare: the style sheets of the reports and of the trend, and no script.
enum HypercarePage {
  static let template =
    TrendPage.head + """
      <title>{{headline}}: {{title}}</title>
      <style>\(HTMLPage.style)</style>
      <style>\(TrendPage.style)</style>
      </head>
      <body>
      <header>
      <h1><span class="{{statusName}}">{{headline}}</span>: {{title}}</h1>
      <ul class="links">
      {{#facts}}
      <li class="quiet">{{.}}</li>
      {{/facts}}
      </ul>
      </header>
      <main>

      """ + incidents + days + charts + """
      </main>
      </body>
      </html>

      """

  private static let incidents = """
    {{#hasIncidents}}
    <section aria-labelledby="Incidents">
    <h2 id="Incidents">Incidents</h2>
    <ol>
    {{#incidents}}
    <li id="{{anchor}}">
    <h3>{{name}}</h3>
    <p>{{headline}}</p>
    <p>{{extent}}; <strong>{{owner}}</strong></p>
    {{#places}}
    <p class="quiet">{{places}}</p>
    {{/places}}
    {{#closed}}
    <p class="quiet">{{closed}}</p>
    {{/closed}}
    </li>
    {{/incidents}}
    </ol>
    </section>
    {{/hasIncidents}}

    """

  private static let days = """
    <section aria-labelledby="Days">
    <h2 id="Days">Days</h2>
    <div class="scroll" role="region" aria-labelledby="Days" tabindex="0">
    <table>
    <thead><tr>{{#header}}<th scope="col"{{#isNumber}} class="number"{{/isNumber}}>{{text}}</th>{{/header}}</tr></thead>
    <tbody>
    {{#days}}
    <tr>{{#cells}}<td{{#isNumber}} class="number{{#isMarked}} failed{{/isMarked}}"{{/isNumber}}>{{text}}</td>\
    {{/cells}}</tr>
    {{/days}}
    </tbody>
    </table>
    </div>
    </section>
    {{#exceptions}}
    <section>
    <h3>Open exceptions: {{heading}}</h3>
    <ul>
    {{#lines}}
    <li><a href="#{{anchor}}">{{text}}</a></li>
    {{/lines}}
    </ul>
    </section>
    {{/exceptions}}

    """

  private static let charts = """
    {{#hasCharts}}
    <section aria-labelledby="Charts">
    <h2 id="Charts">Hour by hour</h2>
    <p class="quiet">Solid: measured. Dotted: the baseline. Dashed: the bound. Bands: incidents.</p>
    {{#charts}}
    <h3>{{label}}</h3>
    <p class="quiet">{{scale}}</p>
    <svg class="chart" viewBox="0 0 \(HypercareChart.width) \(HypercareChart.height)" role="img" aria-label="{{label}}">
    {{#marks}}
    <rect class="failed" fill="currentColor" fill-opacity="0.3" x="{{x}}" y="0" width="{{width}}" \
    height="\(HypercareChart.height)"/>
    {{/marks}}
    {{#baseline}}
    <polyline class="waived" points="{{points}}"/>
    {{/baseline}}
    {{#bounds}}
    <polyline class="warning" points="{{points}}"/>
    {{/bounds}}
    {{#values}}
    <polyline points="{{points}}"/>
    {{/values}}
    </svg>
    {{/charts}}
    <details>
    <summary>Every hour</summary>
    <div class="scroll" role="region" aria-label="Every hour" tabindex="0">
    <table>
    <thead><tr>{{#header}}<th scope="col"{{#isNumber}} class="number"{{/isNumber}}>{{text}}</th>{{/header}}</tr></thead>
    <tbody>
    {{#hours}}
    <tr>{{#cells}}<td{{#isNumber}} class="number{{#isMarked}} failed{{/isMarked}}"{{/isNumber}}>{{text}}</td>\
    {{/cells}}</tr>
    {{/hours}}
    </tbody>
    </table>
    </div>
    </details>
    </section>
    {{/hasCharts}}
    <section aria-labelledby="Metrics">
    <h2 id="Metrics">Metrics</h2>
    <div class="scroll" role="region" aria-labelledby="Metrics" tabindex="0">
    <table>
    <thead><tr><th scope="col">Metric</th><th scope="col">What</th><th scope="col">Bound</th><th scope="col">Judged</th></tr></thead>
    <tbody>
    {{#metrics}}
    <tr><th scope="row">{{name}}</th><td>{{label}}</td><td>{{bound}}</td><td>{{standing}}</td></tr>
    {{/metrics}}
    </tbody>
    </table>
    </div>
    </section>

    """
}
