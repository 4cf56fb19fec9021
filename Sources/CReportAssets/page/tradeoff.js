// Exposure against downtime.

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
    // Where there is nothing at all, one stands for the scale.
    const room = Math.max(0.12 * (high - low), high > 0 ? 1e-3 * high : 1);
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
