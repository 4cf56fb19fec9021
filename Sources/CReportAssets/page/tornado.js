// How far single factors swing a metric.

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
