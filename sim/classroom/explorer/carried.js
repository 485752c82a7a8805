"use strict";
// What carries each difference, in words: paths through measures that have moved, as sim/causes finds them. carried.py says what is
// known: which measure enters which, and what each parameter moves first. When a measure has moved only its chart can tell.

const MONTHS = 12; // a measure moves from the month on in which its mean of so many stands apart

const tell = (key, values = {}) =>
  words(meta.carried.texts[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);

// The parameters in which B differs from A as they are set, at the start or by a date.
function partedBy() {
  const value = (side, lever) => {
    const { scenario, places } = state[side],
      about = scenarios.get(scenario),
      i = sliders.findIndex((slider) => slider.name === lever.name);
    const set = i < 0 ? lever.own[names.indexOf(scenario)] : sliders[i].values[places[i]];
    return `${set} ${about.dated[lever.name]?.en ?? ""}`;
  };
  const idle = (lever) => SIDES.every((side) => lever.name in scenarios.get(state[side].scenario).off);
  return meta.carried.levers.filter((lever) => value("A", lever) !== value("B", lever) && !idle(lever));
}

// The last month of the first twelve whose mean, over seeds, stands apart from A's by the effect of interest.
function departs(i, effect, up) {
  const [ours, theirs] = ["B", "A"].map((side) =>
    range(points).map((point) => mean(runs[side].series[i].map((line) => line[point]))),
  );
  const few = Math.min(Math.ceil(MONTHS / meta.step), points);
  for (let end = few; end <= points; end++) {
    const [mine, other] = [ours, theirs].map((line) => mean(line.slice(end - few, end)));
    const gap = up ? mine - other : other - mine;
    if (gap > 0 && gap >= effect.size * (effect.relative ? Math.abs(other) : 1))
      return Math.min(end * meta.step, meta.months) - 1;
  }
  return meta.months - 1;
}

// The measures that have moved: how far, which way, and from which month on (Infinity: it has no chart).
function movedMeasures() {
  const found = new Map();
  for (const node of meta.carried.nodes) {
    const i = measures.findIndex((measure) => measure.name === node.name),
      [ours, theirs] = ["B", "A"].map((side) => runs[side].ends[meta.ends.indexOf(node.name)]);
    const verdict = i < 0 ? paired(ours, theirs, alike(ours, theirs), meta) : verdictOf(measures[i], i);
    if (!["higher", "lower"].includes(verdict.said)) continue;
    const level = mean(theirs);
    if (Math.abs(verdict.mean) < node.size * (node.relative ? Math.abs(level) : 1)) continue;
    const up = verdict.mean > 0;
    found.set(node.name, { node, level, up, gap: verdict.mean, month: i < 0 ? Infinity : departs(i, node, up) });
  }
  return found;
}

const year = (month) => Math.floor(month / 12);

// Lists of numbers or words, the first that differ say which comes before.
function order(one, other) {
  for (let i = 0; i < Math.min(one.length, other.length); i++)
    if (one[i] !== other[i]) return one[i] < other[i] ? -1 : 1;
  return one.length - other.length;
}

// The shortest way from where a parameter enters to the end, as `path` in sim/causes/graph.py. None moves in an earlier year than those
// before it, as far as that is known.
function pathTo(end, firsts, moved) {
  const starts = firsts.filter((name) => moved.has(name));
  starts.sort((a, b) => order([moved.get(a).month, a], [moved.get(b).month, b]));
  for (const start of starts) {
    const waiting = [{ months: [moved.get(start).month], way: [start] }];
    const reached = new Set();
    while (waiting.length) {
      waiting.sort((a, b) => a.way.length - b.way.length || order(a.months, b.months) || order(a.way, b.way));
      const { months, way } = waiting.shift(),
        last = way.at(-1);
      if (last === end) return way;
      if (reached.has(last)) continue;
      reached.add(last);
      const dated = months.filter(Number.isFinite),
        since = dated.length ? year(dated.at(-1)) : 0;
      for (const [source, name, up] of meta.carried.edges) {
        const target = moved.get(name);
        if (source !== last || !target || reached.has(name)) continue;
        if ((moved.get(last).up === target.up) !== up || since > year(target.month)) continue;
        waiting.push({ months: [...months, target.month], way: [...way, name] });
      }
    }
  }
  return null;
}

function leverText({ name, rules }) {
  const slider = sliders.find((one) => one.name === name),
    few = rules.slice(0, meta.carried.few);
  return tell("enters", {
    lever: slider ? words(slider.label) : name,
    where: few.join(tell("list")) + (rules.length > few.length ? " ..." : ""),
  });
}

const twoDigits = (value) =>
  minus((value < 0 ? "" : "+") + (Math.abs(value) >= 9.95 ? value.toFixed(0) : String(Number(value.toPrecision(2)))));

function linkText(name, moved) {
  const { node, level, gap, month } = moved.get(name);
  const size =
    node.relative && level
      ? `${twoDigits((100 * gap) / Math.abs(level))} %`
      : `${twoDigits(gap * node.times)} ${words(node.gap)}`;
  const told = { measure: words(node.label), size, year: year(month) };
  return Number.isFinite(month) ? tell("link", told) : T("no_date", told);
}

// A line a difference and way, then what has no path, and what is too small or not in the graph.
function chainsTold() {
  const moved = movedMeasures(),
    levers = partedBy(),
    lines = [],
    small = [];
  measures.forEach((measure, i) => {
    if (!["higher", "lower"].includes(verdictOf(measure, i).said)) return;
    if (!moved.has(measure.name)) return small.push(words(measure.label));
    const ways = new Map();
    for (const lever of levers) {
      const way = pathTo(measure.name, lever.firsts, moved);
      const key = way ? JSON.stringify(way) : "";
      ways.set(key, { way, levers: [...(ways.get(key)?.levers ?? []), lever] });
    }
    const none = ways.get("");
    ways.delete("");
    const end = words(measure.label),
      named = (some) => some.map(leverText).join(tell("list"));
    for (const { way, levers: some } of ways.values()) {
      const links = way.map((link) => linkText(link, moved)).join(tell("comma"));
      lines.push(tell("goes", { end, levers: named(some), links }));
    }
    if (none) lines.push(tell("no_path", { end, levers: named(none.levers) }));
  });
  const stop = tell("stop").trim();
  const told = lines.map((line) => line + stop);
  if (small.length) told.push(tell("small", { names: small.join(tell("list")) }));
  if (!told.length) told.push(T("nothing_carried"));
  if (levers.length > 1) told.push(T("carried_many"));
  return told;
}

function drawCarried() {
  find("carried").replaceChildren(element("ul", {}, ...chainsTold().map((line) => element("li", {}, line))));
}
