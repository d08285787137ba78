/// The page of `audit.html`: its Mustache template and its style sheet.
enum HTMLPage {
  static let template = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(styleDigest)'; \
    base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>{{verdict}}: {{title}}</title>
    <style>\(style)</style>
    </head>
    <body>
    <header>
    <h1>{{title}}</h1>
    <p class="quiet">{{origin}}</p>
    <p class="verdict {{verdictName}}"><strong>{{verdict}}</strong> <span>{{sentence}}</span></p>
    </header>
    <main>
    {{#hasCauses}}
    <section aria-labelledby="causes">
    <h2 id="causes">Causes</h2>
    <ol>
    {{#causes}}
    <li id="cause-{{causeNumber}}"><strong>{{causeSentence}}.</strong> {{causeRemedy}}
    <dl>{{#causeFacts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/causeFacts}}</dl>
    </li>
    {{/causes}}
    </ol>
    </section>
    {{/hasCauses}}
    <section aria-labelledby="matrix">
    <h2 id="matrix">Matrix</h2>
    <div class="scroll" role="region" aria-labelledby="matrix" tabindex="0">
    <table class="matrix">
    <thead><tr><th scope="col">Area</th><th scope="col">Legacy system</th><th scope="col">New system</th>\
    <th scope="col">Validation test</th><th scope="col">Pass criteria</th>\
    <th scope="col">Result</th></tr></thead>
    <tbody>
    {{#rows}}
    <tr>{{#span}}<th scope="rowgroup" rowspan="{{.}}">{{area}}</th>{{/span}}<td>{{legacy}}</td>\
    <td>{{new}}</td><td><a href="#rule-{{number}}">{{test}}</a></td><td>{{criteria}}</td>\
    <td><span class="status {{statusName}}">{{status}}</span> {{summary}}</td></tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    {{#reasons}}
    <p><span class="status {{reasonName}}">{{reasonLabel}}</span> <strong>{{reasonHeading}}:</strong> {{reasonSentence}}</p>
    <p class="quiet">{{reasonRules}}</p>
    {{/reasons}}
    </section>
    {{#hasPolicy}}
    <section aria-labelledby="policy">
    <h2 id="policy">Policy</h2>
    <ul>
    {{#policy}}
    <li>{{.}}</li>
    {{/policy}}
    </ul>
    </section>
    {{/hasPolicy}}
    <section aria-labelledby="balance">
    <h2 id="balance">Balance</h2>
    <p class="quiet">Read = rejected or explained + expected; expected = matched + missing; the archive has matched + unexpected + duplicates.</p>
    <div class="scroll" role="region" aria-labelledby="balance" tabindex="0">
    <table>
    <thead><tr><th scope="col">Record</th><th scope="col">Counted in</th>\
    <th scope="col" class="number">Read</th><th scope="col">Rejected or explained</th>\
    <th scope="col" class="number">Expected</th><th scope="col" class="number">Matched</th>\
    <th scope="col" class="number">Missing</th><th scope="col" class="number">Unexpected</th>\
    <th scope="col" class="number">Duplicates</th></tr></thead>
    <tbody>
    {{#balance}}
    <tr><th scope="row">{{record}}</th><td>{{unit}}</td><td class="number">{{read}}</td>\
    <td>{{#explained}}<div>{{name}}: {{value}}</div>{{/explained}}</td>\
    <td class="number">{{expected}}</td><td class="number">{{matched}}</td>\
    <td class="number">{{missing}}</td><td class="number">{{unexpected}}</td>\
    <td class="number">{{duplicates}}</td></tr>
    {{/balance}}
    </tbody>
    </table>
    </div>
    </section>
    {{#losses}}
    <section aria-labelledby="losses">
    <h2 id="losses">Stated losses</h2>
    <div class="scroll" role="region" aria-labelledby="losses" tabindex="0">
    <table>
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
    </section>
    {{/losses}}
    <section aria-labelledby="rules">
    <h2 id="rules">Rules</h2>
    {{#details}}
    <details id="rule-{{anchor}}"{{#needsAttention}} open{{/needsAttention}}>
    <summary><span class="status {{labelName}}">{{label}}</span> {{heading}} <code>{{id}}</code></summary>
    <p>{{finding}}</p>
    <p class="quiet">{{measure}}</p>
    {{#remarks}}
    <p>{{.}}</p>
    {{/remarks}}
    <ol>
    {{#evidence}}
    <li>{{message}}
    <dl>{{#facts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/facts}}</dl>
    </li>
    {{/evidence}}
    </ol>
    {{#note}}
    <p class="quiet">{{.}}</p>
    {{/note}}
    </details>
    {{/details}}
    </section>
    <section aria-labelledby="mapping">
    <h2 id="mapping">Mapping</h2>
    <div class="scroll" role="region" aria-labelledby="mapping" tabindex="0">
    <table>
    <thead><tr><th scope="col">Record</th><th scope="col">Source</th><th scope="col">Source field</th>\
    <th scope="col">Target field</th><th scope="col">Type</th><th scope="col">Default</th>\
    <th scope="col">Transformation</th><th scope="col">Validation</th></tr></thead>
    <tbody>
    {{#mapping}}
    <tr><td>{{kind}}</td><td>{{source}}</td><td>{{column}}</td><th scope="row">{{field}}</th>\
    <td>{{type}}</td><td>{{standIn}}</td><td>{{transformation}}</td><td>{{validation}}</td></tr>
    {{/mapping}}
    </tbody>
    </table>
    </div>
    </section>
    <section aria-labelledby="files">
    <h2 id="files">Files</h2>
    <div class="scroll" role="region" aria-labelledby="files" tabindex="0">
    <table>
    <thead><tr><th scope="col">File</th><th scope="col">What it is</th>\
    <th scope="col" class="number">Bytes</th><th scope="col">SHA-256</th></tr></thead>
    <tbody>
    {{#files}}
    <tr><th scope="row">{{path}}</th><td>{{contents}}</td><td class="number">{{bytes}}</td>\
    <td><code>{{digest}}</code></td></tr>
    {{/files}}
    </tbody>
    </table>
    </div>
    </section>
    </main>
    <footer><p class="quiet">{{timing}}. {{values}}</p></footer>
    </body>
    </html>

    """

  /// The digest of `style`, as the policy names it; a test compares them.
  static let styleDigest = "sha256-0BLSfQv1+Ml2dZoTmSv+IQXfyBHnaoxBsEiwI/aiEM4="

  static let style = """

    :root { color-scheme: light dark; --text: #1c2128; --quiet: #57606a; --line: #d0d7de; --ground: #ffffff;
      --panel: #f6f8fa; --link: #0550ae; --good: #116329; --bad: #a40e26; --doubtful: #7d4e00; }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e6edf3; --quiet: #9da7b3; --line: #3d444d; --ground: #0d1117; --panel: #161b22;
        --link: #79c0ff; --good: #56d364; --bad: #ff7b72; --doubtful: #e3b341; }
    }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1.5rem; max-width: 84rem; background: var(--ground); color: var(--text);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
    h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
    h2 { margin: 2.5rem 0 0.75rem; font-size: 1.2rem; }
    p { margin: 0.5rem 0; }
    a { color: var(--link); }
    .quiet { color: var(--quiet); font-size: 0.9em; }
    .verdict { margin: 1.25rem 0 0; padding: 0.9rem 1.1rem; border: 1px solid; border-left-width: 0.5rem;
      border-radius: 0.4rem; background: var(--panel); }
    .verdict strong { display: block; font-size: 1.5rem; line-height: 1.2; letter-spacing: 0.03em; }
    .verdict span { color: var(--text); }
    .pass, .passed { color: var(--good); }
    .fail, .failed { color: var(--bad); }
    .no-verdict, .warning, .not-checked, .waived { color: var(--doubtful); }
    .not-applicable, .switched-off { color: var(--quiet); }
    .status { display: inline-block; margin-right: 0.25rem; padding: 0 0.45rem; border: 1px solid;
      border-radius: 0.3rem; font-size: 0.8rem; font-weight: 700; line-height: 1.5; white-space: nowrap; }
    .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 0.4rem; }
    table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
    th, td { padding: 0.5rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left;
      vertical-align: top; }
    tbody tr:last-child > *, tbody th[rowspan] { border-bottom-width: 0; }
    tbody tr:has(> th[rowspan]) > * { border-top: 1px solid var(--line); }
    thead th { background: var(--panel); font-weight: 600; white-space: nowrap; }
    tbody th { font-weight: 600; }
    td, code { overflow-wrap: anywhere; }
    .scroll table { min-width: 44rem; }
    .scroll .matrix { min-width: 62rem; }
    .matrix td:nth-last-child(3) { min-width: 16rem; }
    .matrix td:last-child { min-width: 14rem; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    code { font: 0.85em ui-monospace, monospace; }
    details { margin: 0.5rem 0; padding: 0.6rem 0.9rem; border: 1px solid var(--line);
      border-radius: 0.4rem; }
    summary { cursor: pointer; font-weight: 600; }
    summary code { color: var(--quiet); font-weight: 400; }
    ol { margin: 0.5rem 0; padding-left: 1.75rem; }
    ol:empty, dl:empty { display: none; }
    li { margin: 0.6rem 0; }
    dl { margin: 0.25rem 0; font-size: 0.9rem; }
    dl div { display: flex; gap: 0.75rem; }
    dt { flex: 0 0 6.5rem; color: var(--quiet); }
    dd { margin: 0; min-width: 0; }
    :target { outline: 2px solid var(--link); outline-offset: 2px; }
    footer { margin-top: 2.5rem; border-top: 1px solid var(--line); }
    @media print {
      :root { --text: #000000; --quiet: #333333; --line: #999999; --ground: #ffffff; --panel: #ffffff;
        --link: #000000; --good: #0a4d1c; --bad: #8a0a1f; --doubtful: #5c3a00; }
      :root { font-size: 80%; }
      body { max-width: none; padding: 0; }
      .scroll { overflow: visible; }
      .scroll table, .scroll .matrix { min-width: 0; }
      tr, li { break-inside: avoid; }
      details::details-content { content-visibility: visible; }
    }

    """
}
