// What a report's page does: draws its charts, and redraws them when a strategy is shown or hidden, another stretch of time
// or another replication is chosen, the window or the colour scheme changes, or the page is printed.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const names = data.strategies;
  const hidden = new Set();
  const element = (id) => document.getElementById(id);
  const encode = echarts.format.encodeHTML;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const darkScheme = matchMedia("(prefers-color-scheme: dark)");
  let isPrinting = false;

  // The palette of M. Okabe and K. Ito, "Color universal design", 2008, which people of any colour vision can tell apart;
  // on dark paper in lighter tones. Lines, marks and patterns tell strategies and causes apart without colour.
  const palettes = {
    light: ["#0072b2", "#d55e00", "#009e73", "#b5548c", "#b87f00", "#3d9bd1", "#444c56", "#7a7300"],
    dark: ["#56b4e9", "#ff8f4a", "#2fc99b", "#e6a3cb", "#f0c04a", "#a9dcff", "#d5dce4", "#f0e442"],
  };
  const causePalettes = {
    light: { planned: ["#56b4e9", "#0072b2"], bad: ["#e6c619", "#e69f00", "#cc79a7", "#d55e00", "#3a3f46"] },
    dark: { planned: ["#a9dcff", "#4fa3dd"], bad: ["#f0e442", "#f0b03a", "#e6a3cb", "#ff8048", "#c9d1d9"] },
  };
  const lineTypes = ["solid", "dashed", "dotted", [14, 4, 3, 4], [3, 6], [18, 6], [8, 3, 2, 3, 2, 3], [1, 4]];
  const cssLines = ["solid", "dashed", "dotted", "dashed", "dotted", "dashed", "double", "dotted"];
  const marks = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow", "circle"];
  const decals = [
    { symbol: "none" },
    { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 },
    { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [5, 0], symbolSize: 0.55 },
    { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
    { dashArrayX: [1, 0], dashArrayY: [2, 5] },
    { symbol: "rect", dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0], symbolSize: 0.6 },
    { dashArrayX: [[2, 5]], dashArrayY: [1, 0] },
  ];

  const isDark = () => darkScheme.matches && !isPrinting;
  const palette = () => (isDark() ? palettes.dark : palettes.light);
  const colour = (strategy) => palette()[strategy % palette().length];
  const lineType = (strategy) => lineTypes[strategy % lineTypes.length];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const shown = () => names.map((_, place) => place).filter((place) => !hidden.has(place));

  // About three digits, with commas; the same as in the tables.
  const number = (value) => {
    if (value === null || !Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };
  const short = (value) => {
    const size = Math.abs(value);
    if (size >= 1e9) return `${+(value / 1e9).toPrecision(3)} G`;
    if (size >= 1e6) return `${+(value / 1e6).toPrecision(3)} M`;
    if (size >= 1e4) return `${+(value / 1e3).toPrecision(3)} k`;
    return number(value);
  };
  const day = (value) => `day ${number(value)}`;

  // MARK: What all charts share

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
  // Width of a plot, on the screen or on paper.
  const paperWidth = 690;
  const widthOf = (plot) => (isPrinting ? paperWidth : plot.clientWidth);
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
  const line = (name, value, note) =>
    `<div style="display:flex;justify-content:space-between;gap:1rem"><span>${name}</span>`
    + `<span><b>${value}</b>${note ? ` <span style="opacity:.7">${note}</span>` : ""}</span></div>`;
  const swatch = (strategy) =>
    `<span style="display:inline-block;width:.75rem;height:.75rem;border-radius:50%;margin-right:.45rem;`
    + `background:${colour(strategy)}"></span>${encode(names[strategy])}`;

  // MARK: Time

  let range = { start: 0, end: data.horizon };
  const timeAxis = () => ({
    ...axisStyle(),
    type: "value",
    min: 0,
    max: data.horizon,
    name: `days since ${data.start.replace("T", " ")}`,
    nameLocation: "middle",
    nameGap: 28,
    splitLine: { show: false },
    axisLabel: { ...axisStyle().axisLabel, formatter: (value) => number(value) },
  });
  const zoomBar = () => [{
    type: "slider",
    startValue: range.start,
    endValue: range.end,
    filterMode: "none",
    height: 16,
    bottom: 8,
    brushSelect: false,
    showDataShadow: false,
    borderColor: css("--line"),
    fillerColor: isDark() ? "rgba(124,192,245,.18)" : "rgba(11,79,138,.10)",
    handleStyle: { color: css("--paper"), borderColor: css("--soft") },
    moveHandleStyle: { color: css("--line") },
    labelFormatter: (value) => day(value),
    textStyle: { color: css("--soft") },
    show: !isPrinting,
  }];

  const bandChart = (curvesOf, unit, most) => (plot) => {
    const instants = data.series.instants;
    const series = [];
    for (const strategy of shown()) {
      const curves = curvesOf()[strategy];
      const outline = [
        ...instants.map((x, k) => [x, curves.high[k]]),
        ...instants.map((x, k) => [x, curves.low[k]]).reverse(),
      ].filter((point) => point[1] !== null);
      if (data.replications.length > 1) {
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
            style: { fill: colour(strategy), opacity: isDark() ? 0.24 : 0.16 },
          }),
        });
      }
      series.push({
        type: "line",
        id: `line-${strategy}`,
        z: 3 + strategy / 1000,
        name: names[strategy],
        data: instants.map((x, k) => [x, curves.median[k]]),
        showSymbol: false,
        symbol: marks[strategy % marks.length],
        symbolSize: 8,
        lineStyle: { color: colour(strategy), width: 2.5, type: lineType(strategy) },
        itemStyle: { color: colour(strategy) },
        emphasis: { disabled: true },
      });
    }
    const common = base();
    return {
      ...common,
      aria: aria(plot, false),
      grid: { left: 8, right: 22, top: 34, bottom: isPrinting ? 34 : 66, containLabel: true },
      xAxis: timeAxis(),
      yAxis: {
        ...axisStyle(), type: "value", min: 0, max: most, name: unit, nameLocation: "end",
        nameTextStyle: { color: css("--soft"), align: "left", fontSize: 12 },
        axisLabel: { ...axisStyle().axisLabel, formatter: short },
      },
      dataZoom: zoomBar(),
      tooltip: {
        ...common.tooltip,
        trigger: "axis",
        axisPointer: { type: "line", lineStyle: { color: css("--soft") } },
        formatter: (items) => {
          const lines = items.filter((item) => item.seriesType === "line");
          if (!lines.length) return "";
          const k = lines[0].dataIndex;
          const rows = shown().map((strategy) => {
            const curves = curvesOf()[strategy];
            const note = data.replications.length > 1 && curves.low[k] !== null
              ? `(${number(curves.low[k])}–${number(curves.high[k])})` : "";
            return line(swatch(strategy), number(curves.median[k]), note);
          });
          return `<b>${day(instants[k])}</b>${rows.join("")}`;
        },
      },
      series,
    };
  };

  const causeColours = () => {
    const tones = isDark() ? causePalettes.dark : causePalettes.light;
    return data.downtimeCauses.map((_, place) =>
      place < data.plannedCauses ? tones.planned[place % 2] : tones.bad[(place - data.plannedCauses) % 5]);
  };

  const unavailableChart = (plot) => {
    const strategy = Number(element("select-unavailable").value);
    const instants = data.series.instants;
    const causes = data.series.unavailable[strategy];
    const used = data.downtimeCauses.map((_, place) => place).filter((place) => causes[place].some((value) => value > 0));
    const keyHeight = legendHeight(used.map((place) => data.downtimeCauses[place]), widthOf(plot));
    const colours = causeColours();
    const common = base();
    return {
      ...common,
      aria: aria(plot, true),
      grid: { left: 8, right: 22, top: 34, bottom: keyHeight + (isPrinting ? 10 : 40), containLabel: true },
      legend: { ...legend(used.map((place) => data.downtimeCauses[place]), isPrinting ? 0 : 30), icon: "roundRect" },
      xAxis: { ...timeAxis(), name: "" },
      yAxis: {
        ...axisStyle(), type: "value", name: "devices not available, mean", nameLocation: "end",
        nameTextStyle: { color: css("--soft"), align: "left", fontSize: 12 },
        axisLabel: { ...axisStyle().axisLabel, formatter: short },
      },
      dataZoom: zoomBar(),
      tooltip: {
        ...common.tooltip,
        trigger: "axis",
        formatter: (items) => {
          const k = items[0].dataIndex;
          const rows = used.filter((place) => causes[place][k] > 0).map((place) => {
            const item = items.find((one) => one.seriesName === data.downtimeCauses[place]);
            return line(`${item ? item.marker : ""}${encode(data.downtimeCauses[place])}`, number(causes[place][k]));
          });
          return `<b>day ${number(instants[k])} to ${number(instants[k + 1])}</b>${rows.join("") || "<br>all available"}`;
        },
      },
      // Each cause covers the sum of those below it from the ground; the library's own stacking wants an axis of categories.
      series: used.map((place, rank) => ({
        type: "line",
        name: data.downtimeCauses[place],
        color: colours[place],
        z: 2 + used.length - rank,
        data: causes[place].map((_, k) => [
          (instants[k] + instants[k + 1]) / 2,
          used.slice(0, rank + 1).reduce((sum, below) => sum + causes[below][k], 0),
        ]),
        showSymbol: false,
        lineStyle: { width: 0.6 },
        areaStyle: { opacity: 1, decal: decals[place] },
        emphasis: { disabled: true },
      })),
    };
  };

  // MARK: Bars by cause

  const causeBars = (plot, panels, unit) => {
    const strategies = shown();
    const isNarrow = widthOf(plot) < 640;
    const rows = Math.max(1, strategies.length);
    const panelHeight = rows * 44 + 62;
    const across = isNarrow ? 1 : panels.length;
    const words = panels.flatMap((panel) => panel.causes.map((cause) => panel.names[cause]));
    plot.style.height = `${(isNarrow ? panels.length : 1) * panelHeight + 12 + legendHeight(words, widthOf(plot))}px`;
    const widest = Math.max(0, ...strategies.map((strategy) => names[strategy].length));
    const nameWidth = Math.min(isNarrow ? 110 : 150, 8 * widest + 12);
    const totalWidth = widthOf(plot);
    const common = base();
    const grids = panels.map((_, place) => {
      const column = isNarrow ? 0 : place;
      const row = isNarrow ? place : 0;
      const left = column === 0 ? nameWidth : totalWidth / across + 10;
      const right = column === across - 1 ? 74 : totalWidth - totalWidth / across + 64;
      return { left, right, top: 34 + row * panelHeight, height: panelHeight - 62 };
    });
    const axes = panels.map((panel, place) => {
      const hidesNames = !isNarrow && place > 0;
      return {
        y: {
          ...axisStyle(), type: "category", gridIndex: place, inverse: true,
          data: strategies.map((strategy) => names[strategy]),
          axisTick: { show: false },
          axisLabel: {
            show: !hidesNames, color: css("--ink"), fontSize: 13, width: nameWidth - 10, overflow: "truncate", interval: 0,
          },
        },
        x: {
          ...axisStyle(), type: "value", gridIndex: place, splitNumber: 4, min: 0,
          axisLabel: { ...axisStyle().axisLabel, formatter: short },
        },
      };
    });
    const series = panels.flatMap((panel, place) => [
      ...panel.causes.map((cause) => ({
        type: "bar",
        name: panel.names[cause],
        stack: `panel-${place}`,
        xAxisIndex: place,
        yAxisIndex: place,
        barMaxWidth: 26,
        color: panel.colours[cause],
        itemStyle: { decal: decals[cause % decals.length] },
        data: strategies.map((strategy) => panel.values[strategy][cause]),
      })),
      {
        type: "bar",
        name: `total ${place}`,
        stack: `panel-${place}`,
        xAxisIndex: place,
        yAxisIndex: place,
        data: strategies.map(() => 0),
        silent: true,
        itemStyle: { decal: { symbol: "none" } },
        label: {
          show: true, position: "right", color: css("--ink"), fontWeight: 600, fontSize: 12,
          formatter: (item) =>
            short(panel.causes.reduce((sum, cause) => sum + panel.values[strategies[item.dataIndex]][cause], 0)),
        },
      },
    ]);
    return {
      ...common,
      aria: aria(plot, true),
      grid: grids,
      title: panels.map((panel, place) => ({
        text: panel.title, left: grids[place].left - 5, top: grids[place].top - 32,
        textStyle: { color: css("--ink"), fontSize: 13, fontWeight: 600 },
      })),
      xAxis: axes.map((axis) => axis.x),
      yAxis: axes.map((axis) => axis.y),
      legend: legend(words, 0),
      tooltip: {
        ...common.tooltip,
        trigger: "item",
        formatter: (item) =>
          `<b>${encode(item.name)}</b>${line(`${item.marker}${encode(item.seriesName)}`, `${number(item.value)} ${unit}`)}`,
      },
      series,
    };
  };

  const downtimeChart = (plot) => {
    const colours = causeColours();
    const all = data.downtimeCauses.map((_, place) => place);
    const panel = (title, causes) => ({ title, causes, names: data.downtimeCauses, values: data.downtime, colours });
    return causeBars(plot, [
      panel("planned, device-hours", all.filter((cause) => cause < data.plannedCauses)),
      panel("unplanned, device-hours", all.filter((cause) => cause >= data.plannedCauses)),
    ], "h");
  };

  const residualChart = (plot) => {
    const tones = isDark()
      ? ["#c9d1d9", "#ff8048", "#f0b03a", "#f0e442", "#a9dcff", "#e6a3cb", "#4fa3dd"]
      : ["#3a3f46", "#d55e00", "#e69f00", "#e6c619", "#56b4e9", "#cc79a7", "#0072b2"];
    const causes = data.residualCauses.map((_, place) => place)
      .filter((cause) => data.residual.some((values) => values[cause] > 0));
    return causeBars(plot, [
      { title: "devices", causes, names: data.residualCauses, values: data.residual, colours: tones },
    ], "devices");
  };

  const costChart = (plot) => {
    const tones = isDark()
      ? ["#4fa3dd", "#a9dcff", "#ff8048", "#f0b03a", "#f0e442", "#e6a3cb"]
      : ["#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#e6c619", "#cc79a7"];
    const items = data.costItems.map((_, place) => place).filter((item) => data.costs.some((values) => values[item] > 0));
    return causeBars(plot, [
      { title: data.currency, causes: items, names: data.costItems, values: data.costs, colours: tones },
    ], data.currency);
  };

  // MARK: One mark a replication

  const hitScale = (value) => (value >= 1 ? Math.log10(value) + 1 : value);
  const blastChart = (plot) => {
    const strategies = shown();
    plot.style.height = `${Math.max(1, strategies.length) * 70 + 90}px`;
    const isNarrow = widthOf(plot) < 640;
    const widest = Math.max(0, ...strategies.map((strategy) => names[strategy].length));
    const common = base();
    const most = data.blast.reduce((found, values) => values.reduce((one, other) => Math.max(one, other), found), 1);
    const decades = Array.from({ length: Math.ceil(hitScale(most) + 0.02) + 1 }, (_, power) => power);
    return {
      ...common,
      aria: aria(plot, false),
      grid: { left: Math.min(isNarrow ? 110 : 170, 8 * widest + 22), right: 26, top: 12, bottom: 50 },
      xAxis: {
        ...axisStyle(), type: "value", min: -0.25, max: Math.ceil(hitScale(most) + 0.02), splitLine: { show: false },
        axisTick: { ...axisStyle().axisTick, customValues: decades },
        name: "devices hit", nameLocation: "middle", nameGap: 28,
        axisLabel: {
          ...axisStyle().axisLabel, customValues: decades,
          formatter: (value) => (value < 1 ? "0" : short(10 ** (value - 1))),
        },
      },
      yAxis: {
        ...axisStyle(), type: "category", inverse: true, data: strategies.map((strategy) => names[strategy]),
        axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: css("--line"), opacity: 0.5 } },
        axisLabel: {
          color: css("--ink"), fontSize: 13, width: isNarrow ? 92 : 150, overflow: "truncate", interval: 0,
        },
      },
      tooltip: {
        ...common.tooltip,
        formatter: (item) => `<b>${encode(names[item.data.strategy])}</b>`
          + (item.data.isMedian
            ? line("median", `${number(item.data.hit)} devices`)
            : line(`replication ${item.data.replication}`, `${number(item.data.hit)} devices`)),
      },
      series: [
        {
          type: "scatter",
          data: strategies.flatMap((strategy, row) => data.blast[strategy].map((hit, k) => ({
            value: [hitScale(hit), row],
            strategy, hit, replication: data.replications[k],
            symbol: marks[strategy % marks.length],
            // Spread by the golden section, so that equal values stay apart.
            symbolOffset: [0, ((k * 0.618034) % 1 - 0.5) * 38],
            itemStyle: { color: colour(strategy), opacity: data.replications.length > 200 ? 0.35 : 0.7 },
          }))),
          symbolSize: data.replications.length > 200 ? 6 : 9,
          markLine: {
            silent: true, symbol: "none", animation: false, label: { show: false },
            lineStyle: { color: css("--line"), type: "solid", width: 1 },
            data: decades.map((power) => ({ xAxis: power })),
          },
        },
        {
          type: "scatter",
          symbol: "rect",
          symbolSize: [4, 54],
          z: 5,
          data: strategies.map((strategy, row) => {
            const sorted = [...data.blast[strategy]].sort((one, other) => one - other);
            const middle = (sorted.length - 1) / 2;
            const hit = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
            return { value: [hitScale(hit), row], strategy, hit, isMedian: true };
          }),
          itemStyle: { color: css("--ink"), opacity: 0.85 },
        },
      ],
    };
  };

  // MARK: Trade-off

  // Puts each label above, below, right or left of its mark, wherever it covers neither a mark nor another label. One that
  // finds no room is left out; pointing at the mark tells its name.
  const placeLabels = (plot, dots) => {
    const away = 6;
    const meets = (one, other) => one.x < other.x + other.width && other.x < one.x + one.width
      && one.y < other.y + other.height && other.y < one.y + one.height;
    let boxes = [];
    let taken = [];
    return ({ dataIndex, labelRect }) => {
      if (dataIndex === 0) {
        taken = [];
        const chart = echarts.getInstanceByDom(plot);
        boxes = dots.map(({ value, symbolSize }) => {
          const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, value);
          return { x: x - symbolSize / 2, y: y - symbolSize / 2, width: symbolSize, height: symbolSize };
        });
      }
      const { width, height } = labelRect;
      const own = boxes[dataIndex];
      const middle = { x: own.x + own.width / 2, y: own.y + own.height / 2 };
      const places = [
        [middle.x - width / 2, own.y - height - away], [middle.x - width / 2, own.y + own.height + away],
        [own.x + own.width + away, middle.y - height / 2], [own.x - width - away, middle.y - height / 2],
      ].map(([x, y]) => ({ x, y, width, height }));
      const others = [...taken, ...boxes.filter((box) => box !== own)];
      const free = places.find((place) => place.x >= 0 && place.x + width <= widthOf(plot) && place.y >= 0
        && place.y + height <= plot.clientHeight - 50 && !others.some((box) => meets(place, box)));
      if (!free) return { x: -9999, y: -9999 };
      taken.push(free);
      return { x: free.x, y: free.y, align: "left", verticalAlign: "top" };
    };
  };

  const tradeoffChart = (plot) => {
    const strategies = shown();
    const points = strategies.map((strategy) => data.points[strategy]);
    // Logarithmic where the strategies are far apart; else the intervals fill the picture.
    const axis = (values, name) => {
      const means = values.map((value) => value[0]);
      const isLog = Math.min(...means) > 0 && Math.max(...means) / Math.min(...means) > 30;
      const low = Math.min(...values.map((value) => (isLog && value[1] <= 0 ? value[0] : value[1])));
      const high = Math.max(...values.map((value) => value[2]));
      const room = Math.max(0.12 * (high - low), 1e-3 * Math.abs(high), 1e-6);
      const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10((high - low + 2 * room) / 5))));
      return {
        ...axisStyle(),
        type: isLog ? "log" : "value",
        min: isLog ? 10 ** Math.floor(Math.log10(low)) : Math.max(0, low - room),
        max: isLog ? 10 ** Math.ceil(Math.log10(high)) : high + room,
        name: isLog ? `${name} (logarithmic)` : name,
        nameLocation: "middle",
        nameGap: 30,
        axisLabel: {
          ...axisStyle().axisLabel, showMinLabel: isLog, showMaxLabel: isLog,
          formatter: (value) => (Math.abs(value) >= 1e4 ? short(value) : value.toLocaleString("en-US", { maximumFractionDigits: digits })),
        },
      };
    };
    const xAxis = axis(points.map((point) => point.x), "exposed device-days");
    const yAxis = { ...axis(points.map((point) => point.y), "downtime, device-hours"), nameGap: 54 };
    const effort = Math.max(...data.points.map((point) => point.effort), 1e-9);
    const front = strategies.filter((strategy) => data.points[strategy].isOnFront)
      .map((strategy) => [data.points[strategy].x[0], data.points[strategy].y[0]]).sort((one, other) => one[0] - other[0]);
    const dots = strategies.map((strategy) => ({
      value: [data.points[strategy].x[0], data.points[strategy].y[0]],
      strategy,
      symbol: marks[strategy % marks.length],
      symbolSize: 12 + 22 * Math.sqrt(data.points[strategy].effort / effort),
      itemStyle: { color: colour(strategy), opacity: 0.9, borderColor: css("--paper"), borderWidth: 1.5 },
      label: {
        show: true, position: "top", distance: 6, formatter: () => names[strategy], color: css("--ink"), fontSize: 13,
        fontWeight: 600, width: 150, overflow: "truncate",
        textBorderColor: css("--paper"), textBorderWidth: 3,
      },
    }));
    const common = base();
    return {
      ...common,
      aria: aria(plot, false),
      grid: { left: 70, right: 50, top: 40, bottom: 50 },
      xAxis, yAxis,
      tooltip: {
        ...common.tooltip,
        formatter: (item) => {
          if (item.data.strategy === undefined) return "";
          const point = data.points[item.data.strategy];
          return `<b>${swatch(item.data.strategy)}</b>`
            + line("exposed device-days", number(point.x[0]), `(${number(point.x[1])}–${number(point.x[2])})`)
            + line("downtime, h", number(point.y[0]), `(${number(point.y[1])}–${number(point.y[2])})`)
            + line("effort of people, h", number(point.effort));
        },
      },
      series: [
        {
          type: "line", data: front, silent: true, showSymbol: false,
          lineStyle: { color: css("--soft"), type: "dashed", width: 1.5 }, tooltip: { show: false },
        },
        {
          type: "custom",
          silent: true,
          clip: true,
          data: strategies.map((strategy) => [data.points[strategy].x[0], data.points[strategy].y[0], strategy]),
          renderItem: (_, api) => {
            const strategy = api.value(2);
            const { x, y } = data.points[strategy];
            // An interval that reaches zero ends, on a logarithmic axis, at the edge of the picture.
            const within = (value, axis) => Math.min(axis.max, Math.max(axis.min, value));
            const cross = [
              [api.coord([within(x[1], xAxis), y[0]]), api.coord([within(x[2], xAxis), y[0]])],
              [api.coord([x[0], within(y[1], yAxis)]), api.coord([x[0], within(y[2], yAxis)])],
            ];
            return {
              type: "group",
              children: cross.map(([from, to]) => ({
                type: "line",
                shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
                style: { stroke: colour(strategy), lineWidth: 1.5, opacity: 0.75 },
              })),
            };
          },
        },
        {
          type: "scatter",
          z: 4,
          data: dots,
          labelLayout: placeLabels(plot, dots),
        },
      ],
    };
  };

  // MARK: Rings, gates and stops

  // A styled piece of a label ends at the first closing brace, so that one in a name has to stand between two pieces.
  const rich = (style, text) =>
    text.replace(/\s+/g, " ").split("}").map((part) => (part ? `{${style}|${part}}` : "")).join("}");

  const timelineChart = (plot) => {
    const course = data.courses[Number(element("select-timeline").value)] || { rows: [] };
    const rows = shown().flatMap((strategy) => (course.rows[strategy] || []).map((row) => ({ ...row, strategy })));
    const isNarrow = widthOf(plot) < 640;
    plot.style.height = `${Math.max(1, rows.length) * 44 + (isPrinting ? 60 : 92)}px`;
    const items = rows.flatMap((row, place) => row.stages.map((stage) => ({ row, place, stage })));
    const common = base();
    const labelWidth = isNarrow ? 96 : 190;
    return {
      ...common,
      aria: aria(plot, false),
      grid: { left: labelWidth + 12, right: 22, top: 8, bottom: isPrinting ? 44 : 74 },
      xAxis: timeAxis(),
      yAxis: {
        ...axisStyle(), type: "category", inverse: true, data: rows.map((_, place) => String(place)),
        axisTick: { show: false },
        axisLabel: {
          interval: 0, width: labelWidth, overflow: "truncate", color: css("--ink"), fontSize: 12.5, lineHeight: 15,
          formatter: (value) => `${rich("name", names[rows[value].strategy])}\n${rich("what", rows[value].patches)}`,
          rich: {
            name: { fontWeight: 600, fontSize: 12.5, color: css("--ink"), align: "right" },
            what: { fontSize: 11, color: css("--soft"), align: "right" },
          },
        },
      },
      dataZoom: zoomBar(),
      tooltip: {
        ...common.tooltip,
        formatter: (item) => {
          const { row, stage } = items[item.dataIndex];
          return `<b>${swatch(row.strategy)}: ${encode(stage.stopped ? "stopped" : stage.name)}</b>`
            + line("from", day(stage.from)) + line("to", day(stage.to))
            + `<div style="opacity:.8">${encode(stage.reason)}</div>`;
        },
      },
      series: [{
        type: "custom",
        clip: true,
        data: items.map((item) => [item.stage.from, item.place, item.stage.to]),
        encode: { x: [0, 2], y: 1 },
        renderItem: (parameters, api) => {
          const { row, stage } = items[parameters.dataIndex];
          const from = api.coord([api.value(0), api.value(1)]);
          const to = api.coord([api.value(2), api.value(1)]);
          const height = 24;
          const area = parameters.coordSys;
          const shape = echarts.graphic.clipRectByRect(
            { x: from[0], y: from[1] - height / 2, width: Math.max(1, to[0] - from[0]), height },
            { x: area.x, y: area.y, width: area.width, height: area.height },
          );
          if (!shape) return undefined;
          const strength = 0.35 + 0.65 * ((stage.ring + 1) / Math.max(1, row.rings));
          const tone = echarts.color.modifyAlpha(colour(row.strategy), strength);
          const text = stage.stopped ? "■ stopped" : stage.name;
          const fits = text.length * 7.2 + 10 < shape.width;
          return {
            type: "group",
            children: [
              {
                type: "rect",
                shape: { ...shape, x: shape.x + 0.75, width: Math.max(0.5, shape.width - 1.5), r: 3 },
                style: stage.stopped
                  ? { fill: css("--bad-back"), stroke: css("--bad"), lineWidth: 1.5, lineDash: [5, 3] }
                  : { fill: tone },
              },
              {
                type: "text",
                silent: true,
                ignore: !fits,
                style: {
                  text, x: shape.x + 8, y: shape.y + height / 2, textVerticalAlign: "middle", fontSize: 12, fontWeight: 600,
                  fill: stage.stopped ? css("--bad") : isDark() || strength < 0.72 ? css("--ink") : "#ffffff",
                  ...(isDark() && !stage.stopped && strength >= 0.6 ? { fill: "#10151a" } : {}),
                },
              },
            ],
          };
        },
      }],
    };
  };

  // MARK: Sensitivity

  const tornadoChart = (plot) => {
    const tornado = data.tornados[Number(element("select-tornado").value)];
    const isNarrow = widthOf(plot) < 640;
    plot.style.height = `${tornado.bars.length * 46 + 76}px`;
    const means = tornado.bars.flatMap((bar) => bar.ends.map((end) => end.mean)).concat(tornado.base);
    const low = Math.min(...means);
    const high = Math.max(...means);
    const room = Math.max(0.25 * (high - low), 1e-9);
    const nameWidth = isNarrow ? 120 : 260;
    const common = base();
    return {
      ...common,
      aria: aria(plot, false),
      grid: { left: nameWidth + 14, right: 30, top: 12, bottom: 48 },
      xAxis: {
        ...axisStyle(), type: "value", min: Math.max(low >= 0 ? 0 : -Infinity, low - room), max: high + room, name: tornado.title,
        nameLocation: "middle", nameGap: 28,
        axisLabel: { ...axisStyle().axisLabel, formatter: short, showMinLabel: false, showMaxLabel: false },
      },
      yAxis: {
        ...axisStyle(), type: "category", inverse: true, axisTick: { show: false },
        // Where there is little room, the end of a key says more than its beginning.
        data: tornado.bars.map((bar) => (isNarrow ? bar.key.split(".").slice(-2).join(".") : bar.key)),
        axisLabel: { color: css("--ink"), fontSize: 12.5, width: nameWidth, overflow: isNarrow ? "truncate" : "break", interval: 0 },
      },
      tooltip: {
        ...common.tooltip,
        formatter: (item) => {
          const bar = tornado.bars[item.dataIndex];
          return `<b>${encode(bar.key)}</b>${bar.ends.map((end) => line(encode(end.value), number(end.mean))).join("")}`
            + line("as written", number(tornado.base)) + (bar.isSignificant ? "" : "<i>may be chance</i>");
        },
      },
      series: [{
        type: "custom",
        clip: true,
        data: tornado.bars.map((bar, place) => [
          Math.min(tornado.base, ...bar.ends.map((end) => end.mean)), place,
          Math.max(tornado.base, ...bar.ends.map((end) => end.mean)),
        ]),
        encode: { x: [0, 2], y: 1 },
        renderItem: (parameters, api) => {
          const bar = tornado.bars[parameters.dataIndex];
          const middle = api.coord([tornado.base, api.value(1)]);
          const ends = bar.ends.map((end) => ({ x: api.coord([end.mean, api.value(1)])[0], value: end.value, mean: end.mean }))
            .sort((one, other) => one.x - other.x);
          const outer = ends.length > 1 ? [ends[0], ends[ends.length - 1]] : ends;
          const tones = [colour(0), colour(1)];
          return {
            type: "group",
            children: ends.filter((end) => outer.includes(end)).map((end) => ({
              type: "rect",
              shape: { x: Math.min(middle[0], end.x), y: middle[1] - 11, width: Math.max(1, Math.abs(end.x - middle[0])), height: 22 },
              style: { fill: tones[end.mean < tornado.base ? 0 : 1], opacity: bar.isSignificant ? 0.9 : 0.35 },
            })).concat(outer.filter((end) => {
              // Of two ends on the same side, the nearer one's value would lie under the other's bar or value.
              const other = outer.find((one) => one !== end);
              const isBefore = other && (end.mean < tornado.base) === (other.mean < tornado.base)
                && Math.abs(end.x - middle[0]) < Math.abs(other.x - middle[0]);
              return !isBefore;
            }).map((end) => ({
              type: "text",
              silent: true,
              style: {
                text: end.value, x: end.x + (end.mean < tornado.base ? -5 : 5), y: middle[1], fontSize: 11.5, fill: css("--soft"),
                textAlign: end.mean < tornado.base ? "right" : "left", textVerticalAlign: "middle",
                stroke: css("--paper"), lineWidth: 3,
              },
            }))),
          };
        },
        markLine: {
          silent: true, symbol: "none", animation: false, label: { show: false },
          lineStyle: { color: css("--ink"), type: "solid", width: 1.2 }, data: [{ xAxis: tornado.base }],
        },
      }],
    };
  };

  // MARK: Drawing

  const makers = {
    patched: data.series && bandChart(() => data.series.patched, "%", 100),
    exposed: data.series && bandChart(() => data.series.exposed, "pairs"),
    unavailable: data.series && unavailableChart,
    downtime: downtimeChart,
    timeline: timelineChart,
    blast: blastChart,
    tradeoff: data.points.length && tradeoffChart,
    residual: residualChart,
    costs: data.costs && costChart,
    tornado: data.tornados.length && tornadoChart,
  };
  const timed = ["patched", "exposed", "unavailable", "timeline"];
  const charts = new Map();

  const draw = (id) => {
    const plot = element(`plot-${id}`);
    const option = makers[id](plot);
    let chart = charts.get(id);
    if (!chart) {
      chart = echarts.init(plot, null, { renderer: "svg" });
      charts.set(id, chart);
      if (timed.includes(id)) chart.on("datazoom", () => follow(id));
    }
    // A tip that is open would be brought back a moment later, into a chart that has been drawn anew.
    chart.dispatchAction({ type: "hideTip" });
    chart.resize({ width: isPrinting ? paperWidth : "auto", height: "auto" });
    chart.setOption(option, { notMerge: true });
  };
  const drawAll = () => {
    for (const id of Object.keys(makers)) if (makers[id] && element(`plot-${id}`)) draw(id);
    for (const button of document.querySelectorAll(".strategies button")) {
      const strategy = Number(button.dataset.strategy);
      const sample = button.querySelector(".swatch");
      sample.style.borderTopColor = colour(strategy);
      sample.style.borderTopStyle = cssLines[strategy % cssLines.length];
    }
  };

  // All pictures of time show the same stretch of it.
  let isFollowing = false;
  const show = (from, to, except) => {
    range = { start: from, end: to };
    isFollowing = true;
    for (const id of timed) {
      if (id !== except && charts.has(id)) charts.get(id).dispatchAction({ type: "dataZoom", startValue: from, endValue: to });
    }
    isFollowing = false;
  };
  const follow = (id) => {
    if (isFollowing) return;
    const zoom = charts.get(id).getOption().dataZoom[0];
    show(zoom.startValue, zoom.endValue, id);
    element("select-time").value = "";
  };

  for (const plot of document.querySelectorAll(".plot")) plot.dataset.words = plot.getAttribute("aria-label");

  const times = element("select-time");
  times.options[0].value = String(data.horizon);
  for (const [days, words] of [[1, "first day"], [3, "first 3 days"], [7, "first week"], [14, "first 2 weeks"], [30, "first 30 days"]]) {
    if (days < data.horizon) times.add(new Option(words, String(days)));
  }
  times.add(new Option("as zoomed", ""));
  times.options[times.options.length - 1].hidden = true;
  times.addEventListener("change", () => show(0, Number(times.value)));

  // Of several breakdowns one at a time; on paper, and without this, all of them.
  const choice = document.getElementById("breakdown-choice");
  if (choice) {
    const select = element("select-breakdown");
    const choose = () => {
      for (const part of document.querySelectorAll(".breakdown")) part.hidden = part.dataset.by !== select.value;
    };
    choice.hidden = false;
    select.addEventListener("change", choose);
    choose();
  }

  for (const button of document.querySelectorAll(".strategies button")) {
    button.addEventListener("click", () => {
      const strategy = Number(button.dataset.strategy);
      if (hidden.has(strategy)) hidden.delete(strategy);
      else if (hidden.size + 1 < names.length) hidden.add(strategy);
      button.setAttribute("aria-pressed", String(!hidden.has(strategy)));
      drawAll();
    });
  }
  for (const id of ["unavailable", "timeline", "tornado"]) {
    const select = element(`select-${id}`);
    if (select) select.addEventListener("change", () => draw(id));
  }

  let width = document.documentElement.clientWidth;
  let timer = 0;
  addEventListener("resize", () => {
    if (document.documentElement.clientWidth === width || isPrinting) return;
    width = document.documentElement.clientWidth;
    clearTimeout(timer);
    timer = setTimeout(drawAll, 120);
  });
  darkScheme.addEventListener("change", drawAll);

  // Paper is white and has a width of its own; what can be opened is opened.
  const opened = [];
  addEventListener("beforeprint", () => {
    isPrinting = true;
    document.documentElement.classList.add("printing");
    for (const part of document.querySelectorAll(".assumptions details.printed:not([open])")) {
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

  drawAll();
  document.documentElement.dataset.ready = "true";
})();
