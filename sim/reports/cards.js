"use strict";
// What the page has beyond reading: a filter by text and verdict, buttons that copy a command, and a language that the address remembers.
(() => {
  const known = JSON.parse(document.getElementById("known").textContent);
  const cards = [...document.querySelectorAll(".card")];
  const radios = [...document.querySelectorAll("input[name=lang]")];
  const filter = document.getElementById("filter");
  const language = () => document.querySelector("input[name=lang]:checked").id.slice(5);
  const say = (name) => known.words[name][language()];

  function select(name, options) {
    const label = document.createElement("label"), text = document.createElement("span"), found = document.createElement("select");
    text.dataset.word = name;
    found.id = `filter-${name}`;
    found.add(new Option("", ""));
    for (const key of Object.keys(options)) found.add(new Option("", key));
    found.addEventListener("change", show);
    label.append(text, " ", found);
    filter.append(label);
    return () => [...found.options].forEach((one) => { one.text = one.value ? options[one.value][language()] : say("all"); });
  }

  function show() {
    const [text, verdict] = ["text", "verdict"].map((name) => document.getElementById(`filter-${name}`).value);
    for (const card of cards) card.hidden = (text && card.dataset.text !== text) || (verdict && card.dataset.verdict !== verdict);
    for (const part of document.querySelectorAll("main > .text")) part.hidden = !part.querySelector(".card:not([hidden])");
    const there = cards.filter((card) => !card.hidden).length;
    count.textContent = say("shown").replace("{shown}", there).replace("{count}", cards.length);
  }

  function speak() {
    document.documentElement.lang = document.querySelector("input[name=lang]:checked").value;
    document.title = say("title");
    labels.forEach((label) => label());
    for (const one of document.querySelectorAll("[data-word]")) one.textContent = say(one.dataset.word);
    show();
  }

  for (const code of document.querySelectorAll("pre code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.dataset.word = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = say("copied");
    });
    if (navigator.clipboard) code.after(" ", button);
  }
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const labels = [select("text", known.texts), select("verdict", known.verdicts)];
  filter.append(count);
  filter.hidden = false;
  const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
  for (const radio of radios) {
    if (radio.id === `lang-${asked}`) radio.checked = true;
    radio.addEventListener("change", speak);
  }
  // A card that the filter hides shows again where a link leads to it.
  addEventListener("hashchange", () => {
    const card = document.getElementById(location.hash.slice(1));
    if (card?.hidden) {
      for (const one of filter.querySelectorAll("select")) one.value = "";
      show();
      card.scrollIntoView();
    }
  });
  speak();
})();
