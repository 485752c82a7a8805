"use strict";
// Numbers: the table in the page, and what is computed of it. pack.py says how they are written.

// A provider has one method, runs(settings, grown), which promises the numbers of some settings ({ scenario, places }):
//   { series[measure][seed][point], ends[measure][seed], people[group][seed], payments[{ payer, receiver, sort, value }] }.
// One that makes runs calls `grown` with what there is so far: lines that are short, and null for the rest.
// This one looks them up; live.js asks a server.
async function embedded(meta, text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const about = meta.numbers;
  const [runs, seeds, measures, points] = about.shape;
  const size = runs * seeds * measures * points;
  const known = new Map();
  const cells = new Map(meta.scenarios.map(({ name, cells }) => [name, cells]));

  function line(run, seed, measure) {
    let place = ((run * seeds + seed) * measures + measure) * points;
    const found = new Float64Array(points);
    for (let point = 0, value = 0; point < points; point++, place++) {
      const small = bytes[place] | (bytes[size + place] << 8);
      value += small & 1 ? -((small + 1) >> 1) : small >> 1;
      found[point] = value * about.quanta[measure];
    }
    return found;
  }

  function block(name, run) {
    const { start, shape } = about.blocks[name];
    const count = shape.reduce((a, b) => a * b);
    const each = count / shape[0];
    const view = new DataView(new ArrayBuffer(8));
    return Array.from({ length: each }, (_, i) => {
      for (let byte = 0; byte < 8; byte++) view.setUint8(byte, bytes[start + byte * count + run * each + i]);
      return view.getFloat64(0, true);
    });
  }

  const columns = (flat, width) =>
    range(width).map((column) => range(seeds).map((seed) => flat[seed * width + column]));

  function read(run) {
    const paid = block("payments", run);
    return {
      series: range(measures).map((measure) => range(seeds).map((seed) => line(run, seed, measure))),
      ends: columns(block("ends", run), meta.ends.length),
      people: columns(block("people", run), about.blocks.people.shape[2]),
      payments: about.payments.map(([payer, receiver, sort], i) => ({ payer, receiver, sort, value: paid[i] })),
    };
  }

  function look({ scenario, places }) {
    const cell = places.reduce((before, place, i) => before * meta.sliders[i].values.length + place, 0);
    const run = cells.get(scenario)[cell];
    if (!known.has(run)) known.set(run, read(run));
    return known.get(run);
  }

  return { runs: async (settings) => settings.map(look) };
}

const range = (count) => Array.from({ length: count }, (_, i) => i);
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const less = (ours, theirs) => ours.slice(0, theirs.length).map((value, i) => value - theirs[i]);

// Quantiles over seeds at every point, with linear interpolation: rows of what charts draw.
const LEVELS = { q05: 0.05, q25: 0.25, q50: 0.5, q75: 0.75, q95: 0.95 };
function bands(lines, times, scale) {
  return times.slice(0, lines[0].length).map((t, point) => {
    const sorted = lines.map((line) => line[point] * scale).sort((a, b) => a - b);
    const row = { t };
    for (const [name, level] of Object.entries(LEVELS)) {
      const place = level * (sorted.length - 1),
        low = Math.floor(place);
      row[name] = sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
    }
    return row;
  });
}

// The paired difference of outcomes: mean, 95 % t-interval and what can be said, as `sim compare` says it.
function paired(ours, theirs, same, meta) {
  const gaps = less(ours, theirs),
    middle = mean(gaps),
    count = gaps.length;
  if (same) return { mean: 0, low: 0, high: 0, said: "identical" };
  if (count < 2) return { mean: middle, low: NaN, high: NaN, said: "one" };
  const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - middle) ** 2, 0) / (count - 1));
  const half = (meta.factor * spread) / Math.sqrt(count);
  const largest = (values) => Math.max(...values.map(Math.abs));
  const clear = Math.abs(middle) - half > meta.rounding * (largest(ours) + largest(theirs));
  return {
    mean: middle,
    low: middle - half,
    high: middle + half,
    said: !clear ? "none" : middle > 0 ? "higher" : "lower",
  };
}

const alike = (ours, theirs) => ours.every((value, i) => value === theirs[i]);
