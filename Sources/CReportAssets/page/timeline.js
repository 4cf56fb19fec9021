// Rings, gates and stops of one run.

// A styled piece of a label ends at the first closing brace, so that one in a name has to stand between two pieces.
const rich = (style, text) =>
  text.replace(/\s+/g, " ").split("}").map((part) => (part ? `{${style}|${part}}` : "")).join("}");

const timelineChart = (plot) => {
  const course = data.courses[Number(element("select-timeline").value)] || { rows: [] };
  const rows = shown().flatMap((strategy) => (course.rows[strategy] || []).map((row) => ({ ...row, strategy })));
  const isNarrow = widthOf(plot) < 640;
  plot.style.height = `${Math.max(1, rows.length) * 44 + 56}px`;
  const items = rows.flatMap((row, place) => row.stages.map((stage) => ({ row, place, stage })));
  const common = base();
  const labelWidth = isNarrow ? 96 : 190;
  return {
    ...common,
    aria: aria(plot, false),
    grid: { left: labelWidth + 12, right: lastLabelRoom, top: 8, bottom: 40 },
    xAxis: timeAxis(plot),
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
    tooltip: {
      ...common.tooltip,
      formatter: (item) => {
        const { row, stage } = items[item.dataIndex];
        return `<b>${swatch(row.strategy)}: ${encode(stage.stopped ? "stopped" : stage.name)}</b>`
          + line("from", day(stage.from)) + line("to", day(stage.to))
          + `<div style="opacity:.8">${encode(stage.reason)}</div>`;
      },
    },
    series: [timeMarks(), {
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
