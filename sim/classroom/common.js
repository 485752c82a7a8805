"use strict";
// What the pages of the classroom have in common: numbers out of the text in the page, arithmetic over seeds, words, tables.
// A page has `meta` (its JSON, with `texts`, `seeds`, `factor` and `rounding`) and a `state` with the language `lang`.

const meta = JSON.parse(document.getElementById("meta").textContent);

// ---- Numbers: packing.py says how they are written

async function inflated(text) {
  const letters = atob(text);
  const packed = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) packed[i] = letters.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// A line of `points` numbers from `place` on: differences of steps, low bytes first and high bytes `size` later.
function course(bytes, size, place, points, quantum) {
  const found = new Float64Array(points);
  for (let point = 0, value = 0; point < points; point++, place++) {
    const small = bytes[place] | (bytes[size + place] << 8);
    value += small & 1 ? -((small + 1) >> 1) : small >> 1;
    found[point] = value * quantum;
  }
  return found;
}

// Numbers `from` on, as many as `length`, of a block of `count` numbers: the first bytes of all, then the second ...
function floats(bytes, start, count, from, length) {
  const view = new DataView(new ArrayBuffer(8));
  return Array.from({ length }, (_, i) => {
    for (let byte = 0; byte < 8; byte++) view.setUint8(byte, bytes[start + byte * count + from + i]);
    return view.getFloat64(0, true);
  });
}

const range = (count) => Array.from({ length: count }, (_, i) => i);
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const less = (ours, theirs) => ours.slice(0, theirs.length).map((value, i) => value - theirs[i]);

// A mean over seeds: its 95 % t-interval and what can be said. `size`: of what was subtracted, so that rounding is no outcome.
function judged(gaps, size, same, meta) {
  const middle = mean(gaps),
    count = gaps.length;
  if (same) return { mean: 0, low: 0, high: 0, said: "identical" };
  if (count < 2) return { mean: middle, low: NaN, high: NaN, said: "one" };
  const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - middle) ** 2, 0) / (count - 1));
  const half = (meta.factor * spread) / Math.sqrt(count);
  const clear = Math.abs(middle) - half > meta.rounding * size;
  return {
    mean: middle,
    low: middle - half,
    high: middle + half,
    said: !clear ? "none" : middle > 0 ? "higher" : "lower",
  };
}

const largest = (values) => Math.max(...values.map(Math.abs));

// The paired difference of outcomes, as `sim compare` says it.
const paired = (ours, theirs, same, meta) =>
  judged(less(ours, theirs), largest(ours) + largest(theirs), same, meta);

const alike = (ours, theirs) => ours.every((value, i) => value === theirs[i]);

// ---- Words

const MARKS = { higher: "▲", lower: "▼", none: "≈", identical: "=", one: "?" };
const find = (id) => document.getElementById(id);

const words = (both) => both[state.lang];
const T = (key, values = {}) => words(meta.texts[key]).replace(/\{(\w+)\}/g, (_, name) => values[name]);
const minus = (text) => text.replace("-", "−");
const short = (value) =>
  minus(Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3))));
const signed = (value, digits) => minus((value < 0 ? "" : "+") + value.toFixed(digits));
const said = (key) => T(key, { seeds: meta.seeds });

// A difference with the digits that its interval supports.
function written({ mean, low, high }, times) {
  const half = (Number.isFinite(low) ? (high - low) / 2 : 0) || Math.abs(mean) / 10;
  const digits = half ? Math.min(Math.max(1 - Math.floor(Math.log10(half * times)), 0), 6) : 2;
  const interval = Number.isFinite(low) ? `[${signed(low * times, digits)}, ${signed(high * times, digits)}]` : "";
  return { gap: signed(mean * times, digits), interval };
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

// ---- Tables

function table({ heads, rows }) {
  const head = element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text))));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((cell, i) =>
        element(i ? "td" : "th", i ? {} : { scope: "row" }, typeof cell === "number" ? short(cell) : cell),
      ),
    ),
  );
  return element("table", {}, head, element("tbody", {}, ...body));
}

function save(name, { heads, rows }) {
  const cell = (value) =>
    typeof value === "number"
      ? String(Number(value.toPrecision(6)))
      : /[",\n]/.test(value)
        ? `"${value.replaceAll('"', '""')}"`
        : value;
  const text = [heads, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
  const link = element("a", {
    href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })),
    download: `${name}.csv`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
