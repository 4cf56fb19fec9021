// Lines over time with the band of the middle runs.

// What a line shows: the typical run, one in ten, the worst, or the average.
const lineOf = (curves, isMoreBetter) =>
  [curves.median, isMoreBetter ? curves.low : curves.high, curves.worst, curves.mean][chosen.way ?? 0];

// - curvesOf: by strategy.
// - options: `unit`; `most`, where the axis ends; `isMoreBetter`; `worst`, by strategy the values of the worst run.
const bandChart = (curvesOf, options) => (plot) => {
  const all = data.series.instants;
  // What is known by interval stands in its middle.
  const instants = options.worst ? all.slice(1).map((end, k) => (end + all[k]) / 2) : all;
  // The first and the last interval reach the edges of the picture, as all others reach each other.
  const edge = (k) => (!options.worst ? instants[k]
    : k === 0 ? all[0] : k === instants.length - 1 ? all[all.length - 1] : instants[k]);
  const key = shown().map((strategy) => names[strategy]);
  const keyHeight = isPrinting ? legendHeight(key, widthOf(plot)) : 0;
  setHeight(plot, isPrinting && !isShort() ? 360 + keyHeight : undefined, keyHeight);
  const named = isShort() ? new Map() : namedEvents(plot);
  const series = [timeMarks(named)];
  // No band may be cut off: the axis ends above all that is drawn.
  const within = instants.map((_, k) => k === 0 || instants[k - 1] < chosen.end);
  let most = 0;
  for (const strategy of shown()) {
    const curves = curvesOf()[strategy];
    const values = lineOf(curves, options.isMoreBetter);
    const worst = options.worst && isMany ? options.worst()[strategy] : null;
    for (const drawn of [values, isMany ? curves.high : [], worst || []]) {
      drawn.forEach((value, k) => { if (within[k] && value > most) most = value; });
    }
    const outline = [
      ...instants.map((_, k) => [edge(k), curves.high[k]]),
      ...instants.map((_, k) => [edge(k), curves.low[k]]).reverse(),
    ].filter((point) => point[1] !== null);
    if (isMany) {
      series.push({
        type: "custom",
        name: `${names[strategy]} band`,
        data: [[0, 0]],
        // Named order, because strategies that come back would otherwise be drawn last.
        z: 2 + strategy / 1000,
        clip: true,
        silent: true,
        tooltip: { show: false },
        renderItem: (_, api) => ({
          type: "polygon",
          shape: { points: outline.map((point) => api.coord(point)) },
          style: { fill: colour(strategy), opacity: (isDark() ? 0.24 : 0.16) * Math.min(1, 3 / shown().length) },
        }),
      });
    }
    if (worst) {
      series.push({
        type: "line",
        name: `${names[strategy]} worst`,
        z: 2.5 + strategy / 1000,
        silent: true,
        data: instants.map((_, k) => [edge(k), worst[k]]),
        showSymbol: false,
        lineStyle: { color: colour(strategy), width: 1, type: lineType(strategy), opacity: 0.75 },
        tooltip: { show: false },
        emphasis: { disabled: true },
      });
    }
    series.push({
      type: "line",
      id: `line-${strategy}`,
      z: 3 + strategy / 1000,
      name: names[strategy],
      data: instants.map((_, k) => [edge(k), values[k]]),
      showSymbol: false,
      symbol: marks[strategy % marks.length],
      symbolSize: 8,
      lineStyle: { color: colour(strategy), width: 2.5, type: lineType(strategy) },
      itemStyle: { color: colour(strategy) },
      emphasis: { disabled: true },
    });
  }
  const common = base();
  const words = isMany ? `${options.unit}, ${ways[chosen.way ?? 0]}` : options.unit;
  return {
    ...common,
    aria: aria(plot, false),
    // The buttons that name the lines on the screen are no key to them on paper.
    legend: { show: isPrinting, ...lineLegend(key) },
    grid: { left: 8, right: lastLabelRoom, top: 34 + (named.size > 0 ? eventRow : 0), bottom: 8 + keyHeight, containLabel: true },
    xAxis: timeAxis(plot),
    yAxis: {
      ...axisStyle(), type: "value", min: 0, max: options.most || axisEnd(most), name: words, nameLocation: "end",
      nameGap: 15 + (named.size > 0 ? eventRow : 0),
      nameTextStyle: { color: css("--soft"), align: "left", fontSize: 12 },
      axisLabel: { ...axisStyle().axisLabel, formatter: short },
    },
    tooltip: {
      ...common.tooltip,
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: css("--soft") } },
      formatter: (items) => {
        const found = items.find((item) => String(item.seriesId).startsWith("line-"));
        if (!found) return "";
        const k = found.dataIndex;
        const rows = shown().map((strategy) => {
          const curves = curvesOf()[strategy];
          const note = isMany && curves.low[k] !== null ? `(${number(curves.low[k])}–${number(curves.high[k])})` : "";
          return line(swatch(strategy), number(lineOf(curves, options.isMoreBetter)[k]), note);
        });
        return `<b>${day(instants[k])}</b>${rows.join("")}`;
      },
    },
    series,
  };
};

const patchedChart = bandChart(() => data.series.patched, { unit: "% patched", most: 100, isMoreBetter: true });
const exposedChart = bandChart(() => data.series.exposed, { unit: "exposed pairs" });
const downChart = bandChart(() => data.series.down, { unit: "devices down", worst: () => data.series.worstDown });

// The small tables below pictures, and the whole course for spreadsheets.
const fillMarks = () => {
  if (!data.marks) return;
  const way = chosen.way ?? 0;
  for (const block of document.querySelectorAll(".marks")) {
    const values = data.marks[block.dataset.marks];
    const rows = block.querySelectorAll("tbody tr");
    rows.forEach((row, strategy) => {
      row.hidden = chosen.hidden.has(strategy);
      row.querySelectorAll("td").forEach((cell, place) => {
        const found = values[strategy][place];
        cell.textContent = found ? share(found[way]) : "–";
      });
    });
    const head = block.querySelector("thead th");
    head.dataset.words ??= head.textContent.replace(/ \([^(]*\)$/, "");
    head.textContent = isMany ? `${head.dataset.words} (${ways[way]})` : head.dataset.words;
    block.querySelector("caption").textContent = head.textContent;
  }
};
const curvesCSV = (curvesOf) => {
  const all = data.series.instants;
  const quoted = (text) => `"${text.replace(/"/g, '""')}"`;
  const keys = ["median", "low", "high", "mean", "worst"];
  const words = ["median", "p10", "p90", "mean", "worst"];
  const lines = [["day", ...names.flatMap((name) => words.map((word) => quoted(`${name} ${word}`)))].join(",")];
  const curves = curvesOf();
  const isInterval = curves.length > 0 && curves[0].median.length < all.length;
  for (let k = 0; k < (isInterval ? all.length - 1 : all.length); k += 1) {
    const values = curves.flatMap((own) => keys.map((key) => own[key][k] ?? ""));
    lines.push([all[isInterval ? k + 1 : k], ...values].join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
};
const offerCSV = () => {
  for (const id of ["patched", "exposed", "down"]) {
    const details = document.querySelector(`#${id} details.data`);
    if (!details || !data.series) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv";
    button.textContent = "All days as CSV";
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([curvesCSV(() => data.series[id])], { type: "text/csv" }));
      link.download = `${id}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
    details.append(button);
  }
};
