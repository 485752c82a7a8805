"use strict";
// Cards: a chart, what it says in words, and its numbers.

const PAPER = { 1: 900, 2: 440 }; // pixels of a chart that is printed in one column or in two: letters of ten points
const OPTIONS = { mode: "vega", ast: true, renderer: "svg", actions: false, defaultStyle: false };

// A card of a chart. `fill` is called when its width changes; `table` gives heads and rows when somebody looks.
async function card(home, spec, name, fill) {
  const made = {
    name,
    head: element("h3"),
    plot: element("div", { class: "plot", role: "img" }),
    below: element("div"),
    rows: element("div"),
  };
  made.link = element("a", { href: "#", role: "button" });
  made.summary = element("summary");
  made.details = element(
    "details",
    {},
    made.summary,
    element("div", { class: "scroll", tabindex: "0" }, made.rows),
    made.link,
  );
  made.box = element("figure", { class: "card", id: `card-${name}` }, made.head, made.plot, made.below, made.details);
  find(home).append(made.box);
  made.table = () => ({ heads: [], rows: [] });
  made.details.addEventListener("toggle", () => showTable(made));
  made.link.addEventListener("click", (event) => {
    event.preventDefault();
    save(made.name, made.table());
  });
  const room = () => Math.max(made.plot.clientWidth - spec.padding.left - spec.padding.right, 120);
  made.view = (await vegaEmbed(made.plot, { ...spec, width: room() }, OPTIONS)).view;
  made.widen = (wide) => {
    if (Math.abs(wide - made.view.width()) <= 1) return;
    made.view.width(wide);
    if (fill) fill(made);
    made.view.run();
  };
  new ResizeObserver(() => {
    if (made.plot.clientWidth && !matchMedia("print").matches) made.widen(room());
  }).observe(made.plot);
  addEventListener("beforeprint", () =>
    made.widen(PAPER[home === "value" ? 1 : 2] - spec.padding.left - spec.padding.right),
  );
  addEventListener("afterprint", () => made.widen(room()));
  return made;
}

function entitle(made, title, unit, alt) {
  made.head.replaceChildren(title, " ", element("span", {}, unit ? `[${unit}]` : ""));
  made.plot.setAttribute("aria-label", alt);
  made.summary.textContent = T("numbers");
  made.link.textContent = T("download");
  showTable(made);
}

function showTable(made) {
  if (made.details.open) made.rows.replaceChildren(table(made.table()));
}
