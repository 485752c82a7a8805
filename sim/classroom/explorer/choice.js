"use strict";
// What is chosen, its words, and the controls. The address keeps the choice, so that a link or a bookmark is a setting.

// ---- Words

const SIDES = ["A", "B"];
const { measures, sliders, colours } = meta;
// A map: an object would put names such as 2030 first.
const scenarios = new Map(meta.scenarios.map((scenario) => [scenario.name, scenario]));
const names = [...scenarios.keys()];
const width = meta.months > 36 ? 12 : 1; // years, or months where there are few
const points = meta.points;
const times = range(points).map((i) => Math.min((i + 0.5) * meta.step, (i * meta.step + meta.months) / 2) / width);

function valueText(slider, place) {
  const value = slider.values[place];
  const share = slider.values.every((one) => one >= 0 && one <= 1);
  return share ? `${Number((100 * value).toPrecision(4))} %` : String(value);
}

// ---- What is chosen, and the address that says it

const ownPlaces = (scenario) => sliders.map((slider) => slider.values.indexOf(scenarios.get(scenario).own[slider.name]));
const stand = (scenario) => ({ scenario, places: ownPlaces(scenario) });
const first = () => ({
  lang: meta.lang,
  view: "levels",
  predict: false,
  A: stand(names[0]),
  B: stand(names[1] ?? names[0]),
});
let state = first();

function nearest(values, wanted) {
  return values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);
}

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const faults = [];
  state = { ...first(), lang: Object.hasOwn(meta.texts.title, asked.get("lang")) ? asked.get("lang") : state.lang };
  if (asked.get("view") === "gap") state.view = "gap";
  state.predict = asked.get("guess") === "1";
  for (const side of SIDES) {
    const wanted = asked.get(side.toLowerCase());
    if (wanted !== null && !scenarios.has(wanted)) faults.push(wanted);
    else if (wanted !== null) state[side] = stand(wanted);
    sliders.forEach((slider, i) => {
      const text = asked.get(`${side.toLowerCase()}.${slider.name}`);
      if (text === null || slider.name in scenarios.get(state[side].scenario).off) return;
      if (text.trim() === "" || !Number.isFinite(Number(text))) return faults.push(`${slider.name} = ${text}`);
      state[side].places[i] = nearest(slider.values, Number(text));
      if (Math.abs(slider.values[state[side].places[i]] - Number(text)) > 1e-9) faults.push(`${slider.name} = ${text}`);
    });
  }
  find("warning").hidden = !faults.length;
  find("warning").textContent = faults.length ? T("bad_link", { what: faults.join(", ") }) : "";
}

function writeAddress() {
  const address = new URLSearchParams();
  for (const side of SIDES) {
    const { scenario, places } = state[side];
    address.set(side.toLowerCase(), scenario);
    ownPlaces(scenario).forEach((own, i) => {
      if (places[i] !== own) address.set(`${side.toLowerCase()}.${sliders[i].name}`, sliders[i].values[places[i]]);
    });
  }
  if (state.view === "gap") address.set("view", "gap");
  if (state.predict) address.set("guess", "1");
  address.set("lang", state.lang);
  history.replaceState(null, "", `#${address}`);
}

// ---- Controls

const controls = {};
function buildSettings() {
  for (const side of SIDES) {
    const choose = element(
      "select",
      { id: `${side}-scenario` },
      ...names.map((name) => element("option", { value: name })),
    );
    const dash = side === "A" ? "" : ' stroke-dasharray="10 5"';
    const mark = element("span");
    const line = `<path d="M0 7H52" stroke="${colours[side]}" stroke-width="5"${dash}/>`;
    mark.innerHTML = `<svg width="52" height="14" aria-hidden="true">${line}</svg>`;
    const label = element("label", { for: choose.id }, side);
    const rows = sliders.map((slider, i) => {
      const id = `${side}-${slider.name}`;
      const input = element("input", {
        type: "range",
        id,
        min: "0",
        max: String(slider.values.length - 1),
        step: "1",
        "aria-describedby": `${id}-why`,
      });
      const row = {
        input,
        name: element("label", { for: id }),
        output: element("output", { for: id }),
        why: element("span", { id: `${id}-why`, class: "why" }),
      };
      row.box = element("div", { class: "slider" }, row.name, input, row.output, row.why);
      input.addEventListener("input", () => {
        state[side].places[i] = Number(input.value);
        changed();
      });
      return row;
    });
    choose.addEventListener("change", () => {
      state[side] = stand(choose.value);
      changed();
    });
    const question = element("p", { class: "question" });
    const box = element(
      "fieldset",
      { class: `side ${side}`, id: `side-${side}` },
      element("div", { class: "head" }, mark, label, choose),
      question,
      element("div", { class: "sliders" }, ...rows.map((row) => row.box)),
    );
    find("settings").append(box);
    controls[side] = { choose, rows, question, box, label };
  }
}

function showSettings() {
  for (const side of SIDES) {
    const { choose, rows, question, box, label } = controls[side];
    const { scenario, places } = state[side],
      about = scenarios.get(scenario);
    [...choose.options].forEach((option) => {
      option.textContent = words(scenarios.get(option.value).title);
    });
    choose.value = scenario;
    choose.setAttribute("aria-label", `${T("side", { side })}: ${T("scenario")}`);
    box.setAttribute("aria-label", T("side", { side }));
    label.title = T("scenario");
    question.textContent = words(about.question);
    rows.forEach((row, i) => {
      const slider = sliders[i],
        off = about.off[slider.name],
        text = valueText(slider, places[i]);
      row.name.textContent = words(slider.label);
      row.name.title = row.input.title = words(slider.doc);
      row.input.value = places[i];
      row.input.disabled = Boolean(off);
      row.input.setAttribute("aria-valuetext", text);
      row.output.textContent = text;
      row.why.textContent = off ? T(off) : slider.name in about.dated ? words(about.dated[slider.name]) : "";
      row.box.classList.toggle("off", Boolean(off));
    });
  }
  find(`view-${state.view}`).checked = true;
  find("predict").setAttribute("aria-pressed", String(state.predict));
  find("language").lang = state.lang === "en" ? "zh-Hans" : "en";
}

function changed() {
  guess.answered = false;
  guess.choice = "";
  guess.line = null;
  writeAddress();
  update();
}
