// Paper, windows of other widths, and the beginning.

const opened = [];

addEventListener("beforeprint", () => {
  isPrinting = true;
  document.documentElement.classList.add("printing");
  // What can be opened is opened.
  const parts = isFull() ? "details.printed:not([open]), details.fold:not([open])" : "#all-figures:not([open])";
  for (const part of document.querySelectorAll(parts)) {
    part.open = true;
    opened.push(part);
  }
  drawAll();
});
addEventListener("afterprint", () => {
  isPrinting = false;
  document.documentElement.classList.remove("printing");
  for (const part of opened.splice(0)) part.open = false;
  drawAll();
});
const startPrinting = () => {
  element("actions").hidden = false;
  document.documentElement.classList.toggle("full", location.search === "?full");
  for (const [id, isWhole] of [["print-short", false], ["print-full", true]]) {
    element(id).addEventListener("click", () => {
      document.documentElement.classList.toggle("full", isWhole);
      print();
      document.documentElement.classList.toggle("full", location.search === "?full");
    });
  }
};

let width = document.documentElement.clientWidth;
let timer = 0;
addEventListener("resize", () => {
  if (document.documentElement.clientWidth === width || isPrinting) return;
  width = document.documentElement.clientWidth;
  clearTimeout(timer);
  timer = setTimeout(drawAll, 120);
});
darkScheme.addEventListener("change", drawAll);

element("controls").hidden = false;
for (const plot of document.querySelectorAll(".plot")) {
  plot.dataset.words = `${plot.getAttribute("aria-label")} ${element(plot.getAttribute("aria-describedby")).textContent}`;
}
startDays();
startStrategies();
startWays();
startScopes();
startBreakdowns();
startSelects();
startPriceSliders();
startPrinting();
startSweep();
offerCSV();
drawAll();
document.documentElement.dataset.ready = "true";
