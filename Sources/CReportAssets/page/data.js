// What a report's page shows, and what its readers have chosen of it. The files of this folder are one script, in the order
// in which assets.c puts them together.
"use strict";

// The points of a sweep, where the page holds one. What the address names takes the place of what the page begins with.
const sweep = JSON.parse(document.getElementById("points")?.textContent ?? "null");
if (sweep) {
  const asked = Number(new URLSearchParams(location.hash.slice(1)).get("point") ?? sweep.shown);
  const template = document.querySelector(`template[data-point="${asked}"]`);
  sweep.now = template ? asked : sweep.shown;
  if (template) {
    const content = template.content.cloneNode(true);
    document.getElementById("data").replaceWith(content.querySelector("#data"));
    document.getElementById("page").replaceChildren(content);
  }
}

const data = JSON.parse(document.getElementById("data").textContent);
const names = data.strategies;
const isMany = data.replications.length > 1;

// What has been chosen.
const chosen = {
  hidden: new Set(),
  // Place among the ways of telling: typical, 1 in 10, worst, average; null: as suits each figure.
  way: null,
  // Place among the scopes; 0: all devices.
  scope: 0,
  // The last day that pictures of time show.
  end: data.horizon,
  // By item, in place of the scenario's; null: the scenario's.
  prices: null,
};
let isPrinting = false;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const darkScheme = matchMedia("(prefers-color-scheme: dark)");

const element = (id) => document.getElementById(id);
const encode = echarts.format.encodeHTML;
const shown = () => names.map((_, place) => place).filter((place) => !chosen.hidden.has(place));
const ways = ["typical run", "1 run in 10", "worst run", "average"];
