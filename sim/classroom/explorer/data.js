"use strict";
// Numbers: the table in the page, and what is computed of it. ../packing.py and pack.py say how they are written.

// A provider has one method, runs(settings, grown), which promises the numbers of some settings ({ scenario, places }):
//   { series[measure][seed][point], ends[measure][seed], people[group][seed], payments[{ payer, receiver, sort, value }] }.
// One that makes runs calls `grown` with what there is so far: lines that are short, and null for the rest.
// This one looks them up; live.js asks a server.
async function embedded(meta, text) {
  const bytes = await inflated(text);
  const about = meta.numbers;
  const [runs, seeds, measures, points] = about.shape;
  const size = runs * seeds * measures * points;
  const known = new Map();
  const cells = new Map(meta.scenarios.map(({ name, cells }) => [name, cells]));

  const line = (run, seed, measure) =>
    course(bytes, size, ((run * seeds + seed) * measures + measure) * points, points, about.quanta[measure]);

  function block(name, run) {
    const { start, shape } = about.blocks[name];
    const count = shape.reduce((a, b) => a * b);
    const each = count / shape[0];
    return floats(bytes, start, count, run * each, each);
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
