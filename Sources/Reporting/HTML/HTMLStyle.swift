extension HTMLPage {
  /// The style sheet of `audit.html` and of the profile. A page that changes it changes its digest.
  static let style = """

    :root { color-scheme: light dark; --text: #1c2128; --quiet: #57606a; --line: #d0d7de; --ground: #ffffff;
      --panel: #f6f8fa; --link: #0550ae; --good: #116329; --bad: #a40e26; --doubtful: #7d4e00; --on: #ffffff;
      --kept: #8c959f; --band: #d0d7de; --added: #ffd8b5; }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e6edf3; --quiet: #9da7b3; --line: #3d444d; --ground: #0d1117; --panel: #161b22;
        --link: #79c0ff; --good: #56d364; --bad: #ff7b72; --doubtful: #e3b341; --on: #0d1117;
        --kept: #768390; --band: #2d333b; --added: #5a3a1a; }
    }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 6rem; }
    body { margin: 0 auto; padding: 0 1.5rem 1.5rem; max-width: 88rem; background: var(--ground);
      color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
    body:not(.audit) { padding-top: 1.5rem; }
    h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
    h2 { margin: 2.25rem 0 0.75rem; font-size: 1.25rem; line-height: 1.3; }
    h3 { margin: 1rem 0 0.4rem; font-size: 1.05rem; line-height: 1.4; }
    h4, .remedy h3 { margin: 0 0 0.25rem; font-size: 0.95rem; }
    p { margin: 0.5rem 0; }
    a { color: var(--link); }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    main:focus { outline: none; }
    .quiet { color: var(--quiet); font-size: 0.9em; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { position: fixed; left: 1rem; top: 0.5rem; z-index: 3; padding: 0.3rem 0.8rem;
      background: var(--ground); }

    .head { position: sticky; top: 0; z-index: 2; display: flex; gap: 1rem; align-items: center;
      margin: 0 -1.5rem; padding: 0.6rem 1.5rem; background: var(--ground); border-bottom: 1px solid var(--line); }
    .head .what { min-width: 0; }
    .head h1 { font-size: 1.15rem; }
    .facts { margin: 0.1rem 0 0; color: var(--quiet); font-size: 0.85rem; }
    .facts span { margin-right: 0.9rem; }
    .verdict { flex: none; margin: 0; padding: 0.25rem 0.9rem; border-radius: 0.4rem;
      font-size: 1.6rem; line-height: 1.3; white-space: nowrap; }
        nav { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; margin: 0.5rem 0 0; font-size: 0.9rem; }
    .sentence { margin: 0.75rem 0 0.35rem; font-size: 1.3rem; font-weight: 600; line-height: 1.35; }
    .tally, .links, .legend { margin: 0; padding: 0; list-style: none; }
    .tally { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; font-size: 0.95rem; }
    .decision + section h2 { margin-top: 1.1rem; }

    .pass, .passed { color: var(--good); }
    .fail, .failed { color: var(--bad); }
    .no-verdict, .warning, .not-checked, .waived { color: var(--doubtful); }
    .not-applicable, .switched-off { color: var(--quiet); }
    p.verdict { color: var(--on); }
    p.pass { background: var(--good); }
    p.fail { background: var(--bad); }
    p.no-verdict { background: var(--doubtful); }
    .status { display: inline-block; margin-right: 0.25rem; padding: 0 0.45rem; border: 1px solid;
      border-radius: 0.3rem; font-size: 0.8rem; font-weight: 700; line-height: 1.5; white-space: nowrap; }

    .cards { margin: 0; padding: 0; list-style: none; counter-reset: card; }
    .card { display: grid; grid-template: auto auto 1fr / 1fr 1fr; gap: 0 1.5rem; margin: 0 0 0.9rem;
      padding: 0.8rem 1.1rem; border: 1px solid var(--line); border-left: 0.4rem solid var(--bad);
      border-radius: 0.4rem; background: var(--panel); scroll-margin-top: 6rem; }
    .card h3 { margin: 0 0 0.25rem; }
    ol.cards > .card { counter-increment: card; }
    ol.cards > .card h3::before { content: counter(card) ". "; }
    .card .happened { grid-row: 1; grid-column: 1; }
    .card .remedy { grid-row: 1 / 3; grid-column: 2; align-self: start; }
    .card .evidence { grid-row: 2 / 4; grid-column: 1; }
    .card .rules { grid-row: 3; grid-column: 2; font-size: 0.9rem; }
    .card details { margin: 0; padding: 0; border: 0; }
    .remedy { margin: 0.25rem 0; padding: 0.5rem 0.9rem; border: 1px solid var(--line);
      border-left: 0.25rem solid var(--good); border-radius: 0.3rem; background: var(--ground); }
    .remedy ol { margin: 0; padding-left: 1.3rem; }
    .remedy ol:has(> li:only-child) { padding-left: 0; list-style: none; }
    .remedy li { margin: 0.15rem 0; }
    .harm { margin-right: 0.4rem; padding: 0 0.45rem; border: 1px solid; border-radius: 0.3rem;
      font-weight: 600; white-space: nowrap; }
    .exposure .harm, .unjudged .harm { color: var(--bad); }
    .links li { margin: 0.15rem 0; }
    .difference { display: grid; gap: 0.1rem; margin: 0.25rem 0; font-size: 0.95em; }
    .difference span { display: inline-block; min-width: 4.8rem; color: var(--quiet); }
    q { quotes: none; font-family: ui-monospace, monospace; font-size: 0.9em; white-space: pre-wrap; }
    mark { background: var(--added); color: inherit; font-weight: 700; text-decoration: underline; }
    mark:empty { display: none; }

    .flows { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 0.9rem;
      margin-bottom: 0.9rem; }
    figure { margin: 0; padding: 0.7rem 0.9rem; border: 1px solid var(--line); border-radius: 0.4rem; }
    svg { display: block; width: 100%; height: auto; }
    .counts { display: flex; justify-content: space-between; margin: 0.2rem 0;
      color: var(--quiet); font-size: 0.8rem; }
    .counts b { display: block; color: var(--text); font-size: 0.95rem; }
    .counts span:nth-child(2) { text-align: center; }
    .counts span:nth-child(3) { text-align: right; }
    .band { fill: var(--band); }
    rect.kept { fill: var(--kept); }
    rect.left-out { fill: none; stroke: var(--kept); stroke-dasharray: 3 2; }
    rect.lost, rect.extra, rect.again { fill: var(--bad); }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 0.9rem;
      margin: 0.9rem 0; }
    .charts svg { max-width: 44rem; }
    figure details { overflow-x: auto; margin: 0.4rem 0 0; padding: 0.2rem 0.6rem; font-size: 0.9rem; }
    .outline { fill: var(--band); stroke: var(--kept); stroke-width: 0.4; }
    .same, rect.whole { fill: var(--good); }
    .other, rect.faulty, rect.repeated, rect.unreadable { fill: var(--bad); }
    rect.missing { fill: none; stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 2 1.5; }
    .ground { stroke: var(--kept); }
    svg text { fill: var(--quiet); font-size: 11px; }
    .legend { font-size: 0.9rem; }
    .legend .whole { color: var(--good); font-weight: 600; }
    .legend .lost, .legend .extra, .legend .again, .legend .faulty, .legend .repeated, .legend .unreadable,
    .legend .missing { color: var(--bad); font-weight: 600; }
    .legend .kept { color: var(--good); font-weight: 600; }
    .legend .left-out { color: var(--quiet); }

    .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 0.4rem; }
    .scroll table { min-width: 44rem; }
    table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
    caption { padding: 0.4rem 0.7rem; color: var(--quiet); text-align: left; }
    th, td { padding: 0.5rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left;
      vertical-align: top; }
    tbody tr:last-child > * { border-bottom-width: 0; }
    thead th { background: var(--panel); font-weight: 600; white-space: nowrap; }
    tbody th { font-weight: 600; }
    td, code { overflow-wrap: anywhere; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    code { font: 0.85em ui-monospace, monospace; }
    .wide { border: 1px solid var(--line); border-radius: 0.4rem; }
    .wide table { table-layout: fixed; }
    .wide th:nth-child(1) { width: 8%; }
    .wide th:nth-child(2), .wide th:nth-child(3) { width: 15%; }
    .wide th:nth-child(4), .wide th:nth-child(5) { width: 18%; }
    .wide td b { display: block; font-variant-numeric: tabular-nums; }
    .wide td b:empty { display: none; }
    .tools { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; margin: 0 0 0.75rem;
      font-size: 0.9rem; }
    .tools label { display: grid; }
    input, select, button { padding: 0.25rem 0.5rem; border: 1px solid var(--quiet); border-radius: 0.3rem;
      background: var(--ground); color: var(--text); font: inherit; max-width: 100%; }
    [hidden] { display: none !important; }

    details { margin: 0.5rem 0; padding: 0.5rem 0.9rem; border: 1px solid var(--line); border-radius: 0.4rem; }
    details.area { padding: 0; }
    details.area > summary { padding: 0.5rem 0.9rem; }
    details .wide { border-width: 1px 0 0; border-radius: 0; }
    summary { cursor: pointer; font-weight: 600; }
    summary .quiet { font-weight: 400; }
    details > div[id] { scroll-margin-top: 9rem; }
    :target { outline: none; }
    .card:target, details:has(> :target) { outline: 2px solid var(--link); outline-offset: 2px; }
    details:has(> :target)::details-content { content-visibility: visible; block-size: auto; }
    .findings { margin: 0.5rem 0; padding-left: 1.75rem; }
    ol:empty, dl:empty { display: none; }
    .findings > li { margin: 0.6rem 0; }
    dl { margin: 0.25rem 0; font-size: 0.9rem; }
    dl div:has(> dt) { display: flex; gap: 0.75rem; }
    dt { flex: 0 0 6.5rem; color: var(--quiet); }
    dd { margin: 0; min-width: 0; }
    .glossary dt { flex-basis: 8rem; color: var(--text); font-weight: 600; }
    footer { margin-top: 2.5rem; border-top: 1px solid var(--line); }

    @media screen and (max-width: 47.9rem) {
      body { padding: 0 0.75rem 0.75rem; }
      .head { gap: 0.6rem; margin: 0 -0.75rem; padding: 0.4rem 0.75rem; }
      .head h1 { font-size: 0.95rem; }
      .head .what > *, .facts span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .facts { font-size: 0.75rem; line-height: 1.3; }
      .facts span { display: block; margin: 0; }
      .verdict { padding: 0.15rem 0.5rem; font-size: 1.15rem; }
      nav { flex-wrap: nowrap; overflow-x: auto; padding-bottom: 0.2rem; }
      .sentence { margin-top: 0.5rem; font-size: 1.1rem; }
      .tally { font-size: 0.85rem; }
      .card { display: block; padding: 0.6rem 0.75rem; }
      .wide { border-width: 0; }
      .wide thead { position: absolute; left: -99rem; }
      .wide table, .wide tbody, .wide tr, .wide td, .wide tbody th, .wide caption { display: block; }
      .wide tr { margin: 0 0 0.75rem; padding: 0.4rem 0.6rem; border: 1px solid var(--line);
        border-radius: 0.4rem; }
      .wide tbody :is(td, th):nth-child(n) { width: auto; padding: 0.15rem 0; border-width: 0; }
      .wide [data-label]::before { content: attr(data-label) ": "; color: var(--quiet); font-weight: 400; }
      .wide td b { display: inline; }
      details.area .wide { padding: 0.5rem; }
      svg text { font-size: 18px; }
      dt { flex-basis: 5rem; }
      dl.glossary div { display: block; }
    }

    @media print {
      :root { --text: #000000; --quiet: #333333; --line: #999999; --ground: #ffffff; --panel: #ffffff;
        --link: #000000; --good: #0a4d1c; --bad: #8a0a1f; --doubtful: #5c3a00; --on: #ffffff; --kept: #777777;
        --band: #dddddd; --added: #eeeeee; }
      :root { font-size: 75%; }
      body { max-width: none; padding: 0; }
      .head { position: static; margin: 0; padding: 0 0 0.5rem; }
      p.verdict { border: 2px solid; background: none; color: var(--text); }
      nav, .skip, .tools { display: none !important; }
      .scroll { overflow: visible; }
      .scroll table { min-width: 0; }
      .matrix { break-before: page; }
      h2, h3, h4, summary { break-after: avoid; }
      .wide th, .wide td { padding: 0.25rem 0.4rem; }
      details { margin: 0.2rem 0; padding: 0.2rem 0.5rem; }
      .glossary { columns: 2; }
      .glossary div { break-inside: avoid; }
      tr, .card, figure, .findings > li { break-inside: avoid; }
      thead { display: table-header-group; }
      details:is(.area, .printed)::details-content { content-visibility: visible; block-size: auto; }
      rect, .band, mark { print-color-adjust: exact; }
    }

    \(threadStyle)
    """
}
