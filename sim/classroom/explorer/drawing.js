"use strict";
// Drawing: what the charts and tables show of the runs of A and B.

const cards = { months: [], people: [], money: [] };
const seen = new Map(); // the axes of a pair of scenarios only grow, so that a move of a slider is a move of lines
const before = new Map(); // verdicts at the setting before
let runs = { A: null, B: null };
const LEAST_PAUSE = 80, // milliseconds between two drawings of what grows
  SHARE = 2, // times what such a drawing takes, left for other things
  AGAIN = 2000; // until a server that did not answer is asked again
let turn = 0,
  later = 0,
  again = 0,
  growing = 0,
  free = 0; // when the next drawing of what grows may begin

const hidden = () => state.predict && !guess.answered;
const title = (side) => {
  // and where it stands apart from the scenario as it is
  const { scenario, places } = state[side],
    own = ownPlaces(scenario);
  const moved = sliders.flatMap((slider, i) =>
    places[i] === own[i] ? [] : [`${words(slider.label)} ${valueText(slider, places[i])}`],
  );
  return [`${side} ${words(scenarios.get(scenario).title)}`, ...moved].join(" · ");
};
const whole = () => SIDES.every((side) => runs[side]?.ends);
const verdictOf = (measure, i) => {
  if (!whole()) return null;
  const place = meta.ends.indexOf(measure.name),
    { A, B } = runs;
  const same =
    A === B ||
    (alike(B.ends[place], A.ends[place]) && B.series[i].every((line, seed) => alike(line, A.series[i][seed])));
  return paired(B.ends[place], A.ends[place], same, meta);
};

async function update() {
  const mine = ++turn;
  clearTimeout(again);
  showSettings();
  let found;
  try {
    found = await provider.runs(
      SIDES.map((side) => state[side]),
      (some) => mine === turn && grow(some),
    );
  } catch (error) {
    if (mine === turn) showTrouble(error);
    return;
  }
  if (mine !== turn) return;
  [runs.A, runs.B] = found;
  showTrouble(null);
  clearTimeout(growing);
  growing = 0;
  drawAllMonths();
  before.set("pair", pair());
  document.documentElement.dataset.drawn = mine;
  clearTimeout(later);
  later = setTimeout(drawRest, 60);
}

const pair = () => JSON.stringify(SIDES.map((side) => state[side].scenario)); // names may hold spaces
const drawAllMonths = () => cards.months.forEach((made, i) => drawMonths(made, measures[i], i));

// A browser compiles what runs often: the charts are drawn with A and B exchanged and back before anything is shown, so that the first
// move of a slider is as quick as all others.
function warm() {
  const verdicts = new Map(before);
  for (let i = 0; i < 2; i++) {
    before.clear();
    [runs.A, runs.B] = [runs.B, runs.A];
    drawAllMonths();
  }
  verdicts.forEach((value, key) => before.set(key, value));
}

// What there is of runs that are being made: drawn as often as the machine has time for it.
function grow(some) {
  [runs.A, runs.B] = some;
  const count = Math.max(...some.map((run) => run.waits ?? 0));
  find("trouble").hidden = !count;
  find("trouble").textContent = count ? T("waits", { count }) : "";
  find("answers").classList.toggle("stale", !whole());
  growing ||= setTimeout(() => {
    const start = performance.now();
    drawAllMonths();
    document.documentElement.dataset.grown = SIDES.map((side) => runs[side].series[0][0].length).join(" ");
    const end = performance.now();
    free = end + Math.max(LEAST_PAUSE, SHARE * (end - start));
    growing = 0;
  }, free - performance.now());
}

// The numbers that were asked for do not come: what is shown is of another setting. Where that may pass, ask again.
function showTrouble(error) {
  find("trouble").hidden = !error;
  find("trouble").textContent = error ? T(error.text ?? "gone", { what: error.message }) : "";
  find("answers").classList.toggle("stale", Boolean(error));
  if (error && !["refused", "too_large"].includes(error.text)) again = setTimeout(update, AGAIN);
}

function drawMonths(made, measure, i) {
  const { A, B } = runs,
    show = !hidden(),
    scale = measure.times;
  const rows = { A: [], B: [], gap: [] };
  if (state.view === "levels" || !show) {
    rows.A = bands(A.series[i], times, scale);
    if (show) rows.B = bands(B.series[i], times, scale);
  } else {
    rows.gap = bands(
      B.series[i].map((line, seed) => less(line, A.series[i][seed])),
      times,
      scale,
    );
  }
  const drawn = guess.line && guess.measure === i && (state.view === "levels" || !show) ? guess.line : [];
  const key = `${pair()} ${i} ${rows.gap.length > 0} ${show}`;
  const all = Object.values(rows).flat();
  const hull = all.reduce(
    ([low, high], row) => [Math.min(low, row.q05), Math.max(high, row.q95)],
    seen.get(key) ?? (rows.gap.length ? [0, 0] : [Infinity, -Infinity]),
  );
  if (all.length) seen.set(key, hull);
  const flat = hull[1] - hull[0] < 1e-9 * Math.max(1, Math.abs(hull[1]));
  const span = !all.length
    ? [0, 1]
    : flat
      ? [hull[0] - 1, hull[1] + 1]
      : !show
        ? [hull[0] - 0.6 * (hull[1] - hull[0]), hull[1] + 0.6 * (hull[1] - hull[0])]
        : hull;
  const arrivals = [...new Set(SIDES.map((side) => scenarios.get(state[side].scenario).arrival))].filter(
    (month) => month !== null && month < meta.months,
  );
  made.view
    .data("A", rows.A)
    .data("B", rows.B)
    .data("gap", rows.gap)
    .data("zero", rows.gap.length ? [{}] : [])
    .data("guess", drawn)
    .data(
      "arrival",
      arrivals.map((month) => ({ t: month / width })),
    )
    .signal("span", span)
    .signal("end", meta.months / width)
    .signal("unit", T(width > 1 ? "years" : "months"))
    .run();

  const found = verdictOf(measure, i);
  const was = before.get("pair") === pair() && show ? before.get(i) : undefined;
  const turned = found && was && was !== found.said ? was : "";
  if (found) before.set(i, found.said);
  const verdict = element(
    "p",
    { class: `verdict${turned ? " turned" : ""}` },
    !show ? T("hidden") : !found ? T("running", { month: done(), months: meta.months }) : T("verdict", {
      ...written(found, scale),
      unit: words(measure.gap),
      mark: MARKS[found.said],
      said: said(found.said),
    }),
  );
  if (turned) verdict.append(element("small", {}, T("turned", { was: said(turned) })));
  made.below.replaceChildren(verdict);
  const parts = Object.entries(rows)
    .filter(([, some]) => some.length)
    .map(([name, some]) =>
      T("course", {
        label: name === "gap" ? T("gap") : title(name),
        first: short(some[0].q50),
        last: short(some.at(-1).q50),
      }),
    );
  const unit = rows.gap.length ? words(measure.gap) : words(measure.unit);
  made.table = () => monthsTable(rows);
  made.head.title = words(measure.doc);
  entitle(
    made,
    words(measure.label),
    unit,
    `${words(measure.label)} [${unit}]. ${parts.join("; ")}. ${verdict.textContent}`,
  );
  made.box.classList.toggle("drawing", hidden() && guess.measure === i);
}

// Months that both runs have.
const done = () =>
  Math.min(meta.months, meta.step * Math.min(...SIDES.map((side) => runs[side]?.series[0][0].length ?? 0)));

function monthsTable(rows) {
  const shown = Object.entries(rows).filter(([, some]) => some.length);
  const heads = [
    T("time"),
    ...shown.flatMap(([name]) =>
      ["5 %", "25 %", "50 %", "75 %", "95 %"].map((level) => `${name === "gap" ? T("gap") : name} ${level}`),
    ),
  ];
  const last = (i) => String(Math.min((i + 1) * meta.step, meta.months));
  return {
    heads,
    rows: times.map((_, i) => [
      last(i),
      ...shown.flatMap(([, some]) => Object.keys(LEVELS).map((level) => some[i]?.[level] ?? "")),
    ]),
  };
}

function drawRest() {
  if (cards.money.length < SIDES.length || !whole()) return; // what is still being made is drawn in the end
  const show = !hidden();
  find("answers").hidden = !show;
  find("answers").classList.remove("stale");
  showGuess();
  if (show) {
    drawSummary();
    drawCarried();
    drawPeople();
    drawValue();
    SIDES.forEach((side, i) => drawMoney(cards.money[i], side));
  }
  drawTexts();
  find("status").textContent = show
    ? measures.map((measure, i) => `${words(measure.label)}: ${said(verdictOf(measure, i).said)}`).join("; ")
    : T("hidden");
  document.documentElement.dataset.rest = turn;
}

function drawSummary() {
  const heads = ["measure", "unit"].map((key) => T(key)).concat("A", "B", T("difference"), T("interval"), T("said"));
  const rows = measures.map((measure, i) => {
    const place = meta.ends.indexOf(measure.name),
      found = verdictOf(measure, i),
      text = written(found, measure.times);
    const level = (side) => mean(runs[side].ends[place]) * measure.times;
    return [
      words(measure.label),
      words(measure.unit),
      level("A"),
      level("B"),
      text.gap,
      text.interval,
      `${MARKS[found.said]} ${said(found.said)}`,
    ];
  });
  find("summary").replaceChildren(
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": T("summary") },
      table({ heads, rows }),
    ),
  );
}

function drawPeople() {
  const each = meta.deciles;
  const groups = [
    ["cognitive", range(each).map((i) => [i, String(i + 1)])],
    ["physical", range(each).map((i) => [each + i, String(i + 1)])],
    ["owners", meta.owners.map((owner, i) => [2 * each + i, words(owner)])],
  ];
  const found = groups.map(([, members]) =>
    members
      .map(([place, group]) => {
        const ours = runs.B.people[place],
          theirs = runs.A.people[place],
          base = mean(theirs);
        if (Math.abs(base) < 1e-9) return null;
        const gap = paired(
          ours.map((v) => (100 * v) / base),
          theirs.map((v) => (100 * v) / base),
          alike(ours, theirs),
          meta,
        );
        const low = Number.isFinite(gap.low) ? gap.low : gap.mean,
          high = Number.isFinite(gap.high) ? gap.high : gap.mean;
        return { group, mean: gap.mean, low, high, clear: low > 0 || high < 0 };
      })
      .filter(Boolean),
  );
  const hull = (rows) =>
    rows.reduce(([low, high], row) => [Math.min(low, row.low), Math.max(high, row.high)], [-0.5, 0.5]);
  const workers = hull([...found[0], ...found[1]]);
  groups.forEach(([key], i) => {
    const made = cards.people[i],
      rows = found[i];
    made.view
      .data("groups", rows)
      .signal("span", i < 2 ? workers : hull(rows))
      .run();
    made.table = () => ({
      heads: [T(key), T("difference"), "2.5 %", "97.5 %"],
      rows: rows.map((row) => [row.group, row.mean, row.low, row.high]),
    });
    const alt = `${T(key)}. ${rows.map((row) => `${row.group}: ${signed(row.mean, 1)} %`).join("; ")}`;
    entitle(made, T(key), "%", alt);
  });
}

function drawValue() {
  const rows = meta.lenses.flatMap((lens) =>
    SIDES.map((side) => {
      const [composition, surplus] = lens.ends.map((name) => runs[side].ends[meta.ends.indexOf(name)]);
      const shares = composition.map((c, seed) =>
        [c, 1, surplus[seed]].map((part) => (100 * part) / (c + 1 + surplus[seed])),
      );
      return {
        row: `${words(lens.label)} ${side}`,
        shares: range(3).map((part) => mean(shares.map((share) => share[part]))),
      };
    }),
  );
  const parts = rows.flatMap(({ row, shares }) => {
    let from = 0;
    return shares.map((share, i) => {
      const { name, shade, ink } = meta.parts[i],
        start = from;
      from += share;
      return {
        row,
        from: start,
        to: from,
        middle: start + share / 2,
        shade,
        ink,
        word: share > 7 ? `${name} ${Math.round(share)}` : "",
      };
    });
  });
  cards.value.view.data("parts", parts).run();
  cards.value.table = () => ({
    heads: [T("lens"), "C %", "V %", "S %"],
    rows: rows.map(({ row, shares }) => [row, ...shares]),
  });
  entitle(
    cards.value,
    "C + V + S",
    "%",
    rows
      .map(({ row, shares }) => `${row}: C ${short(shares[0])}, V ${short(shares[1])}, S ${short(shares[2])}`)
      .join("; "),
  );
}

const paidBy = (side) => runs[side].payments.filter((p) => p.value > 0.05);

function drawMoney(made, side) {
  made.side = side;
  const paid = paidBy(side);
  fillMoney(made);
  made.view.run();
  const sector = (name) => words(meta.sectors[name]);
  const rows = [...paid]
    .sort((a, b) => b.value - a.value)
    .map((p) => [sector(p.payer), sector(p.receiver), words(meta.sorts[p.sort]), p.value]);
  made.table = () => ({ heads: [T("payer"), T("receiver"), T("sort"), "%"], rows });
  const sorts = [...new Set(paid.map((p) => p.sort))].sort((a, b) => a - b);
  made.below.replaceChildren(
    element(
      "ul",
      { class: "keys" },
      ...sorts.map((sort) => {
        const patch = element("i");
        patch.style.background = meta.sorts[sort].shade;
        return element("li", {}, patch, words(meta.sorts[sort]));
      }),
    ),
  );
  entitle(
    made,
    title(side),
    "%",
    `${T("money")}, ${title(side)}. ${rows
      .slice(0, 8)
      .map(([payer, receiver, sort, value]) => `${payer} → ${receiver}: ${sort} ${short(value)}`)
      .join("; ")}`,
  );
}

function fillMoney(made) {
  if (!whole() || !made.side) return;
  const found = streams(paidBy(made.side), meta, made.view.width(), made.view.height(), words);
  made.view.data("streams", found.streams).data("bars", found.bars);
}

// What changes at a date, whatever the sliders say.
function changes(dated) {
  const lines = Object.entries(dated).map(([name, both]) => element("li", {}, `${name}: ${words(both)}`));
  return lines.length ? [element("h4", {}, T("dated")), element("ul", {}, ...lines)] : [];
}

function drawTexts() {
  const list = (texts) => element("ul", {}, ...(texts?.[state.lang] ?? []).map((text) => element("li", {}, text)));
  find("texts").replaceChildren(
    ...SIDES.map((side) => {
      const about = scenarios.get(state[side].scenario);
      return element(
        "article",
        {},
        element("h3", {}, title(side)),
        element("h4", {}, T("question")),
        element("p", {}, words(about.question)),
        ...changes(about.dated),
        element("h4", {}, T("notice")),
        list(about.notice),
        element("h4", {}, T("try")),
        list(about.try),
      );
    }),
  );
}

function showWords() {
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
  document.title = T("title");
  for (const some of document.querySelectorAll("[data-t]")) some.textContent = T(some.dataset.t);
  const told = { seeds: meta.seeds, step: meta.step, tail: meta.tail };
  for (const key of ["summary", "carried", "people", "value", "money"]) find(`about-${key}`).textContent = T(`about_${key}`, told);
  find("about-bands").textContent = T(state.view === "gap" ? "about_gap" : "about_bands", told);
  find("foot").textContent = T(meta.numbers ? "foot" : "foot_live", {
    version: meta.version,
    seeds: meta.seeds,
    runs: meta.runs,
    months: meta.months,
    workers: meta.workers.join(", "),
    last: meta.seeds - 1,
  });
  find("guess-measure").replaceChildren(
    ...measures.map((measure, i) => element("option", { value: String(i) }, words(measure.label))),
  );
  find("guess-measure").value = String(guess.measure);
}
