"use strict";
// What is on, and its words. The address keeps it, so that a link or a bookmark is a setting.

const first = () => ({ lang: meta.lang, on: ALL, show: 0, contrast: false, touched: null });
let state = first();

const bit = (point) => 1 << point;
const isOn = (point) => Boolean(state.on & bit(point));
const members = (setting) => range(points.length).filter((point) => setting & bit(point));
const numbered = (some) => some.map((point) => point + 1).join(T("list"));

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const faults = [];
  state = { ...first(), lang: Object.hasOwn(meta.texts.title, asked.get("lang")) ? asked.get("lang") : state.lang };
  state.contrast = asked.get("contrast") === "1";
  if (asked.has("on")) {
    state.on = NONE;
    for (const text of asked.get("on").split(",").filter((part) => part !== "")) {
      const point = Number(text) - 1;
      if (/^\d+$/.test(text) && point in points) state.on |= bit(point);
      else faults.push(`on = ${text}`);
    }
  }
  const show = asked.get("show");
  if (show !== null) {
    const place = outcomes.findIndex(({ name }) => name === show);
    if (place < 0) faults.push(show);
    else state.show = place;
  }
  find("warning").hidden = !faults.length;
  find("warning").textContent = faults.length ? T("bad_link", { what: faults.join(", ") }) : "";
}

function writeAddress() {
  const address = new URLSearchParams();
  address.set("on", members(state.on).map((point) => point + 1).join(","));
  address.set("show", outcomes[state.show].name);
  if (state.contrast) address.set("contrast", "1");
  address.set("lang", state.lang);
  history.replaceState(null, "", `#${address.toString().replaceAll("%2C", ",")}`);
}

// ---- Changes

function set(on, touched = null) {
  state.on = on;
  state.touched = touched;
  writeAddress();
  update();
}
const flip = (point) => set(state.on ^ bit(point), point);

function choose(outcome) {
  state.show = outcome;
  writeAddress();
  update();
}

// 1 to 9 and 0: the ten; with Shift that one alone.
function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, input, textarea")) return;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  const point = digit && (Number(digit[1]) + 9) % 10;
  const letter = event.key.toLowerCase();
  if (digit && point < points.length) event.shiftKey ? set(bit(point), point) : flip(point);
  else if (letter === "n") set(NONE);
  else if (letter === "a") set(ALL);
  else return;
  event.preventDefault();
}

function listen() {
  find("none").addEventListener("click", () => set(NONE));
  find("all").addEventListener("click", () => set(ALL));
  const preset = (id, made) =>
    find(id).addEventListener("change", (event) => {
      if (event.target.value === "") return;
      const point = Number(event.target.value);
      event.target.value = "";
      set(made(point), point);
    });
  preset("alone", bit);
  preset("missing", (point) => ALL & ~bit(point));
  find("show").addEventListener("change", (event) => choose(Number(event.target.value)));
  find("contrast").addEventListener("click", () => {
    state.contrast = !state.contrast;
    writeAddress();
    showWords();
    update();
  });
  find("language").addEventListener("click", () => {
    state.lang = state.lang === "en" ? "zh" : "en";
    writeAddress();
    showWords();
    update();
  });
  for (const which of ["numbers", "shares"])
    find(`save-${which}`).addEventListener("click", (event) => {
      event.preventDefault();
      save(which, tables[which](true));
    });
  document.addEventListener("keydown", pressed);
  addEventListener("hashchange", () => {
    readAddress();
    showWords();
    update();
  });
}

// ---- Words

// A number with no more digits than its interval supports, two at most where it is not large.
function amount({ mean, low, high }, times) {
  const size = Math.abs(mean) * times,
    half = (Number.isFinite(low) ? ((high - low) / 2) * times : 0) || size / 10;
  if (!size) return "0";
  const most = 1 - Math.floor(Math.log10(size));
  return String(Number(size.toFixed(Math.min(Math.max(Math.min(-Math.floor(Math.log10(half)), most), 0), 6))));
}

const clear = (found) => found.said === "higher" || found.said === "lower";
function changeOf(found, outcome) {
  if (found.said === "identical") return T("identical");
  const text = amount(found, outcome.times);
  if (!Number(text)) return T("about_same");
  return T("change", { amount: text, unit: words(outcome.gap), said: T(found.mean < 0 ? "lower" : "higher") });
}

// The same as a number: three digits at most, a question mark where it can't be told from zero.
function gapOf(found, times) {
  const size = Math.abs(found.mean) * times;
  const text = written(found, times).gap,
    most = size ? Math.max(2 - Math.floor(Math.log10(size)), 0) : 0;
  const digits = Math.min((text.split(".")[1] ?? "").length, most);
  const rounded = signed(found.mean * times, digits);
  return (/[1-9]/.test(rounded) ? rounded : "0") + (clear(found) || found.said === "identical" ? "" : "?");
}

const sureness = (found) => T(clear(found) ? "sure" : found.said === "one" ? "one" : "unsure");
const verdictOf = (found, outcome) =>
  found.said === "identical"
    ? `${MARKS.identical} ${T("identical")}`
    : T("verdict", { mark: MARKS[found.said], change: changeOf(found, outcome), sure: sureness(found) });

const settingText = () => {
  const on = members(state.on);
  if (state.on === ALL) return T("setting_all");
  if (on.length === points.length - 1) return T("setting_but", { points: numbered(members(ALL & ~state.on)) });
  return T("setting_some", { points: numbered(on) });
};

function showWords() {
  const html = document.documentElement;
  html.lang = state.lang === "zh" ? "zh-Hans" : "en";
  html.dataset.contrast = state.contrast ? "1" : "0";
  document.title = T("title");
  for (const some of document.querySelectorAll("[data-t]")) some.textContent = T(some.dataset.t);
  find("language").lang = state.lang === "en" ? "zh-Hans" : "en";
  find("contrast").setAttribute("aria-pressed", String(state.contrast));
  const options = (some) => some.map((text, i) => element("option", { value: String(i) }, text));
  for (const which of ["alone", "missing"]) {
    const named = points.map((point, i) => `${i + 1} ${words(point.title)}`);
    find(which).replaceChildren(element("option", { value: "" }, T(which)), ...options(named));
    find(which).setAttribute("aria-label", T(which));
  }
  find("show").replaceChildren(...options(outcomes.map((outcome) => words(outcome.label))));
  const told = { seeds: meta.seeds, window: meta.window };
  find("about-share").textContent = T("about_share", told);
  find("about-lines").textContent = T("about_lines", told) + (meta.arrival === null ? "" : ` ${T("arrival")}`);
  for (const which of ["numbers", "shares"]) find(`about-${which}`).textContent = T(`about_${which}`, told);
  find("foot").textContent = T("foot", { ...meta.made, version: meta.version, settings: count, months: meta.months });
}
