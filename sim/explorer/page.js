"use strict";
// The page: what is chosen, what it says, and the drawing of both.

(async () => {
  const SIDES = ["A", "B"];
  const MARKS = { higher: "▲", lower: "▼", none: "≈", identical: "=", one: "?" };
  const meta = JSON.parse(document.getElementById("meta").textContent);
  const { measures, sliders, scenarios, colours } = meta;
  const names = Object.keys(scenarios);
  const width = meta.months > 36 ? 12 : 1; // years, or months where there are few
  const points = meta.numbers.shape[3];
  const times = range(points).map((i) => Math.min((i + 0.5) * meta.step, (i * meta.step + meta.months) / 2) / width);
  const find = (id) => document.getElementById(id);

  // ---- Words -------------------------------------------------------------------------------------------------------------------

  const words = (both) => both[state.lang];
  const T = (key, values = {}) => words(meta.texts[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const minus = (text) => text.replace("-", "−");
  const short = (value) => minus(Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3))));
  const signed = (value, digits) => minus((value < 0 ? "" : "+") + value.toFixed(digits));
  const said = (key) => T(key, { seeds: meta.seeds });

  // A difference with the digits that its interval supports.
  function written({ mean, low, high }, times) {
    const half = (Number.isFinite(low) ? (high - low) / 2 : 0) || Math.abs(mean) / 10;
    const digits = half ? Math.min(Math.max(1 - Math.floor(Math.log10(half * times)), 0), 6) : 2;
    const interval = Number.isFinite(low) ? `[${signed(low * times, digits)}, ${signed(high * times, digits)}]` : "";
    return { gap: signed(mean * times, digits), interval };
  }

  function valueText(slider, place) {
    const value = slider.values[place];
    const share = slider.values.every((one) => one >= 0 && one <= 1);
    return share ? `${Number((100 * value).toPrecision(4))} %` : String(value);
  }

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name in made && typeof value !== "string") made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  // ---- What is chosen: kept in the address, so that a link is a setting ----------------------------------------------------------

  const ownPlaces = (scenario) => sliders.map((slider) => slider.values.indexOf(scenarios[scenario].own[slider.name]));
  const stand = (scenario) => ({ scenario, places: ownPlaces(scenario) });
  const first = () => ({ lang: meta.lang, view: "levels", predict: false, A: stand(names[0]), B: stand(names[1] ?? names[0]) });
  let state = first();

  function nearest(values, wanted) {
    return values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);
  }

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const faults = [];
    state = { ...first(), lang: asked.get("lang") in meta.texts.title ? asked.get("lang") : state.lang };
    if (asked.get("view") === "gap") state.view = "gap";
    state.predict = asked.get("guess") === "1";
    for (const side of SIDES) {
      const wanted = asked.get(side.toLowerCase());
      if (wanted !== null && !(wanted in scenarios)) faults.push(wanted);
      else if (wanted !== null) state[side] = stand(wanted);
      sliders.forEach((slider, i) => {
        const text = asked.get(`${side.toLowerCase()}.${slider.name}`);
        if (text === null || slider.name in scenarios[state[side].scenario].off) return;
        if (text.trim() === "" || !Number.isFinite(Number(text))) return faults.push(`${slider.name} = ${text}`);
        state[side].places[i] = nearest(slider.values, Number(text));
        if (Math.abs(slider.values[state[side].places[i]] - Number(text)) > 1e-9) faults.push(`${slider.name} = ${text}`);
      });
    }
    find("warning").hidden = !faults.length;
    find("warning").textContent = faults.length ? T("bad_link", { what: faults.join(", ") }) : "";
  }

  function writeAddress() {
    const address = new URLSearchParams();
    for (const side of SIDES) {
      const { scenario, places } = state[side];
      address.set(side.toLowerCase(), scenario);
      ownPlaces(scenario).forEach((own, i) => {
        if (places[i] !== own) address.set(`${side.toLowerCase()}.${sliders[i].name}`, sliders[i].values[places[i]]);
      });
    }
    if (state.view === "gap") address.set("view", "gap");
    if (state.predict) address.set("guess", "1");
    address.set("lang", state.lang);
    history.replaceState(null, "", `#${address}`);
  }

  // ---- Settings ----------------------------------------------------------------------------------------------------------------

  const controls = {};
  function buildSettings() {
    for (const side of SIDES) {
      const choose = element("select", { id: `${side}-scenario` }, ...names.map((name) => element("option", { value: name })));
      const dash = side === "A" ? "" : ' stroke-dasharray="10 5"';
      const mark = element("span");
      mark.innerHTML = `<svg width="52" height="14" aria-hidden="true"><path d="M0 7H52" stroke="${colours[side]}" stroke-width="5"${dash}/></svg>`;
      const label = element("label", { for: choose.id }, side);
      const rows = sliders.map((slider, i) => {
        const id = `${side}-${slider.name}`;
        const input = element("input", { type: "range", id, min: "0", max: String(slider.values.length - 1), step: "1", "aria-describedby": `${id}-why` });
        const row = { input, name: element("label", { for: id }), output: element("output", { for: id }), why: element("span", { id: `${id}-why`, class: "why" }) };
        row.box = element("div", { class: "slider" }, row.name, input, row.output, row.why);
        input.addEventListener("input", () => { state[side].places[i] = Number(input.value); changed(); });
        return row;
      });
      choose.addEventListener("change", () => { state[side] = stand(choose.value); changed(); });
      const question = element("p", { class: "question" });
      const box = element("fieldset", { class: `side ${side}`, id: `side-${side}` }, element("div", { class: "head" }, mark, label, choose), question,
        element("div", { class: "sliders" }, ...rows.map((row) => row.box)));
      find("settings").append(box);
      controls[side] = { choose, rows, question, box, label };
    }
  }

  function showSettings() {
    for (const side of SIDES) {
      const { choose, rows, question, box, label } = controls[side];
      const { scenario, places } = state[side], about = scenarios[scenario];
      [...choose.options].forEach((option) => { option.textContent = words(scenarios[option.value].title); });
      choose.value = scenario;
      choose.setAttribute("aria-label", `${T("side", { side })}: ${T("scenario")}`);
      box.setAttribute("aria-label", T("side", { side }));
      label.title = T("scenario");
      question.textContent = words(about.question);
      rows.forEach((row, i) => {
        const slider = sliders[i], off = about.off[slider.name], text = valueText(slider, places[i]);
        row.name.textContent = words(slider.label);
        row.name.title = row.input.title = words(slider.doc);
        row.input.value = places[i];
        row.input.disabled = Boolean(off);
        row.input.setAttribute("aria-valuetext", text);
        row.output.textContent = text;
        row.why.textContent = off ? T(off) : "";
        row.box.classList.toggle("off", Boolean(off));
      });
    }
    find(`view-${state.view}`).checked = true;
    find("predict").setAttribute("aria-pressed", String(state.predict));
    find("language").lang = state.lang === "en" ? "zh-Hans" : "en";
  }

  function changed() {
    guess.answered = false;
    guess.choice = "";
    guess.line = null;
    writeAddress();
    update();
  }

  // ---- Cards: a chart, what it says, and its numbers ------------------------------------------------------------------------------

  const PAPER = { 1: 900, 2: 440 }; // pixels of a chart that is printed in one column or in two: letters of ten points
  const OPTIONS = { mode: "vega", ast: true, renderer: "svg", actions: false, defaultStyle: false };

  // A card of a chart. `fill` is called with its new width; `table` gives heads and rows of its numbers when somebody looks.
  async function card(home, spec, name, fill) {
    const made = { name, head: element("h3"), plot: element("div", { class: "plot", role: "img" }), below: element("div"), rows: element("div") };
    made.link = element("a", { href: "#", role: "button" });
    made.summary = element("summary");
    made.details = element("details", {}, made.summary, element("div", { class: "scroll", tabindex: "0" }, made.rows), made.link);
    made.box = element("figure", { class: "card", id: `card-${name}` }, made.head, made.plot, made.below, made.details);
    find(home).append(made.box);
    made.table = () => ({ heads: [], rows: [] });
    made.details.addEventListener("toggle", () => showTable(made));
    made.link.addEventListener("click", (event) => { event.preventDefault(); save(made); });
    const room = () => Math.max(made.plot.clientWidth - spec.padding.left - spec.padding.right, 120);
    made.view = (await vegaEmbed(made.plot, { ...spec, width: room() }, OPTIONS)).view;
    made.widen = (wide) => {
      if (Math.abs(wide - made.view.width()) <= 1) return;
      made.view.width(wide);
      if (fill) fill(made);
      made.view.run();
    };
    new ResizeObserver(() => { if (made.plot.clientWidth && !matchMedia("print").matches) made.widen(room()); }).observe(made.plot);
    addEventListener("beforeprint", () => made.widen(PAPER[home === "value" ? 1 : 2] - spec.padding.left - spec.padding.right));
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

  function table({ heads, rows }) {
    const head = element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text))));
    const body = rows.map((row) => element("tr", {}, ...row.map((cell, i) => element(i ? "td" : "th", i ? {} : { scope: "row" }, typeof cell === "number" ? short(cell) : cell))));
    return element("table", {}, head, element("tbody", {}, ...body));
  }

  function save(made) {
    const { heads, rows } = made.table();
    const cell = (value) => (typeof value === "number" ? String(Number(value.toPrecision(6))) : /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const text = [heads, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
    const link = element("a", { href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })), download: `${made.name}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // ---- Drawing -----------------------------------------------------------------------------------------------------------------

  const cards = { months: [], people: [], money: [] };
  const seen = new Map(); // the axes of a pair of scenarios only grow, so that a move of a slider is a move of lines
  const before = new Map(); // verdicts at the setting before
  let runs = { A: null, B: null };
  let turn = 0, later = 0;

  const hidden = () => state.predict && !guess.answered;
  const title = (side) => `${side} ${words(scenarios[state[side].scenario].title)}`;
  const verdictOf = (measure, i) => {
    const place = meta.numbers.ends.indexOf(measure.name), { A, B } = runs;
    const same = A === B || (alike(B.ends[place], A.ends[place]) && B.series[i].every((line, seed) => alike(line, A.series[i][seed])));
    return paired(B.ends[place], A.ends[place], same, meta);
  };

  async function update() {
    const mine = ++turn;
    showSettings();
    const [A, B] = await Promise.all(SIDES.map((side) => provider.run(state[side].scenario, state[side].places)));
    if (mine !== turn) return;
    runs = { A, B };
    const pair = `${state.A.scenario} ${state.B.scenario}`;
    cards.months.forEach((made, i) => drawMonths(made, measures[i], i, pair));
    before.set("pair", pair);
    document.documentElement.dataset.drawn = mine;
    clearTimeout(later);
    later = setTimeout(drawRest, 60);
  }

  function drawMonths(made, measure, i, pair) {
    const { A, B } = runs, show = !hidden(), scale = measure.times;
    const rows = { A: [], B: [], gap: [] };
    if (state.view === "levels" || !show) {
      rows.A = bands(A.series[i], times, scale);
      if (show) rows.B = bands(B.series[i], times, scale);
    } else {
      rows.gap = bands(B.series[i].map((line, seed) => less(line, A.series[i][seed])), times, scale);
    }
    const drawn = guess.line && guess.measure === i && (state.view === "levels" || !show) ? guess.line : [];
    const key = `${pair} ${i} ${rows.gap.length > 0} ${show}`;
    const all = Object.values(rows).flat();
    const hull = all.reduce(([low, high], row) => [Math.min(low, row.q05), Math.max(high, row.q95)], seen.get(key) ?? (rows.gap.length ? [0, 0] : [Infinity, -Infinity]));
    seen.set(key, hull);
    const flat = hull[1] - hull[0] < 1e-9 * Math.max(1, Math.abs(hull[1]));
    const span = flat ? [hull[0] - 1, hull[1] + 1] : !show ? [hull[0] - 0.6 * (hull[1] - hull[0]), hull[1] + 0.6 * (hull[1] - hull[0])] : hull;
    const arrivals = [...new Set(SIDES.map((side) => scenarios[state[side].scenario].arrival))].filter((month) => month !== null && month < meta.months);
    made.view.data("A", rows.A).data("B", rows.B).data("gap", rows.gap).data("zero", rows.gap.length ? [{}] : []).data("guess", drawn)
      .data("arrival", arrivals.map((month) => ({ t: month / width }))).signal("span", span).signal("end", meta.months / width)
      .signal("unit", T(width > 1 ? "years" : "months")).run();

    const found = verdictOf(measure, i), text = written(found, scale);
    const turned = before.get("pair") === pair && before.has(i) && before.get(i) !== found.said && show ? before.get(i) : "";
    before.set(i, found.said);
    const verdict = element("p", { class: `verdict${turned ? " turned" : ""}` }, show
      ? T("verdict", { ...text, unit: words(measure.gap), mark: MARKS[found.said], said: said(found.said) }) : T("hidden"));
    if (turned) verdict.append(element("small", {}, T("turned", { was: said(turned) })));
    made.below.replaceChildren(verdict);
    const parts = Object.entries(rows).filter(([, some]) => some.length).map(([name, some]) => T("course", {
      label: name === "gap" ? T("gap") : title(name), first: short(some[0].q50), last: short(some.at(-1).q50) }));
    const unit = rows.gap.length ? words(measure.gap) : words(measure.unit);
    made.table = () => monthsTable(rows);
    made.head.title = words(measure.doc);
    entitle(made, words(measure.label), unit, `${words(measure.label)} [${unit}]. ${parts.join("; ")}. ${verdict.textContent}`);
    made.box.classList.toggle("drawing", hidden() && guess.measure === i);
  }

  function monthsTable(rows) {
    const shown = Object.entries(rows).filter(([, some]) => some.length);
    const heads = [T("time"), ...shown.flatMap(([name]) => ["5 %", "25 %", "50 %", "75 %", "95 %"].map((level) => `${name === "gap" ? T("gap") : name} ${level}`))];
    const last = (i) => String(Math.min((i + 1) * meta.step, meta.months));
    return { heads, rows: times.map((_, i) => [last(i), ...shown.flatMap(([, some]) => Object.keys(LEVELS).map((level) => some[i][level]))]) };
  }

  function drawRest() {
    const show = !hidden();
    find("answers").hidden = !show;
    showGuess();
    if (show) {
      drawSummary();
      drawPeople();
      drawValue();
      SIDES.forEach((side, i) => drawMoney(cards.money[i], side));
    }
    drawTexts();
    find("status").textContent = show ? measures.map((measure, i) => `${words(measure.label)}: ${said(verdictOf(measure, i).said)}`).join("; ") : T("hidden");
    document.documentElement.dataset.rest = turn;
  }

  function drawSummary() {
    const heads = ["measure", "unit"].map((key) => T(key)).concat("A", "B", T("difference"), T("interval"), T("said"));
    const rows = measures.map((measure, i) => {
      const place = meta.numbers.ends.indexOf(measure.name), found = verdictOf(measure, i), text = written(found, measure.times);
      const level = (side) => mean(runs[side].ends[place]) * measure.times;
      return [words(measure.label), words(measure.unit), level("A"), level("B"), text.gap, text.interval, `${MARKS[found.said]} ${said(found.said)}`];
    });
    find("summary").replaceChildren(element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": T("summary") }, table({ heads, rows })));
  }

  function drawPeople() {
    const deciles = meta.numbers.blocks.people.shape[2] - meta.owners.length;
    const each = deciles / 2;
    const groups = [
      ["cognitive", range(each).map((i) => [i, String(i + 1)])],
      ["physical", range(each).map((i) => [each + i, String(i + 1)])],
      ["owners", meta.owners.map((owner, i) => [deciles + i, words(owner)])],
    ];
    const found = groups.map(([, members]) => members.map(([place, group]) => {
      const ours = runs.B.people[place], theirs = runs.A.people[place], base = mean(theirs);
      if (Math.abs(base) < 1e-9) return null;
      const gap = paired(ours.map((v) => (100 * v) / base), theirs.map((v) => (100 * v) / base), alike(ours, theirs), meta);
      const low = Number.isFinite(gap.low) ? gap.low : gap.mean, high = Number.isFinite(gap.high) ? gap.high : gap.mean;
      return { group, mean: gap.mean, low, high, clear: low > 0 || high < 0 };
    }).filter(Boolean));
    const hull = (rows) => rows.reduce(([low, high], row) => [Math.min(low, row.low), Math.max(high, row.high)], [-0.5, 0.5]);
    const workers = hull([...found[0], ...found[1]]);
    groups.forEach(([key], i) => {
      const made = cards.people[i], rows = found[i];
      made.view.data("groups", rows).signal("span", i < 2 ? workers : hull(rows)).run();
      made.table = () => ({ heads: [T(key), T("difference"), "2.5 %", "97.5 %"], rows: rows.map((row) => [row.group, row.mean, row.low, row.high]) });
      const alt = `${T(key)}. ${rows.map((row) => `${row.group}: ${signed(row.mean, 1)} %`).join("; ")}`;
      entitle(made, T(key), "%", alt);
    });
  }

  function drawValue() {
    const rows = meta.lenses.flatMap((lens) => SIDES.map((side) => {
      const [composition, surplus] = lens.ends.map((name) => runs[side].ends[meta.numbers.ends.indexOf(name)]);
      const shares = composition.map((c, seed) => [c, 1, surplus[seed]].map((part) => (100 * part) / (c + 1 + surplus[seed])));
      return { row: `${words(lens.label)} ${side}`, shares: range(3).map((part) => mean(shares.map((share) => share[part]))) };
    }));
    const parts = rows.flatMap(({ row, shares }) => {
      let from = 0;
      return shares.map((share, i) => {
        const { name, shade, ink } = meta.parts[i], start = from;
        from += share;
        return { row, from: start, to: from, middle: start + share / 2, shade, ink, word: share > 7 ? `${name} ${Math.round(share)}` : "" };
      });
    });
    cards.value.view.data("parts", parts).run();
    cards.value.table = () => ({ heads: [T("lens"), "C %", "V %", "S %"], rows: rows.map(({ row, shares }) => [row, ...shares]) });
    entitle(cards.value, "C + V + S", "%", rows.map(({ row, shares }) => `${row}: C ${short(shares[0])}, V ${short(shares[1])}, S ${short(shares[2])}`).join("; "));
  }

  const paidBy = (side) => meta.numbers.payments.map(([payer, receiver, sort], i) => ({ payer, receiver, sort, value: runs[side].payments[i] })).filter((p) => p.value > 0.05);

  function drawMoney(made, side) {
    made.side = side;
    const paid = paidBy(side);
    fillMoney(made);
    made.view.run();
    const sector = (name) => words(meta.sectors[name]);
    const rows = [...paid].sort((a, b) => b.value - a.value).map((p) => [sector(p.payer), sector(p.receiver), words(meta.sorts[p.sort]), p.value]);
    made.table = () => ({ heads: [T("payer"), T("receiver"), T("sort"), "%"], rows });
    const sorts = [...new Set(paid.map((p) => p.sort))].sort((a, b) => a - b);
    made.below.replaceChildren(element("ul", { class: "keys" }, ...sorts.map((sort) => {
      const patch = element("i");
      patch.style.background = meta.sorts[sort].shade;
      return element("li", {}, patch, words(meta.sorts[sort]));
    })));
    entitle(made, title(side), "%", `${T("money")}, ${title(side)}. ${rows.slice(0, 8).map(([payer, receiver, sort, value]) => `${payer} → ${receiver}: ${sort} ${short(value)}`).join("; ")}`);
  }

  function fillMoney(made) {
    if (!runs.A || !made.side) return;
    const found = streams(paidBy(made.side), meta, made.view.width(), made.view.height(), words);
    made.view.data("streams", found.streams).data("bars", found.bars);
  }

  function drawTexts() {
    const list = (texts) => element("ul", {}, ...(texts?.[state.lang] ?? []).map((text) => element("li", {}, text)));
    find("texts").replaceChildren(...SIDES.map((side) => {
      const about = scenarios[state[side].scenario];
      return element("article", {}, element("h3", {}, title(side)), element("h4", {}, T("question")), element("p", {}, words(about.question)),
        element("h4", {}, T("notice")), list(about.notice), element("h4", {}, T("try")), list(about.try));
    }));
  }

  function showWords() {
    document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
    document.title = T("title");
    for (const some of document.querySelectorAll("[data-t]")) some.textContent = T(some.dataset.t);
    const told = { seeds: meta.seeds, step: meta.step, tail: meta.tail };
    for (const key of ["summary", "people", "value", "money"]) find(`about-${key}`).textContent = T(`about_${key}`, told);
    find("about-bands").textContent = T(state.view === "gap" ? "about_gap" : "about_bands", told);
    find("foot").textContent = T("foot", { version: meta.version, runs: meta.numbers.shape[0] * meta.seeds, months: meta.months, workers: meta.workers.join(", "), last: meta.seeds - 1 });
    find("guess-measure").replaceChildren(...measures.map((measure, i) => element("option", { value: String(i) }, words(measure.label))));
    find("guess-measure").value = String(guess.measure);
  }

  // ---- A guess before the answer --------------------------------------------------------------------------------------------------

  const guess = { measure: 0, choice: "", line: null, answered: false, right: 0, all: 0, told: "" };

  function showGuess() {
    find("guess").hidden = !state.predict;
    for (const choice of ["higher", "lower", "none"]) {
      find(`guess-${choice}`).checked = guess.choice === choice;
      find(`guess-${choice}`).disabled = guess.answered;
    }
    find("guess-measure").disabled = guess.answered;
    find("commit").disabled = !guess.choice || guess.answered;
    find("again").hidden = !guess.answered;
    find("told").textContent = guess.answered ? answer() : "";
  }

  function answer() {
    const measure = measures[guess.measure], found = verdictOf(measure, guess.measure);
    const is = found.said === "identical" ? "none" : found.said, text = written(found, measure.times);
    const told = [T("guess_told", { found: `${words(measure.label)}: ${T(guess.choice === is ? "guess_right" : "guess_wrong")}`,
      choice: T(`guess_${guess.choice}`), said: said(found.said), gap: text.gap, unit: words(measure.gap) })];
    if (guess.line) {
      const ended = bands(runs.B.series[guess.measure], times, measure.times).at(-1).q50;
      told.push(T("guess_line", { drawn: short(guess.line.at(-1).v), ended: short(ended) }));
    }
    told.push(T("guess_score", guess));
    return told.join(" ");
  }

  function commit() {
    const found = verdictOf(measures[guess.measure], guess.measure).said;
    guess.answered = true;
    guess.all += 1;
    guess.right += guess.choice === (found === "identical" ? "none" : found) ? 1 : 0;
    update();
  }

  // B's course as it is drawn: a value at every point between two places of the pointer.
  function listenToDrawing(made, i) {
    let last = null;
    const at = (event) => {
      const box = made.plot.querySelector("svg").getBoundingClientRect(), [x, y] = made.view.origin();
      const t = made.view.scale("x").invert(event.clientX - box.left - x), v = made.view.scale("y").invert(event.clientY - box.top - y);
      return { t: Math.min(Math.max(t, times[0]), times[points - 1]), v };
    };
    const draw = (event) => {
      const now = at(event), from = last ?? now, [left, right] = from.t <= now.t ? [from, now] : [now, from];
      const known = new Map((guess.line ?? []).map((row) => [row.t, row.v]));
      times.forEach((t) => {
        if (t < left.t - 1e-9 || t > right.t + 1e-9) return;
        known.set(t, right.t > left.t ? left.v + ((right.v - left.v) * (t - left.t)) / (right.t - left.t) : now.v);
      });
      guess.line = [...known].sort((a, b) => a[0] - b[0]).map(([t, v]) => ({ t, v }));
      last = now;
      made.view.data("guess", guess.line).run();
    };
    made.plot.addEventListener("pointerdown", (event) => {
      if (!made.box.classList.contains("drawing")) return;
      event.preventDefault();
      made.plot.setPointerCapture(event.pointerId);
      last = null;
      draw(event);
    });
    made.plot.addEventListener("pointermove", (event) => { if (last && made.plot.hasPointerCapture(event.pointerId)) draw(event); });
    made.plot.addEventListener("pointerup", () => {
      if (!last) return;
      last = null;
      const ended = bands(runs.A.series[i], times, measures[i].times).at(-1).q50;
      if (guess.line?.length && !guess.choice) guess.choice = guess.line.at(-1).v > ended ? "higher" : "lower";
      showGuess();
    });
  }

  // ---- Beginning -----------------------------------------------------------------------------------------------------------------

  function listen() {
    for (const view of ["levels", "gap"]) find(`view-${view}`).addEventListener("change", () => { state.view = view; writeAddress(); showWords(); update(); });
    find("language").addEventListener("click", () => { state.lang = state.lang === "en" ? "zh" : "en"; writeAddress(); showWords(); update(); });
    find("predict").addEventListener("click", () => { state.predict = !state.predict; changed(); });
    find("swap").addEventListener("click", () => { [state.A, state.B] = [state.B, state.A]; changed(); });
    find("reset").addEventListener("click", () => { state = { ...first(), lang: state.lang }; guess.right = guess.all = 0; seen.clear(); showWords(); changed(); });
    find("commit").addEventListener("click", commit);
    find("again").addEventListener("click", changed);
    find("guess-measure").addEventListener("change", (event) => { guess.measure = Number(event.target.value); guess.line = null; update(); });
    for (const choice of ["higher", "lower", "none"]) find(`guess-${choice}`).addEventListener("change", () => { guess.choice = choice; showGuess(); });
    addEventListener("hashchange", () => { readAddress(); showWords(); changed(); });
  }

  if (!("DecompressionStream" in window)) {
    find("warning").hidden = false;
    find("warning").textContent = T("old_browser");
    return;
  }
  const provider = await embedded(meta, find("numbers").textContent);
  readAddress();
  buildSettings();
  showWords();
  for (const [i, measure] of measures.entries()) {
    cards.months.push(await card("months", overTime(meta, colours), measure.name));
    listenToDrawing(cards.months[i], i);
  }
  listen();
  await update();
  document.documentElement.dataset.ready = "1";
  clearTimeout(later);
  for (const key of ["cognitive", "physical", "owners"]) cards.people.push(await card("people", gains(), `people-${key}`));
  cards.value = await card("value", stacks(), "value");
  for (const side of SIDES) cards.money.push(await card("money", circuit(), `money-${side}`, fillMoney));
  drawRest();
})();
