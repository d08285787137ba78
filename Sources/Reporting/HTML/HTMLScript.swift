extension HTMLPage {
  /// The script of `audit.html`: it finds, filters and sorts what is on the page, and unfolds what a link leads to. It
  /// reads nothing but the page, and sends nothing. Without it all is there as well.
  static let script = #"""

    (() => {
      "use strict";
      const all = (what, where = document) => [...where.querySelectorAll(what)];

      const reveal = () => {
        let name;
        try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
        const target = name && document.getElementById(name);
        if (!target) return;
        for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
        target.scrollIntoView();
      };
      addEventListener("hashchange", reveal);
      // A link to where the page is already changes no address.
      addEventListener("click", (event) => {
        const link = event.target.closest("a[href^='#']");
        if (link && link.getAttribute("href") === location.hash) reveal();
      });

      for (const button of all("[data-fold]")) {
        button.addEventListener("click", () => {
          for (const rule of all(".rules details")) rule.open = button.dataset.fold === "open";
        });
      }

      const form = document.querySelector("form.tools");
      const tables = all(".matrix table").map((table) => ({
        box: table.closest("details") ?? table.closest(".wide"),
        body: table.tBodies[0],
        rows: all("tbody tr", table).map((row) => ({
          row, ...row.dataset,
          text: `${row.textContent} ${row.querySelector("a").hash}`.toLowerCase(),
          test: row.querySelector("th").textContent.toLowerCase(),
        })),
      }));
      const count = tables.reduce((sum, table) => sum + table.rows.length, 0);
      const orders = {
        rank: (a, b) => a.rank - b.rank,
        area: (a, b) => a.area.localeCompare(b.area),
        test: (a, b) => a.test.localeCompare(b.test),
        violations: (a, b) => b.violations - a.violations,
      };
      let unfolded = null;
      const apply = () => {
        const words = form.text.value.toLowerCase().split(/\s+/).filter(Boolean);
        const [status, area] = [form.status.value, form.area.value];
        const isFiltered = words.length > 0 || status !== "" || area !== "";
        if (isFiltered && !unfolded) unfolded = tables.map((table) => table.box.open);
        let shown = 0;
        tables.forEach((table, index) => {
          let left = 0;
          for (const entry of table.rows) {
            const fits = (!status || entry.status === status) && (!area || entry.area === area)
              && words.every((word) => entry.text.includes(word));
            entry.row.hidden = !fits;
            if (fits) left += 1;
          }
          shown += left;
          table.box.hidden = left === 0;
          if ("open" in table.box) table.box.open = isFiltered ? left > 0 : (unfolded?.[index] ?? table.box.open);
          const order = orders[form.order.value];
          table.body.append(...(order ? table.rows.toSorted(order) : table.rows).map((entry) => entry.row));
        });
        if (!isFiltered) unfolded = null;
        form.querySelector("output").textContent =
          isFiltered ? `${shown} of ${count} rules` : `${count} rules`;
      };
      form.addEventListener("input", apply);
      form.addEventListener("submit", (event) => event.preventDefault());
      addEventListener("keydown", (event) => {
        const isTyping = event.target.closest?.("input, select");
        if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
          event.preventDefault();
          form.text.focus();
        }
      });
      for (const tools of all(".tools")) tools.hidden = false;

      // What is folded is printed where the style sheet can't unfold it, too.
      let printed = [];
      addEventListener("beforeprint", () => {
        printed = all("details:is(.area, .printed):not([open])");
        for (const area of printed) area.open = true;
      });
      addEventListener("afterprint", () => {
        for (const area of printed) area.open = false;
      });
      reveal();
    })();

    """#
}
