"use strict";
// What carries each difference, in words: paths through measures that have moved, as sim/causes finds them. carried.py says what is
// known: `legs` between measures of the page, by way of others where there are any, and what each parameter moves first.

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

// The measures that have moved: how far, which way, and from which month on.
function movedMeasures() {
  const found = new Map();
  measures.forEach((measure, i) => {
    const effect = meta.carried.effects[measure.name],
      verdict = verdictOf(measure, i);
    if (!effect || !["higher", "lower"].includes(verdict.said)) return;
    const level = mean(runs.A.ends[meta.ends.indexOf(measure.name)]);
    if (Math.abs(verdict.mean) < effect.size * (effect.relative ? Math.abs(level) : 1)) return;
    const up = verdict.mean > 0;
    found.set(measure.name, { measure, effect, level, up, gap: verdict.mean, month: departs(i, effect, up) });
  });
  return found;
}

const year = (month) => Math.floor(month / 12);

// Lists of numbers or words, the first that differ say which comes before.
function order(one, other) {
  for (let i = 0; i < Math.min(one.length, other.length); i++)
    if (one[i] !== other[i]) return one[i] < other[i] ? -1 : 1;
  return one.length - other.length;
}

// The shortest way from where a parameter enters to the end, as `path` in sim/causes/graph.py; what is passed over counts as links.
function pathTo(end, begins, moved) {
  const starts = Object.keys(begins).filter((name) => moved.has(name));
  starts.sort((a, b) => order([moved.get(a).month, a], [moved.get(b).month, b]));
  for (const start of starts) {
    const link = { name: start, via: begins[start] };
    const waiting = [{ length: 1, months: [moved.get(start).month], way: [link] }];
    const reached = new Set();
    while (waiting.length) {
      waiting.sort((a, b) => a.length - b.length || order(a.months, b.months));
      const { length, months, way } = waiting.shift(),
        last = way.at(-1).name,
        source = moved.get(last);
      if (last === end) return way;
      if (reached.has(last)) continue;
      reached.add(last);
      for (const [from, name, up, via] of meta.carried.legs) {
        const target = moved.get(name);
        if (from !== last || !target || reached.has(name)) continue;
        if ((source.up === target.up) !== up || year(source.month) > year(target.month)) continue;
        waiting.push({
          length: length + 1 + via.length,
          months: [...months, target.month],
          way: [...way, { name, via }],
        });
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

function linkText({ name, via }, moved) {
  const { measure, effect, level, gap, month } = moved.get(name);
  const size =
    effect.relative && level
      ? `${twoDigits((100 * gap) / Math.abs(level))} %`
      : `${twoDigits(gap * measure.times)} ${words(measure.gap)}`;
  const text = tell("link", { measure: words(measure.label), size, year: year(month) });
  const passed = via.map((one) => words(meta.carried.passed[one])).join(tell("list"));
  return passed ? T("by_way", { link: text, names: passed }) : text;
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
      const way = pathTo(measure.name, lever.begins, moved);
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
