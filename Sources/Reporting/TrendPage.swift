/// The page of a trend: the style sheet of the reports, and one of its own for the chart.
enum TrendPage {
  /// The head of a page with both style sheets and no script, up to its title.
  static let head = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(HTMLPage.styleDigest)' \
    '\(styleDigest)'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">

    """

  static let template =
    head + """
      <title>{{title}}</title>
      <style>\(HTMLPage.style)</style>
      <style>\(style)</style>
      </head>
      <body>
      <header>
      <h1>{{title}}</h1>
      </header>
      <main>
      {{#chart}}
      {{#isShown}}
      <section aria-labelledby="violations">
      <h2 id="violations">{{heading}}</h2>
      {{#hasLines}}
      <p class="quiet">From {{first}} to {{last}}, one step for each audit; the top is {{most}}.</p>
      {{/hasLines}}
      <svg class="chart" viewBox="0 0 \(TrendChart.width) \(TrendChart.height)" role="{{role}}" aria-label="{{label}}">
      {{#hasLines}}
      <polyline class="waived" points="{{waived}}"/>
      <polyline class="warning" points="{{warnings}}"/>
      <polyline class="failed" points="{{errors}}"/>
      {{/hasLines}}
      {{#marks}}
      <g role="img" aria-label="{{label}}"><title>{{label}}</title>\
      <line x1="{{x}}" y1="0" x2="{{x}}" y2="\(TrendChart.height)" stroke="currentColor" stroke-width="1.5"/>\
      <text x="{{x}}" dx="{{textShift}}" y="{{textY}}" text-anchor="{{textAnchor}}">{{number}}\
      </text></g>
      {{/marks}}
      </svg>
      <p class="quiet">{{legend}}</p>
      </section>
      {{/isShown}}
      {{/chart}}
      {{#hasWaivers}}
      <section aria-labelledby="waivers">
      <h2 id="waivers">Waivers of the last audit</h2>
      <svg class="bars" viewBox="0 0 \(TrendChart.width) {{barsHeight}}" role="img" aria-label="Days left of each waiver">
      {{#waivers}}
      <g transform="translate(0 {{top}})"><rect width="{{width}}" height="16" rx="2"/>\
      <text x="{{width}}" dx="6" y="13">{{daysLeft}} d: {{rule}}</text></g>
      {{/waivers}}
      </svg>
      <div class="scroll" role="region" aria-labelledby="waivers" tabindex="0">
      <table>
      <thead><tr><th scope="col">Rule</th><th scope="col">Owner</th><th scope="col">Reason</th>\
      <th scope="col">Expires</th><th scope="col" class="number">Days left</th></tr></thead>
      <tbody>
      {{#waivers}}
      <tr><th scope="row">{{rule}}</th><td>{{owner}}</td><td>{{reason}}</td><td>{{expires}}</td>\
      <td class="number">{{daysLeft}}</td></tr>
      {{/waivers}}
      </tbody>
      </table>
      </div>
      </section>
      {{/hasWaivers}}

      """ + incidents + """
      {{#hasAudits}}
      <section aria-labelledby="audits">
      <h2 id="audits">Audits</h2>
      <div class="scroll" role="region" aria-labelledby="audits" tabindex="0">
      <table>
      <thead><tr><th scope="col">Time</th><th scope="col">Verdict</th><th scope="col" class="number">Errors</th>\
      <th scope="col" class="number">Warnings</th><th scope="col" class="number">Waived</th>\
      <th scope="col" class="number">Rules not checked</th><th scope="col" class="number">Waivers</th>\
      <th scope="col" class="number">Days left</th><th scope="col">Archive</th><th scope="col">Audit</th></tr></thead>
      <tbody>
      {{#audits}}
      <tr><th scope="row">{{time}}</th><td><span class="status {{verdictName}}">{{verdict}}</span></td>\
      <td class="number">{{errors}}</td><td class="number">{{warnings}}</td><td class="number">{{waived}}</td>\
      <td class="number">{{unchecked}}</td><td class="number">{{waivers}}</td><td class="number">{{daysLeft}}</td>\
      <td><code>{{archive}}</code></td><td>{{path}}</td></tr>
      {{/audits}}
      </tbody>
      </table>
      </div>
      </section>
      {{/hasAudits}}
      </main>
      </body>
      </html>

      """

  private static let incidents = """
    {{#hasWatches}}
    <section aria-labelledby="incidents">
    <h2 id="incidents">\(TrendView.incidentsHeading)</h2>
    <ul class="links">
    {{#watches}}
    <li class="quiet">{{.}}</li>
    {{/watches}}
    </ul>
    {{#hasIncidents}}
    <div class="scroll" role="region" aria-labelledby="incidents" tabindex="0">
    <table>
    <thead><tr><th scope="col" class="number">No.</th><th scope="col">Metric</th><th scope="col">Begin</th>\
    <th scope="col">End</th><th scope="col">Worst</th><th scope="col">Limit</th><th scope="col">Owner</th>\
    <th scope="col">State</th><th scope="col">As of</th><th scope="col">Report</th></tr></thead>
    <tbody>
    {{#incidents}}
    <tr><td class="number">{{number}}</td><th scope="row">{{metric}}</th><td>{{begin}}</td><td>{{end}}</td>\
    <td>{{worst}}</td><td>{{limit}}</td><td>{{owner}}</td><td>{{state}}</td><td>{{asOf}}</td><td>{{path}}</td></tr>
    {{/incidents}}
    </tbody>
    </table>
    </div>
    {{/hasIncidents}}
    </section>
    {{/hasWatches}}

    """

  /// The digest of `style`, as the policy names it; a test compares them.
  static let styleDigest = "sha256-QiRIqF0s6QPef4K37iECSbM9hBJH2gY/CJbdH/E84C8="

  static let style = """

    svg { display: block; width: 100%; max-width: 56rem; }
    .chart { border: 1px solid var(--line); border-radius: 0.4rem; background: var(--panel); }
    polyline { fill: none; stroke: currentColor; stroke-width: 2; vector-effect: non-scaling-stroke; }
    polyline.warning { stroke-dasharray: 6 4; }
    polyline.waived { stroke-dasharray: 1 4; }
    .bars rect { fill: var(--doubtful); }
    .bars text { fill: var(--text); font-size: 12px; }

    """
}
