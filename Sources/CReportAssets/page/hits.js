// How many devices a bad patch hits: a mark for each run.

const hitScale = (value) => (value >= 1 ? Math.log10(value) + 1 : value);
const blastChart = (plot) => {
  const strategies = shown();
  setHeight(plot, Math.max(1, strategies.length) * 70 + 90);
  // Equal values are spread, and marks are as high, as the room of a strategy allows.
  const room = isShort() ? 88 / Math.max(1, strategies.length) : 70;
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
        + (item.data.way !== undefined
          ? line(ways[item.data.way], `${number(item.data.hit)} devices`)
          : line(`run ${item.data.replication}`, `${number(item.data.hit)} devices`)),
    },
    series: [
      {
        type: "scatter",
        data: strategies.flatMap((strategy, row) => data.blast[strategy].map((hit, k) => ({
          value: [hitScale(hit), row],
          strategy, hit, replication: data.replications[k],
          symbol: marks[strategy % marks.length],
          // Spread by the golden section, so that equal values stay apart.
          symbolOffset: [0, ((k * 0.618034) % 1 - 0.5) * room * 0.54],
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
        z: 5,
        data: strategies.flatMap((strategy, row) => {
          const sorted = [...data.blast[strategy]].sort((one, other) => one - other);
          const at = (share) => {
            const place = (sorted.length - 1) * share;
            const below = sorted[Math.floor(place)];
            return below + (sorted[Math.ceil(place)] - below) * (place % 1);
          };
          return (isMany ? [[0, 0.5], [1, 0.9], [2, 1]] : []).map(([way, share], k) => ({
            value: [hitScale(at(share)), row], strategy, hit: at(share), way,
            symbolSize: [4, room * (0.77 - 0.17 * k)],
          }));
        }),
        itemStyle: { color: css("--ink"), opacity: 0.85 },
      },
    ],
  };
};
