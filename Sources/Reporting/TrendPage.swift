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
      <section aria-labelledby="violations">
      <h2 id="violations">Violations</h2>
      {{#chart}}
      <p class="quiet">From {{first}} to {{last}}, one step for each audit; the top is {{most}}.</p>
      <svg class="chart" viewBox="0 0 \(TrendChart.width) \(TrendChart.height)" role="img" \
      aria-label="Violations of each audit: errors, warnings, waived">
      <polyline class="waived" points="{{waived}}"/>
      <polyline class="warning" points="{{warnings}}"/>
      <polyline class="failed" points="{{errors}}"/>
      </svg>
      {{/chart}}
      <p class="quiet">Solid: errors. Dashed: warnings. Dotted: waived.</p>
      </section>
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
      </main>
      </body>
      </html>

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
