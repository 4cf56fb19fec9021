// What all pictures of time share: days from the start to a day that is chosen, with dates, weekends and events, and a cursor.

const timed = ["patched", "exposed", "down", "timeline"];
const dayChoices = [1, 2, 3, 7, 14, 30].filter((day) => day < data.horizon);

// The day from which on the lines differ from their end by less than a hundredth of their height, and the bands by less than
// a twentieth.
const settledDay = () => {
  if (!data.series) return data.horizon;
  const { instants } = data.series;
  let last = 0;
  for (const curves of [...data.series.patched, ...data.series.exposed]) {
    for (const [values, tolerance] of [[curves.median, 0.01], [curves.low, 0.05], [curves.high, 0.05]]) {
      const known = values.filter((value) => value !== null);
      const most = Math.max(0, ...known);
      const end = known[known.length - 1];
      const moved = values.findLastIndex((value) => value !== null && Math.abs(value - end) > tolerance * most);
      last = Math.max(last, instants[Math.min(moved + 1, instants.length - 1)]);
    }
  }
  return last;
};
const usualEnd = () => {
  const settled = settledDay();
  return dayChoices.find((choice) => choice >= settled) || data.horizon;
};

// Right of the axis, for the half of the last label that stands beyond it: `Wed 30 Sep`.
const lastLabelRoom = 40;
const timeAxis = (plot) => {
  // As many labels as have room.
  const room = Math.max(2, Math.floor(widthOf(plot) / 84));
  const steps = [0.25, 0.5, 1, 2, 7, 14, 28, 91, 182, 364, 728, 1820, 3640];
  const step = steps.find((one) => chosen.end / one <= room) || chosen.end;
  // The last one is where the picture ends; one that would stand too near before it is left out.
  const ticks = Array.from({ length: Math.floor(chosen.end / step + 1e-9) + 1 }, (_, place) => place * step)
    .filter((day) => chosen.end - day > 0.8 * step || day === 0);
  ticks.push(chosen.end);
  return {
    ...axisStyle(),
    type: "value",
    min: 0,
    max: chosen.end,
    splitLine: { show: false },
    axisTick: { ...axisStyle().axisTick, customValues: ticks },
    axisLabel: {
      ...axisStyle().axisLabel,
      customValues: ticks,
      lineHeight: 15,
      formatter: (value) => (Number.isInteger(value) ? `day ${value}\n${date(value)}`
        : value < 1 ? `${value * 24} h` : `day ${digits(value)}`),
    },
  };
};

const eventColours = () => ({ release: css("--soft"), disclosure: css("--soft"), deadline: css("--bad"), exploitation: css("--bad") });
// The names of events stand in a row above a picture, so that no line runs through them; those of one moment share a name, and
// one that has no room is left out.
const eventRow = 16;
const namedEvents = (plot) => {
  const room = widthOf(plot) - 60 - lastLabelRoom;
  const byDay = new Map();
  for (const event of data.calendar.events.filter((one) => one.day < chosen.end)) {
    const text = event.kind === "release" ? `⚑ ${event.label}` : event.label;
    byDay.set(event.day, [...(byDay.get(event.day) || []), text]);
  }
  let used = -1;
  const named = new Map();
  for (const [day, texts] of [...byDay].sort((one, other) => one[0] - other[0])) {
    const text = texts.length > 2 ? `${texts[0]} and ${texts.length - 1} more` : texts.join(", ");
    const width = Math.min(170, text.length * 6.2);
    const left = Math.max(0, Math.min(room - width, (day / chosen.end) * room - width / 2));
    if (left <= used) continue;
    used = left + width + 8;
    named.set(day, text);
  }
  return named;
};

// A series without values that carries weekends and events.
// - named: by day, what events are called; nil: they are not named.
const timeMarks = (named = new Map()) => ({
  type: "line",
  name: "calendar",
  data: [],
  silent: true,
  z: 1,
  tooltip: { show: false },
  markArea: {
    silent: true,
    animation: false,
    itemStyle: { color: isDark() ? "rgba(255,255,255,.05)" : "rgba(23,32,42,.05)" },
    data: data.calendar.weekends.filter(([from]) => from < chosen.end)
      .map(([from, to]) => [{ xAxis: from }, { xAxis: Math.min(to, chosen.end) }]),
  },
  markLine: {
    silent: true,
    symbol: "none",
    animation: false,
    data: data.calendar.events.filter((event) => event.day < chosen.end).map((event, place, all) => ({
      xAxis: event.day,
      lineStyle: { color: eventColours()[event.kind], type: event.kind === "release" ? "solid" : "dashed", width: 1 },
      label: {
        show: named.has(event.day) && all.findIndex((other) => other.day === event.day) === place,
        formatter: () => named.get(event.day),
        position: "end", distance: 3, rotate: 0, color: css("--soft"), fontSize: 11, width: 170, overflow: "truncate",
      },
    })),
  },
});

// One vertical line in all pictures of time.
const moveCursor = (day, except) => {
  for (const id of timed) {
    const chart = charts.get(id);
    if (!chart) continue;
    const line = element(`plot-${id}`).querySelector(".cursor");
    const isShown = day !== null && day >= 0 && day <= chosen.end;
    line.hidden = !isShown || id === except;
    if (isShown) line.style.left = `${chart.convertToPixel({ xAxisIndex: 0 }, day)}px`;
  }
};
let cursorDay = 0;
const followCursor = (id, chart) => {
  const plot = element(`plot-${id}`);
  const line = document.createElement("div");
  line.className = "cursor";
  line.hidden = true;
  plot.append(line);
  plot.tabIndex = 0;
  chart.getZr().on("mousemove", (event) => moveCursor(chart.convertFromPixel({ xAxisIndex: 0 }, event.offsetX), id));
  chart.getZr().on("globalout", () => moveCursor(null));
  plot.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps)) return;
    event.preventDefault();
    cursorDay = Math.min(Math.floor(chosen.end), Math.max(0, cursorDay + steps[event.key]));
    moveCursor(cursorDay);
    const x = chart.convertToPixel({ xAxisIndex: 0 }, cursorDay);
    chart.dispatchAction({ type: "showTip", x, y: plot.clientHeight / 3 });
  });
  plot.addEventListener("blur", () => {
    moveCursor(null);
    chart.dispatchAction({ type: "hideTip" });
  });
};
