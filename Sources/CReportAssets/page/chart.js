// What all charts share.

const base = () => ({
  animation: !isCalm && !isPrinting,
  animationDuration: 350,
  backgroundColor: "transparent",
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: css("--ink") },
  tooltip: {
    confine: true,
    backgroundColor: css("--paper"),
    borderColor: css("--line"),
    textStyle: { color: css("--ink"), fontSize: 13 },
    extraCssText: "max-width: 22rem; white-space: normal; overflow-wrap: anywhere;",
  },
});
const axisStyle = () => ({
  axisLine: { lineStyle: { color: css("--line") } },
  axisTick: { lineStyle: { color: css("--line") } },
  axisLabel: { color: css("--soft"), hideOverlap: true, fontSize: 12 },
  splitLine: { lineStyle: { color: css("--line"), opacity: 0.7 } },
  nameTextStyle: { color: css("--soft"), fontSize: 12 },
});
const aria = (plot, withPatterns) => ({
  enabled: true,
  label: { description: `${plot.dataset.words} The table below holds the figures.` },
  decal: { show: withPatterns, decals },
});
// Width of a plot, on the screen or on paper, where two of the pictures of the short print stand side by side.
const paperWidth = 690;
const isFull = () => document.documentElement.classList.contains("full");
const isHalf = (plot) => isPrinting && !isFull() && ["plot-patched", "plot-exposed"].includes(plot.id);
const widthOf = (plot) => (isHalf(plot) ? paperWidth / 2 - 8 : isPrinting ? paperWidth : plot.clientWidth);
// The short print has little room; elsewhere a picture is as high as it wants to be.
const isShort = () => isPrinting && !isFull();
// - key: how much room of it the key to the lines takes.
const setHeight = (plot, usual, key = 0) => {
  plot.style.height = isShort() ? `${150 + key}px` : usual ? `${usual}px` : "";
};
// How much room the key to these names takes below a plot.
const legendHeight = (words, width) => {
  let rows = 1;
  let used = 0;
  for (const word of words) {
    const need = word.length * 7 + 44;
    if (used > 0 && used + need > width) { rows += 1; used = 0; }
    used += need;
  }
  return rows * 22 + 4;
};
const legend = (words, bottom) => ({
  data: words, bottom, left: "center", itemWidth: 20, itemGap: 12, textStyle: { color: css("--ink") },
});
// The key to lines: long enough that dashes can be told apart, and without the marks, which the lines do not carry.
const lineLegend = (words) => ({
  ...legend(words, 0), itemWidth: 36, itemHeight: 10, itemStyle: { opacity: 0 }, selectedMode: false,
});
const line = (name, value, note) =>
  `<div style="display:flex;justify-content:space-between;gap:1rem"><span>${name}</span>`
  + `<span><b>${value}</b>${note ? ` <span style="opacity:.7">${note}</span>` : ""}</span></div>`;
const swatch = (strategy) =>
  `<span style="display:inline-block;width:.75rem;height:.75rem;border-radius:50%;margin-right:.45rem;`
  + `background:${colour(strategy)}"></span>${encode(names[strategy])}`;
