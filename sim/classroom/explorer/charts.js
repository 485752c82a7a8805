"use strict";
// What each chart looks like, in the grammar of Vega; drawing.js gives them their data.

const LETTERS = 18; // pixels: readable from the back row
const FONT =
  'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const INK = "#1a1a1a";

// Room for axes is fixed: charts stand under one another, and a new number changes no layout. cards.js sets the width.
function sheet(height, padding, more) {
  return {
    width: 400,
    height,
    padding,
    autosize: "none",
    background: "white",
    config: {
      axis: {
        labelFont: FONT,
        labelFontSize: LETTERS,
        titleFont: FONT,
        titleFontSize: LETTERS,
        titleFontWeight: "normal",
        labelColor: INK,
        titleColor: INK,
        domainColor: INK,
        tickColor: INK,
        gridColor: "#d8d8d8",
      },
      text: { font: FONT, fontSize: LETTERS, fill: INK },
      title: { font: FONT, fontSize: LETTERS, color: INK, anchor: "start" },
    },
    ...more,
  };
}

const between = (data, low, high, colour, opacity) => ({
  type: "area",
  from: { data },
  interactive: false,
  encode: {
    update: {
      x: { scale: "x", field: "t" },
      y: { scale: "y", field: low },
      y2: { scale: "y", field: high },
      fill: { value: colour },
      fillOpacity: { value: opacity },
    },
  },
});
const stroke = (data, field, colour, dash, width = 4) => ({
  type: "line",
  from: { data },
  interactive: false,
  encode: {
    update: {
      x: { scale: "x", field: "t" },
      y: { scale: "y", field },
      stroke: { value: colour },
      strokeWidth: { value: width },
      strokeDash: { value: dash },
    },
  },
});
const fan = (data, colour, dash) => [
  between(data, "q05", "q95", colour, 0.16),
  between(data, "q25", "q75", colour, 0.3),
  stroke(data, "q50", colour, dash),
];
const upright = (data, dash) => ({
  type: "rule",
  from: { data },
  interactive: false,
  encode: {
    update: {
      x: { scale: "x", field: "t" },
      y: { value: 0 },
      y2: { signal: "height" },
      stroke: { value: "#555" },
      strokeWidth: { value: 2 },
      strokeDash: { value: dash },
    },
  },
});

// Lines and bands over time: of A and B, or of their difference.
function overTime(meta, colours) {
  return sheet(
    190,
    { left: 66, right: 14, top: 12, bottom: 48 },
    {
      signals: [
        { name: "span", value: [0, 1] },
        { name: "end", value: 1 },
        { name: "unit", value: "" },
      ],
      data: ["A", "B", "gap", "guess", "arrival", "zero"].map((name) => ({ name, values: [] })),
      scales: [
        { name: "x", domain: [0, { signal: "end" }], range: "width" },
        { name: "y", domain: { signal: "span" }, range: "height", nice: 4, zero: false },
      ],
      axes: [
        { orient: "left", scale: "y", tickCount: 4, grid: true, domain: false, ticks: false, labelPadding: 6 },
        {
          orient: "bottom",
          scale: "x",
          tickCount: 5,
          title: { signal: "unit" },
          titleAnchor: "end",
          titlePadding: 0,
          labelFlush: true,
        },
      ],
      marks: [
        {
          type: "rule",
          from: { data: "zero" },
          encode: {
            update: {
              x: { value: 0 },
              x2: { signal: "width" },
              y: { scale: "y", value: 0 },
              stroke: { value: INK },
              strokeWidth: { value: 2 },
            },
          },
        },
        upright("arrival", [3, 4]),
        {
          type: "group",
          clip: true,
          encode: { update: { width: { signal: "width" }, height: { signal: "height" } } },
          marks: [
            ...fan("A", colours.A, []),
            ...fan("B", colours.B, [10, 5]),
            ...fan("gap", colours.gap, []),
            stroke("guess", "v", INK, [2, 4], 4),
          ],
        },
      ],
    },
  );
}

// C, V and S of the product of A and of B, a pair of bars a lens.
function stacks() {
  return sheet(
    400,
    { left: 190, right: 24, top: 6, bottom: 48 },
    {
      data: [{ name: "parts", values: [] }],
      scales: [
        {
          name: "y",
          type: "band",
          domain: { data: "parts", field: "row" },
          range: "height",
          paddingInner: 0.16,
          paddingOuter: 0.05,
        },
        { name: "x", domain: [0, 100], range: "width" },
      ],
      axes: [
        { orient: "left", scale: "y", domain: false, ticks: false, labelPadding: 8, labelLimit: 400 },
        { orient: "bottom", scale: "x", tickCount: 5, title: "%", titleAnchor: "end", titlePadding: 0 },
      ],
      marks: [
        {
          type: "rect",
          from: { data: "parts" },
          encode: {
            update: {
              y: { scale: "y", field: "row" },
              height: { scale: "y", band: 1 },
              x: { scale: "x", field: "from" },
              x2: { scale: "x", field: "to" },
              fill: { field: "shade" },
              stroke: { value: "white" },
              strokeWidth: { value: 2 },
            },
          },
        },
        {
          type: "text",
          from: { data: "parts" },
          encode: {
            update: {
              y: { scale: "y", field: "row", band: 0.5 },
              x: { scale: "x", field: "middle" },
              text: { field: "word" },
              align: { value: "center" },
              baseline: { value: "middle" },
              fill: { field: "ink" },
              fontWeight: { value: "bold" },
            },
          },
        },
      ],
    },
  );
}

// Paired differences by group of people, with intervals: bars are open where the interval takes in zero.
function gains() {
  return sheet(
    260,
    { left: 66, right: 10, top: 12, bottom: 56 },
    {
      signals: [{ name: "span", value: [0, 1] }],
      data: [{ name: "groups", values: [] }],
      scales: [
        { name: "x", type: "band", domain: { data: "groups", field: "group" }, range: "width", padding: 0.25 },
        { name: "y", domain: { signal: "span" }, range: "height", nice: 4, zero: true },
      ],
      axes: [
        { orient: "left", scale: "y", tickCount: 5, grid: true, domain: false, ticks: false },
        {
          orient: "bottom",
          scale: "x",
          ticks: false,
          domain: false,
          labelPadding: 8,
          encode: { labels: { update: { text: { signal: "split(datum.label, ' ')" } } } },
        },
      ],
      marks: [
        {
          type: "rect",
          from: { data: "groups" },
          encode: {
            update: {
              x: { scale: "x", field: "group" },
              width: { scale: "x", band: 1 },
              y: { scale: "y", field: "mean" },
              y2: { scale: "y", value: 0 },
              fill: { signal: "datum.clear ? '#9a9a9a' : 'white'" },
              stroke: { value: INK },
              strokeWidth: { value: 2 },
            },
          },
        },
        {
          type: "rule",
          from: { data: "groups" },
          encode: {
            update: {
              x: { scale: "x", field: "group", band: 0.5 },
              y: { scale: "y", field: "low" },
              y2: { scale: "y", field: "high" },
              stroke: { value: INK },
              strokeWidth: { value: 3 },
            },
          },
        },
        {
          type: "rule",
          encode: {
            update: {
              x: { value: 0 },
              x2: { signal: "width" },
              y: { scale: "y", value: 0 },
              stroke: { value: INK },
              strokeWidth: { value: 2 },
            },
          },
        },
      ],
    },
  );
}

// Money from payers, left, to receivers, right.
function circuit() {
  return sheet(
    520,
    { left: 0, right: 0, top: 0, bottom: 0 },
    {
      data: ["streams", "bars"].map((name) => ({ name, values: [] })),
      marks: [
        {
          type: "path",
          from: { data: "streams" },
          encode: { update: { path: { field: "path" }, fill: { field: "shade" }, fillOpacity: { value: 0.75 } } },
        },
        {
          type: "rect",
          from: { data: "bars" },
          encode: {
            update: {
              x: { field: "x" },
              width: { value: 14 },
              y: { field: "y" },
              height: { field: "height" },
              fill: { field: "shade" },
            },
          },
        },
        {
          type: "text",
          from: { data: "bars" },
          encode: {
            update: {
              x: { field: "at" },
              y: { field: "middle" },
              text: { field: "word" },
              align: { field: "align" },
              baseline: { value: "middle" },
            },
          },
        },
      ],
    },
  );
}

// The shapes of that chart: bars of sectors on both sides, and a stream a payment, at places of their own on each side.
function streams(paid, meta, width, height, words) {
  const narrow = width < 560; // names stand over numbers there
  const edge = narrow ? 134 : 176,
    gap = 14,
    least = LETTERS * (narrow ? 2.2 : 1.1);
  const sides = ["payer", "receiver"].map((side) => {
    const sums = new Map();
    for (const name of Object.keys(meta.sectors)) {
      const total = paid.filter((p) => p[side] === name).reduce((sum, p) => sum + p.value, 0);
      if (total > 0) sums.set(name, total);
    }
    return sums;
  });
  const most = Math.max(...sides.map((sums) => [...sums.values()].reduce((a, b) => a + b, 0)), 1e-9);
  let scale = height / most; // as much as fits beside gaps and names, which need room of their own where bars are thin
  const tall = (sums) => [...sums.values()].reduce((y, total) => y + Math.max(total * scale, least) + gap, 0);
  while (scale > (0.02 * height) / most && Math.max(...sides.map(tall)) > height) scale *= 0.98;
  const tops = sides.map((sums) => {
    let y = gap / 2;
    return new Map(
      [...sums].map(([name, total]) => {
        const top = y;
        y += Math.max(total * scale, least) + gap;
        return [name, top];
      }),
    );
  });
  const bars = sides.flatMap((sums, i) =>
    [...sums].map(([name, total]) => {
      const y = tops[i].get(name),
        x = i ? width - edge - 14 : edge;
      return {
        x,
        y,
        height: Math.max(total * scale, 1),
        shade: meta.sectors[name].shade,
        word: narrow
          ? [words(meta.sectors[name]), String(Math.round(total))]
          : `${words(meta.sectors[name])} ${Math.round(total)}`,
        at: i ? x + 22 : x - 8,
        align: i ? "left" : "right",
        middle: y + Math.max(total * scale, least) / 2 - (narrow ? LETTERS / 2 : 0),
      };
    }),
  );
  const filled = tops.map((side) => new Map(side));
  const order = Object.keys(meta.sectors);
  const shapes = new Map();
  for (const [i, one, other] of [
    [0, "payer", "receiver"],
    [1, "receiver", "payer"],
  ]) {
    for (const p of [...paid].sort(
      (a, b) => order.indexOf(a[one]) - order.indexOf(b[one]) || order.indexOf(a[other]) - order.indexOf(b[other]),
    )) {
      const y = filled[i].get(p[one]);
      filled[i].set(p[one], y + p.value * scale);
      shapes.set(p, [...(shapes.get(p) ?? []), y]);
    }
  }
  const from = edge + 14,
    to = width - edge - 14,
    bend = (from + to) / 2;
  const found = paid.map((p) => {
    const [y0, y1] = shapes.get(p),
      thick = p.value * scale;
    return {
      shade: meta.sorts[p.sort].shade,
      path:
        `M${from},${y0}C${bend},${y0},${bend},${y1},${to},${y1}V${y1 + thick}` +
        `C${bend},${y1 + thick},${bend},${y0 + thick},${from},${y0 + thick}Z`,
    };
  });
  return { bars, streams: found };
}
