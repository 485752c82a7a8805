"use strict";
// Numbers from a server, as they come: sim/classroom/server says how it writes them.

const KEPT = 40; // whole runs that the page keeps; the server has more
const REFUSALS = { 429: "busy", 503: "busy", 507: "too_large" }; // what the page says of a status, where it is not "refused"

// Why the numbers of a setting do not come: `text` is what the page says of it.
class Trouble extends Error {
  constructor(text, message = "") {
    super(message);
    this.text = text;
  }
}

// A provider as in data.js. A run that is no longer wanted is given up, so that the next one comes sooner.
function live(meta) {
  const known = new Map(); // address → run
  const going = new Map(); // address → run, its promise, and what ends it
  let tell = () => {};

  function address({ scenario, places }) {
    const query = new URLSearchParams({ scenario });
    ownPlaces(scenario).forEach((own, i) => {
      if (places[i] !== own) query.set(sliders[i].name, sliders[i].values[places[i]]);
    });
    return `run?${query}`;
  }

  function begin(url) {
    const run = {
      series: measures.map(() => range(meta.seeds).map(() => [])),
      ends: null,
      people: null,
      payments: null,
      waits: 0, // so many settings come before it in line
    };
    const stop = new AbortController();
    const made = read(url, run, stop.signal).finally(() => going.get(url)?.run === run && going.delete(url));
    going.set(url, { run, made, stop });
  }

  async function read(url, run, signal) {
    const answer = await fetch(url, { signal, cache: "no-store" });
    if (!answer.ok) throw new Trouble(REFUSALS[answer.status] ?? "refused", (await answer.json()).errors.join("; "));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) throw new Trouble("gone");
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) take(JSON.parse(line), run);
      tell();
      if (!run.ends) continue;
      known.set(url, run);
      if (known.size > KEPT) known.delete(known.keys().next().value);
      return run;
    }
  }

  function take({ page, points, error, waits, ...rest }, run) {
    if (error) throw new Trouble("refused", error);
    if (page && page !== meta.page) location.reload(); // another server has taken the place of this page's
    points?.forEach((some, i) => some.forEach((values, seed) => run.series[i][seed].push(...values)));
    run.waits = waits ?? 0;
    Object.assign(run, rest);
  }

  return {
    runs(settings, grown) {
      const urls = settings.map(address);
      for (const [url, { stop }] of going) {
        if (urls.includes(url)) continue;
        going.delete(url);
        stop.abort();
      }
      for (const url of urls) if (!known.has(url) && !going.has(url)) begin(url);
      tell = () => {
        const some = urls.map((url) => known.get(url) ?? going.get(url)?.run);
        if (some.every(Boolean)) grown(some);
      };
      return Promise.all(urls.map((url) => known.get(url) ?? going.get(url).made));
    },
  };
}
