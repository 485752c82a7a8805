"use strict";
// The page: who listens to what, and how it begins.

let provider;

function listen() {
  for (const view of ["levels", "gap"])
    find(`view-${view}`).addEventListener("change", () => {
      state.view = view;
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
  find("predict").addEventListener("click", () => {
    state.predict = !state.predict;
    changed();
  });
  find("swap").addEventListener("click", () => {
    [state.A, state.B] = [state.B, state.A];
    changed();
  });
  find("reset").addEventListener("click", () => {
    state = { ...first(), lang: state.lang };
    guess.right = guess.all = 0;
    seen.clear();
    showWords();
    changed();
  });
  find("commit").addEventListener("click", commit);
  find("again").addEventListener("click", changed);
  find("guess-measure").addEventListener("change", (event) => {
    guess.measure = Number(event.target.value);
    guess.line = null;
    update();
  });
  for (const choice of ["higher", "lower", "none"])
    find(`guess-${choice}`).addEventListener("change", () => {
      guess.choice = choice;
      showGuess();
    });
  addEventListener("hashchange", () => {
    readAddress();
    showWords();
    changed();
  });
}

async function begin() {
  if (!("DecompressionStream" in window)) {
    find("warning").hidden = false;
    find("warning").textContent = T("old_browser");
    return;
  }
  provider = meta.numbers ? await embedded(meta, find("numbers").textContent) : live(meta);
  readAddress();
  buildSettings();
  showWords();
  for (const [i, measure] of measures.entries()) {
    cards.months.push(await card("months", overTime(meta, colours), measure.name));
    listenToDrawing(cards.months[i], i);
  }
  listen();
  await update();
  document.documentElement.dataset.ready = "1";
  clearTimeout(later);
  for (const key of ["cognitive", "physical", "owners"])
    cards.people.push(await card("people", gains(), `people-${key}`));
  cards.value = await card("value", stacks(), "value");
  for (const side of SIDES) cards.money.push(await card("money", circuit(), `money-${side}`, fillMoney));
  if (whole()) warm();
  drawRest();
}

begin();
