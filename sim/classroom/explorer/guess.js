"use strict";
// A guess before the answer: B is hidden until the class has chosen, or has drawn B's course.

const guess = { measure: 0, choice: "", line: null, answered: false, right: 0, all: 0 };

function showGuess() {
  find("guess").hidden = !state.predict;
  for (const choice of ["higher", "lower", "none"]) {
    find(`guess-${choice}`).checked = guess.choice === choice;
    find(`guess-${choice}`).disabled = guess.answered;
  }
  find("guess-measure").disabled = guess.answered;
  find("commit").disabled = !guess.choice || guess.answered || !whole();
  find("again").hidden = !guess.answered;
  find("told").textContent = guess.answered ? answer() : "";
}

function answer() {
  const measure = measures[guess.measure],
    found = verdictOf(measure, guess.measure);
  const is = found.said === "identical" ? "none" : found.said,
    text = written(found, measure.times);
  const told = [
    T("guess_told", {
      found: `${words(measure.label)}: ${T(guess.choice === is ? "guess_right" : "guess_wrong")}`,
      choice: T(`guess_${guess.choice}`),
      said: said(found.said),
      gap: text.gap,
      unit: words(measure.gap),
    }),
  ];
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
    const box = made.plot.querySelector("svg").getBoundingClientRect(),
      [x, y] = made.view.origin();
    const t = made.view.scale("x").invert(event.clientX - box.left - x),
      v = made.view.scale("y").invert(event.clientY - box.top - y);
    return { t: Math.min(Math.max(t, times[0]), times[points - 1]), v };
  };
  const draw = (event) => {
    const now = at(event),
      from = last ?? now,
      [left, right] = from.t <= now.t ? [from, now] : [now, from];
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
  made.plot.addEventListener("pointermove", (event) => {
    if (last && made.plot.hasPointerCapture(event.pointerId)) draw(event);
  });
  made.plot.addEventListener("pointercancel", () => (last = null));
  made.plot.addEventListener("pointerup", () => {
    if (!last) return;
    last = null;
    const ended = bands(runs.A.series[i], times, measures[i].times).at(-1).q50;
    if (guess.line?.length && !guess.choice) guess.choice = guess.line.at(-1).v > ended ? "higher" : "lower";
    showGuess();
  });
}
