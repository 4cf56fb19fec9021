// Bars that are made up of causes.

const causeColours = () => {
  const tones = isDark() ? causePalettes.dark : causePalettes.light;
  return data.downtimeCauses.map((_, place) =>
    place < data.plannedCauses ? tones.planned[place % 2] : tones.bad[(place - data.plannedCauses) % 5]);
};

// - panels: side by side, each with a title, its causes, their names and colours.
// - rowsOf: by panel, the bars: a name, and a value for each cause.
const causeBars = (plot, panels, unit, rowsOf) => {
  const bars = rowsOf[0];
  const isNarrow = widthOf(plot) < 640;
  const rows = Math.max(1, bars.length);
  const panelHeight = rows * 44 + 62;
  const across = isNarrow ? 1 : panels.length;
  const words = panels.flatMap((panel) => panel.causes.map((cause) => panel.names[cause]));
  plot.style.height = `${(isNarrow ? panels.length : 1) * panelHeight + 12 + legendHeight(words, widthOf(plot))}px`;
  const widest = Math.max(0, ...bars.flatMap((bar) => bar.name.split("\n")).map((part) => part.length));
  const nameWidth = Math.min(isNarrow ? 130 : 240, 8 * widest + 12);
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
        data: bars.map((bar) => bar.name),
        axisTick: { show: false },
        axisLabel: {
          show: !hidesNames, color: css("--ink"), fontSize: 13, lineHeight: 15, width: nameWidth - 10, overflow: "truncate", interval: 0,
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
      data: rowsOf[place].map((bar) => bar.values[cause]),
    })),
    {
      type: "bar",
      name: `total ${place}`,
      stack: `panel-${place}`,
      xAxisIndex: place,
      yAxisIndex: place,
      data: bars.map(() => 0),
      silent: true,
      itemStyle: { decal: { symbol: "none" } },
      label: {
        show: true, position: "right", color: css("--ink"), fontWeight: 600, fontSize: 12,
        formatter: (item) =>
          short(panel.causes.reduce((sum, cause) => sum + rowsOf[place][item.dataIndex].values[cause], 0)),
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
        `<b>${encode(item.name).replace("\n", ", ")}</b>${line(`${item.marker}${encode(item.seriesName)}`, `${number(item.value)} ${unit}`)}`,
    },
    series,
  };
};

// - values: by strategy and cause.
const rowsBy = (values) => shown().map((strategy) => ({ name: names[strategy], values: values[strategy] }));

const downtimeChart = (plot) => {
  const colours = causeColours();
  const all = data.downtimeCauses.map((_, place) => place);
  const panel = (title, causes) => ({ title, causes, names: data.downtimeCauses, colours });
  return causeBars(plot, [
    panel("planned, device-hours", all.filter((cause) => cause < data.plannedCauses)),
    panel("unplanned, device-hours", all.filter((cause) => cause >= data.plannedCauses)),
  ], "h", [rowsBy(data.downtime), rowsBy(data.downtime)]);
};

const residualChart = (plot) => {
  const tones = isDark()
    ? ["#c9d1d9", "#ff8048", "#f0b03a", "#f0e442", "#a9dcff", "#e6a3cb", "#4fa3dd"]
    : ["#3a3f46", "#d55e00", "#e69f00", "#e6c619", "#56b4e9", "#cc79a7", "#0072b2"];
  const causes = data.residualCauses.map((_, place) => place)
    .filter((cause) => data.residual.some((values) => values[cause] > 0));
  return causeBars(plot, [
    { title: "devices", causes, names: data.residualCauses, colours: tones },
  ], "devices", [rowsBy(data.residual)]);
};
