"use strict";
// Drawing: what the switches, charts and tables show of the setting, and how the page begins.

let played;
let turn = 0;
const rows = [],
  cards = [];
const seen = outcomes.map(() => [Infinity, -Infinity]); // axes only grow, so that a flipped switch is a move of lines
const LINES = { none: "2 6", all: "11 5", here: "" }; // in the order of drawing: dashes

const fixed = (value) => Number(value.toFixed(1));
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// ---- Switches, each with its share

function buildRows() {
  const heads = element("div", { class: "heads" }, element("span"), element("span", { class: "key" }), element("span"));
  const made = points.map((point, i) => {
    const title = element("span", { class: "title" }),
      sets = element("span", { class: "sets" }, point.sets),
      key = element("span", { class: "key", "aria-hidden": "true" }, String(i + 1));
    const box = element("span", {}, title, sets);
    const button = element(
      "button",
      { type: "button", class: "switch", id: `point-${i + 1}`, role: "switch", "aria-describedby": `share-${i + 1} here-${i + 1}` },
      key,
      element("span", { class: "track", "aria-hidden": "true" }),
      box,
    );
    button.addEventListener("click", () => flip(i));
    button.addEventListener("focus", () => {
      state.touched = i;
      drawTouched();
    });
    const row = {
      button,
      title,
      bar: element("span", { class: "bar", "aria-hidden": "true" }),
      share: element("span", { class: "number", id: `share-${i + 1}` }),
      here: element("span", { class: "number now", id: `here-${i + 1}` }),
    };
    rows.push(row);
    return element("div", { class: "point" }, button, row.bar, row.share, row.here);
  });
  const sum = element("div", { class: "sum" }, element("span"), element("span"), element("span", { class: "number", id: "sum" }));
  find("rows").replaceChildren(heads, ...made, sum);
}

const put = (place, found, times) => {
  place.textContent = gapOf(found, times);
  place.classList.toggle("pale", !clear(found));
};

function drawRows() {
  const outcome = outcomes[state.show],
    shares = played.shares(state.show),
    here = points.map((_, i) => played.adds(state.show, i, state.on));
  const size = Math.max(...shares.map(({ mean }) => Math.abs(mean)), ...here.map(({ mean }) => Math.abs(mean)));
  const ends = shares.flatMap(({ mean, low, high }) => (Number.isFinite(low) ? [low, high] : [mean]));
  const reach = Math.min(largest(ends), 2 * size);
  const most = Math.max(reach, size) * 1.06 || 1;
  const heads = find("rows").firstChild.children;
  heads[0].textContent = T("point");
  heads[1].textContent = T("share");
  heads[2].textContent = `◆ ${T("here")}`;
  const wide = rows[0].bar.clientWidth || 140; // once: asking between changes would lay the page out anew each time
  rows.forEach((row, i) => {
    row.button.setAttribute("aria-checked", String(isOn(i)));
    row.title.textContent = words(points[i].title);
    row.button.title = words(points[i].doc);
    row.bar.innerHTML = bar(shares[i], here[i], most, wide);
    put(row.share, shares[i], outcome.times);
    put(row.here, here[i], outcome.times);
    row.share.setAttribute("aria-label", `${T("share")}: ${verdictOf(shares[i], outcome)}`);
    row.here.setAttribute("aria-label", `${T("here")}: ${verdictOf(here[i], outcome)}`);
  });
  const sum = find("rows").lastChild;
  sum.children[0].textContent = T("sum");
  put(find("sum"), played.against(state.show, ALL, NONE), outcome.times);
}

function bar(share, here, most, width) {
  const height = 34,
    at = (value) => fixed(width / 2 + (Math.max(Math.min(value / most, 1), -1) * width) / 2);
  const [from, to] = [Math.min(at(0), at(share.mean)), Math.max(at(0), at(share.mean))];
  const [low, high] = [share.low, share.high].map((end) => at(Number.isFinite(end) ? end : share.mean));
  const fill = clear(share) ? 'fill="var(--bar)"' : 'fill="#e4e4e0" stroke="var(--line)" stroke-dasharray="3 2"';
  const x = at(here.mean),
    y = 17;
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect x="${from}" y="7" width="${fixed(to - from)}" height="20" ${fill}/>
<path d="M${low} 17H${high}" stroke="${clear(share) ? "#9a9a9a" : "var(--line)"}" stroke-width="2"/>
<path d="M${at(0)} 0V${height}" stroke="var(--ink)" stroke-width="1.5"/>
<path d="M${x} ${y - 8}L${x + 7} ${y}L${x} ${y + 8}L${x - 7} ${y}Z" fill="${clear(here) ? "var(--here)" : "#fff"}" stroke="${clear(here) ? "#fff" : "var(--here)"}" stroke-width="1.5"/>
</svg>`;
}

// ---- Sentences

function drawSentences() {
  const outcome = outcomes[state.show],
    shares = played.shares(state.show),
    label = words(outcome.label);
  const total = shares.reduce((sum, { mean }) => sum + Math.abs(mean), 0);
  const order = range(points.length).sort((one, other) => Math.abs(shares[other].mean) - Math.abs(shares[one].mean));
  const carrying = [];
  for (let sum = 0, i = 0; total && sum <= total / 2; i++) {
    carrying.push(order[i]);
    sum += Math.abs(shares[order[i]].mean);
  }
  const named = carrying.map((i) =>
    T("carry_point", {
      number: i + 1,
      title: words(points[i].title),
      change: `${changeOf(shares[i], outcome)}${state.lang === "en" ? ", " : "，"}${sureness(shares[i])}`,
    }),
  );
  const unsure = shares.filter((found) => found.said === "none").length;
  const gap = state.lang === "en" ? " " : "";
  find("carried").textContent = [
    T("whole", { outcome: label, verdict: verdictOf(played.against(state.show, ALL, NONE), outcome) }),
    total ? T("carry", { points: named.join(T("list")) }) : T("carry_none"),
    ...(unsure ? [T("carry_unsure", { count: unsure })] : []),
  ].join(gap);
  const value = short(mean(played.ends(state.show, state.on)) * outcome.times);
  const told = { outcome: label, value, unit: words(outcome.unit), setting: settingText() };
  const verdict = verdictOf(played.against(state.show, state.on, NONE), outcome);
  find("answer").textContent = state.on === NONE ? T("answer_none", told) : T("answer", { ...told, verdict });
}

function drawTouched() {
  const i = state.touched,
    outcome = outcomes[state.show];
  if (i === null || !played) return find("touched").replaceChildren(T("keys"));
  const title = `${i + 1} ${words(points[i].title)}`;
  const verdict = verdictOf(played.against(state.show, state.on ^ bit(i), state.on), outcome);
  find("touched").textContent = [
    T(isOn(i) ? "touched_off" : "touched_on", { title, verdict }),
    T("touched_share", { verdict: verdictOf(played.shares(state.show)[i], outcome) }),
  ].join(state.lang === "en" ? " " : "");
}

// ---- Charts

function buildCards() {
  find("cards").replaceChildren(
    ...outcomes.map((outcome, i) => {
      const made = {
        button: element("button", { type: "button", "aria-pressed": "false" }),
        plot: element("div", { class: "plot", role: "img" }),
        verdict: element("p", { class: "verdict" }),
      };
      made.box = element("article", { class: "card", id: `card-${outcome.name}` }, made.button, made.plot, made.verdict);
      made.box.addEventListener("click", () => choose(i));
      cards.push(made);
      return made.box;
    }),
  );
  new ResizeObserver(([{ target }]) =>
    document.documentElement.style.setProperty("--tall", `${target.offsetHeight}px`),
  ).observe(find("switches"));
  let width = 0;
  new ResizeObserver(() => {
    const wide = cards[0].plot.clientWidth;
    if (!wide || wide === width || matchMedia("print").matches) return;
    width = wide;
    if (turn) drawCards();
  }).observe(cards[0].plot);
}

function drawCards() {
  const shown = { none: played.paths(NONE), all: played.paths(ALL), here: played.paths(state.on) };
  const wide = cards[0].plot.clientWidth || 220;
  cards.forEach((made, i) => {
    const outcome = outcomes[i],
      found = played.against(i, state.on, NONE);
    const lines = Object.fromEntries(Object.entries(shown).map(([name, all]) => [name, all[i]]));
    for (const line of [lines.none[0], lines.all[0], ...lines.here])
      for (const value of line) {
        seen[i][0] = Math.min(seen[i][0], value);
        seen[i][1] = Math.max(seen[i][1], value);
      }
    made.plot.innerHTML = chart(lines, seen[i], outcome.times, wide);
    made.button.replaceChildren(words(outcome.label), " ", element("span", {}, `[${words(outcome.unit)}]`));
    made.button.setAttribute("aria-pressed", String(i === state.show));
    made.button.title = words(outcome.doc);
    made.box.classList.toggle("chosen", i === state.show);
    made.verdict.textContent = state.on === NONE ? "" : verdictOf(found, outcome);
    made.verdict.classList.toggle("pale", !clear(found));
    const told = Object.entries(lines).map(([name, [line]]) =>
      T("course", {
        label: T(`line_${name}`),
        first: short(line[0] * outcome.times),
        last: short(line.at(-1) * outcome.times),
      }),
    );
    made.plot.setAttribute("aria-label", `${words(outcome.label)} [${words(outcome.unit)}]. ${told.join("; ")}. ${made.verdict.textContent}`);
  });
}

// At the end of an axis: short enough to stand beside it.
function brief(value) {
  const text = short(value);
  return text.length > 5 ? minus(String(Number(value.toPrecision(2)))) : text;
}

function chart(lines, [low, high], times, width) {
  const height = 132,
    ends = [low, high].map((value) => brief(value * times)),
    left = 12 + 11 * Math.max(3, ...ends.map((text) => text.length)),
    top = 6,
    bottom = 24,
    years = meta.years;
  const flat = high - low <= 1e-9 * Math.max(1, Math.abs(high));
  const [from, to] = flat ? [low - 1, high + 1] : [low, high]; // a flat line stands in the middle, with its one value beside it
  const x = (year) => fixed(left + ((width - left - 4) * year) / (meta.months / 12));
  const y = (value) => fixed(top + ((height - top - bottom) * (to - value)) / (to - from));
  const way = (line) => Array.from(line, (value, year) => `${x(year + 0.5)} ${y(value)}`);
  const [, lowest, highest] = lines.here;
  const band = meta.seeds > 1 ? `<path d="M${[...way(lowest), ...way(highest).reverse()].join("L")}Z" fill="var(--here)" opacity=".22"/>` : "";
  const drawn = Object.entries(LINES).map(
    ([name, dash]) =>
      `<path class="${name}" d="M${way(lines[name][0]).join("L")}" fill="none" stroke="var(--${name})" stroke-width="var(--thick)" stroke-dasharray="${dash}"/>`,
  );
  const arrival = meta.arrival === null ? "" : `<path d="M${x(meta.arrival / 12)} ${top}V${height - bottom}" stroke="var(--line)" stroke-dasharray="1 5" stroke-width="2"/>`;
  const label = (at, up, text, anchor) =>
    `<text x="${at}" y="${up}" text-anchor="${anchor}" font-size="18" fill="var(--ink)">${text}</text>`;
  const base = height - bottom;
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<path d="M${left} ${top}V${base}H${width - 4}" fill="none" stroke="var(--line)"/>${arrival}${band}${drawn.join("")}
${flat ? label(left - 5, y(low) + 6, ends[0], "end") : label(left - 5, top + 13, ends[1], "end") + label(left - 5, base, ends[0], "end")}
${label(left, height - 5, "0", "start")}${label(width - 4, height - 5, T("years", { years: fixed(meta.months / 12) }), "end")}
</svg>`;
}

function drawLegend() {
  find("legend").replaceChildren(
    ...Object.entries(LINES)
      .reverse()
      .map(([name, dash]) => {
        const item = element("li");
        item.innerHTML = `<svg width="46" height="10" aria-hidden="true"><path d="M0 5H46" stroke="var(--${name})" stroke-width="4" stroke-dasharray="${dash}"/></svg>`;
        item.append(T(`line_${name}`));
        return item;
      }),
  );
}

// ---- Tables

const named = (outcome, unit) => `${words(outcome.label)} [${words(unit)}]`;
const tables = {
  numbers: () => ({
    heads: ["measure", "setting", "none", "all", "difference", "interval", "said"].map((key) => T(key)),
    rows: outcomes.map((outcome, i) => {
      const found = played.against(i, state.on, NONE),
        text = written(found, outcome.times);
      const told = found.said === "identical" ? T("identical") : sureness(found);
      const sides = [state.on, NONE, ALL].map((setting) => mean(played.ends(i, setting)) * outcome.times);
      return [named(outcome, outcome.unit), ...sides, text.gap, text.interval, `${MARKS[found.said]} ${told}`];
    }),
  }),
  shares: (titles = false) => ({
    heads: [T("measure"), ...points.map(({ title }, i) => (titles ? `${i + 1} ${words(title)}` : String(i + 1))), T("sum")],
    rows: outcomes.map((outcome, i) => [
      named(outcome, outcome.gap),
      ...played.shares(i).map(({ mean }) => mean * outcome.times),
      played.against(i, ALL, NONE).mean * outcome.times,
    ]),
  }),
};

const framed = (made, label) =>
  element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, made);

function drawNumbers() {
  find("numbers-table").replaceChildren(framed(table(tables.numbers()), T("numbers")));
}

function drawShares() {
  const made = table(tables.shares());
  [...made.tHead.rows[0].cells].slice(1, -1).forEach((cell, i) => {
    cell.title = words(points[i].title);
  });
  [...made.tBodies[0].rows].forEach((row, outcome) => {
    const { times } = outcomes[outcome];
    [...row.cells].slice(1, -1).forEach((cell, point) => {
      const found = played.shares(outcome)[point];
      cell.classList.add(clear(found) ? "strong" : "pale");
      put(cell, found, times);
      cell.title = `${words(points[point].title)}: ${verdictOf(found, outcomes[outcome])}`;
    });
  });
  find("shares-table").replaceChildren(framed(made, T("shares")));
}

// ---- All of it

let shared = "";
function update() {
  const mine = ++turn;
  find("show").value = String(state.show);
  drawRows();
  drawSentences();
  drawTouched();
  drawLegend();
  drawCards();
  document.documentElement.dataset.drawn = mine;
  find("status").textContent = find("answer").textContent;
  setTimeout(() => {
    if (mine !== turn) return; // another has begun
    drawNumbers();
    if (shared !== state.lang) drawShares();
    shared = state.lang;
    document.documentElement.dataset.rest = mine;
  });
}

async function begin() {
  readAddress();
  showWords();
  if (!("DecompressionStream" in window)) {
    find("warning").hidden = false;
    find("warning").textContent = T("old_browser");
    return;
  }
  buildRows();
  buildCards();
  played = await game(find("numbers").textContent);
  listen();
  update();
  document.documentElement.dataset.ready = "1";
}

begin();
