// Drawing, and drawing anew.

const makers = {
  patched: data.series && patchedChart,
  exposed: data.series && exposedChart,
  blast: blastChart,
  down: data.series && downChart,
  timeline: timelineChart,
  costs: data.prices && costChart,
  tradeoff: data.points.length && tradeoffChart,
  residual: residualChart,
  downtime: downtimeChart,
  tornado: data.tornados.length && tornadoChart,
};
const charts = new Map();

const draw = (id) => {
  const plot = element(`plot-${id}`);
  // What is folded away has no size; it is drawn when it is opened.
  if (!isPrinting && plot.closest("details:not([open])")) return;
  const option = makers[id](plot);
  let chart = charts.get(id);
  if (!chart) {
    chart = echarts.init(plot, null, { renderer: "svg", width: widthOf(plot) });
    charts.set(id, chart);
    if (timed.includes(id)) followCursor(id, chart);
  }
  // A tip that is open would be brought back a moment later, into a chart that has been drawn anew.
  chart.dispatchAction({ type: "hideTip" });
  chart.resize({ width: widthOf(plot), height: "auto" });
  chart.setOption(option, { notMerge: true });
};
const drawThese = (ids) => {
  for (const id of ids) if (makers[id] && element(`plot-${id}`)) draw(id);
};
const drawAll = () => {
  drawThese(Object.keys(makers));
  fillTiles();
  fillMarks();
  for (const button of document.querySelectorAll("[data-strategy] .swatch")) {
    const strategy = Number(button.parentElement.dataset.strategy);
    button.style.borderTopColor = colour(strategy);
    button.style.borderTopStyle = cssLines[strategy % cssLines.length];
  }
};
