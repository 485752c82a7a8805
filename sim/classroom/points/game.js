"use strict";
// Numbers: of every combination of the points (bit k: point k + 1), and what is computed of them. pack.py says how they are written.

const { points, outcomes } = meta;
const NONE = 0,
  ALL = 2 ** points.length - 1;
const count = ALL + 1;

// The part that a set of so many others has in a Shapley value.
function weights(players) {
  const found = [1 / players];
  for (let size = 1; size < players; size++) found.push((found[size - 1] * size) / (players - size));
  return found;
}

async function game(text) {
  const bytes = await inflated(text);
  const { lines, values } = meta.numbers;
  const years = meta.years,
    size = count * lines.kinds * outcomes.length * years;
  const total = outcomes.length * count * meta.seeds;
  const all = floats(bytes, values.start, total, 0, total);
  const known = new Map();

  // What every seed ends with in a setting.
  const ends = (outcome, setting) => {
    const from = (outcome * count + setting) * meta.seeds;
    return all.slice(from, from + meta.seeds);
  };

  // By year: [mean, lowest, highest] of the seeds.
  function read(setting) {
    return outcomes.map((_, outcome) =>
      range(lines.kinds).map((kind) =>
        course(bytes, size, ((setting * lines.kinds + kind) * outcomes.length + outcome) * years, years, lines.quanta[outcome]),
      ),
    );
  }

  function paths(setting) {
    if (!known.has(setting)) known.set(setting, read(setting));
    document.documentElement.dataset.read = known.size;
    return known.get(setting);
  }

  function against(outcome, ours, theirs) {
    const [one, other] = [ends(outcome, ours), ends(outcome, theirs)];
    return paired(one, other, ours === theirs || alike(one, other), meta);
  }

  // What switching a point on does where the others are as in this setting.
  const adds = (outcome, point, setting) => against(outcome, setting | (1 << point), setting & ~(1 << point));

  const shared = new Map();
  // The Shapley value of every point: what it adds, the mean over all orders.
  function shares(outcome) {
    if (shared.has(outcome)) return shared.get(outcome);
    const part = weights(points.length),
      from = outcome * count * meta.seeds;
    let most = 0;
    const sums = points.map(() => new Array(meta.seeds).fill(0));
    for (let setting = 0; setting < count; setting++) {
      let others = 0;
      for (let rest = setting; rest; rest &= rest - 1) others++;
      for (let seed = 0; seed < meta.seeds; seed++) most = Math.max(most, Math.abs(all[from + setting * meta.seeds + seed]));
      for (let point = 0; point < points.length; point++) {
        if (setting & (1 << point)) continue;
        for (let seed = 0; seed < meta.seeds; seed++)
          sums[point][seed] +=
            part[others] *
            (all[from + (setting | (1 << point)) * meta.seeds + seed] - all[from + setting * meta.seeds + seed]);
      }
    }
    const found = sums.map((gaps) => judged(gaps, most, largest(gaps) <= meta.rounding * most, meta));
    shared.set(outcome, found);
    return found;
  }

  return { ends, paths, against, adds, shares };
}
