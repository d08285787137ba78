extension HTMLPage {
  /// What the style sheet says of threads.
  static let threadStyle = """
    .sides { table-layout: fixed; margin: 0.5rem 0; border: 1px solid var(--line); }
    .sides tbody { border-top: 1px solid var(--line); }
    .sides .about th { padding-bottom: 0; border-bottom-width: 0; }
    .sides .about + tr > td { padding-top: 0.2rem; }
    .sides td + td { border-left: 1px solid var(--line); }
    .sides p { margin: 0 0 0.2rem; }
    .sides .quiet span, .sides .quiet mark { display: inline-block; margin-right: 0.6rem; }
    .sides mark { color: var(--text); }
    .sides .passed { font-weight: 400; }
    .sides .gap td { padding: 0.3rem; background: var(--panel); color: var(--quiet); text-align: center; }
    .sides .absent { color: var(--bad); font-weight: 600; }
    .sides td:first-child .absent { color: var(--quiet); }
    .sides .private .body { border-left: 0.25rem solid var(--doubtful); padding-left: 0.5rem; }
    .body { font-family: ui-monospace, monospace; font-size: 0.95em; white-space: pre-wrap; }

    @media screen and (max-width: 47.9rem) {
      .sides thead { position: absolute; left: -99rem; }
      .sides, .sides tbody, .sides tr, .sides td, .sides th, .sides caption { display: block; }
      .sides td + td { border-left-width: 0; }
      .sides [data-label]::before { display: block; content: attr(data-label); color: var(--quiet);
        font-weight: 600; }
    }

    """
}
