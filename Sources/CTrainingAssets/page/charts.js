// Pictures without a library. Each is drawn for the width that it has, and has a table beside it.

const day = 86400;

/** Steps of an axis that people like: 1, 2 or 5 times a power of ten. */
function ticks(most, wanted) {
  if (!(most > 0)) return [0];
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const found = [];
  for (let at = 0; at <= most * 1.0001; at += step) found.push(at);
  return found;
}

function timeAxis(horizon, width, left, right) {
  const isShort = horizon < 4 * day;
  const unit = isShort ? 3600 : day;
  const marks = ticks(horizon / unit, Math.max(3, Math.floor((width - left - right) / 70))).filter((at) => at === Math.round(at));
  const x = (time) => left + ((width - left - right) * time) / horizon;
  return { x, marks: marks.map((at) => ({ x: x(at * unit), word: `${isShort ? "hour" : "day"} ${at}` })) };
}

/** A picture that is drawn again whenever its width changes. */
function plot(words, draw, look = "plot") {
  const holder = el("div", { class: look });
  const redraw = () => {
    const width = Math.max(260, Math.floor(holder.clientWidth));
    if (holder.dataset.width === String(width)) return;
    holder.dataset.width = width;
    const picture = draw(width);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", words);
    holder.replaceChildren(picture);
  };
  new ResizeObserver(redraw).observe(holder);
  return holder;
}

function figure(id, title, words, draw, rest) {
  return el("section", { id }, el("h2", {}, title), el("figure", {}, plot(words, draw), el("figcaption", {}, words)), rest);
}

const fold = (title, ...content) => el("details", {}, el("summary", {}, title), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, ...content));

/** Lanes above each other on one axis of time, with the decisions as numbered pins through all of them. */
function lanesPicture(told, width) {
  const [left, right, top, high, gap] = [54, 14, 30, 92, 30];
  const points = told.lanes;
  const most = Math.max(1, ...points.map((point) => Math.max(point.unhealthy, point.struck)));
  const lanes = [
    { name: "Console: reported failed or in trouble", key: "unhealthy", most, look: "seen" },
    { name: "Truth: struck by a defect", key: "struck", most, look: "true" },
    { name: "Truth: exposed", key: "exposed", most: Math.max(1, ...points.map((point) => point.exposed)), look: "exposed" },
  ];
  const height = top + lanes.length * (high + gap) + 8;
  const { x, marks } = timeAxis(told.horizon, width, left, right);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
  lanes.forEach((lane, place) => {
    const floor = top + place * (high + gap) + high;
    const y = (number) => floor - ((high - 22) * number) / lane.most;
    for (const tick of ticks(lane.most, 2).slice(1).filter(Number.isInteger)) picture.append(
      svg("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }),
      svg("text", { class: "end", x: left - 6, y: y(tick) + 4 }, grouped(tick)));
    picture.append(svg("text", { class: "end", x: left - 6, y: floor + 4 }, "0"));
    let path = `M${left},${floor}`;
    for (const point of points) path += `L${x(point.time).toFixed(1)},${y(point[lane.key]).toFixed(1)}`;
    picture.append(svg("path", { class: lane.look, d: path + `L${x(points.at(-1).time).toFixed(1)},${floor}Z` }),
      svg("line", { class: "axis", x1: left, x2: width - right, y1: floor, y2: floor }),
      svg("text", { class: "name", x: left, y: floor - high + 10 }, lane.name));
  });
  const bottom = top + lanes.length * (high + gap) - gap;
  for (const mark of marks) picture.append(svg("line", { class: "axis", x1: mark.x, x2: mark.x, y1: bottom, y2: bottom + 5 }),
    svg("text", { class: mark.x > width - 50 ? "end" : "middle", x: mark.x, y: bottom + 20 }, mark.word));
  let last = -99;
  for (const decision of told.decisions) {
    const at = x(decision.time);
    const shown = Math.max(at, last + 18);
    last = shown;
    picture.append(svg("line", { class: "mark", x1: at, x2: at, y1: 20, y2: bottom }), svg("circle", { class: "pin", cx: shown, cy: 11, r: 8.5 }),
      svg("text", { class: "pin-word", x: shown, y: 15 }, decision.number ?? "R"));
  }
  return picture;
}

/** What it would have cost, by when the expert takes over. */
function handoverPicture(told, width) {
  const [left, right, top, height] = [66, 14, 14, 240];
  const points = told.handover;
  const costs = points.map((point) => point.cost);
  const [low, high] = [Math.min(...costs), Math.max(...costs)];
  const room = Math.max((high - low) * 0.12, high * 0.02, 1);
  const [from, to] = [Math.max(0, low - room), high + room];
  const { x, marks } = timeAxis(told.horizon, width, left, right);
  const floor = height - 30;
  const y = (cost) => floor - ((floor - top) * (cost - from)) / (to - from);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
  const [, step] = ticks(to - from, 4);
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) picture.append(
    svg("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }),
    svg("text", { class: "end", x: left - 6, y: y(tick) + 4 }, money(tick, "").trim()));
  for (const mark of marks) picture.append(svg("text", { class: mark.x > width - 50 ? "end" : "middle", x: mark.x, y: height - 8 }, mark.word));
  for (const decision of told.decisions) picture.append(svg("line", { class: "mark", x1: x(decision.time), x2: x(decision.time), y1: top, y2: floor }));
  let path = "";
  points.forEach((point, place) => {
    path += place === 0 ? `M${x(point.time)},${y(point.cost)}` : `H${x(point.time)}V${y(point.cost)}`;
  });
  picture.append(svg("path", { class: "cost", d: path }), svg("line", { class: "axis", x1: left, x2: width - right, y1: floor, y2: floor }));
  return picture;
}

/** From par to what it cost, bar by bar. */
function bridgePicture(told, found, width) {
  const cash = told.money;
  const bars = [];
  if (cash.par !== undefined) bars.push({ name: "Par: the expert on other draws", at: 0, size: cash.par, sum: true }, { name: "+ luck of the draw", at: cash.par, size: cash.luck });
  bars.push({ name: "= the expert on this draw", at: 0, size: cash.expert, sum: true });
  if (found) bars.push({ name: "+ your decisions", at: cash.expert, size: found.decisions, half: found.half }, { name: "+ luck of your choices", at: cash.expert + found.decisions, size: found.choices });
  else bars.push({ name: "+ what you did otherwise", at: cash.expert, size: cash.trainee - cash.expert });
  bars.push({ name: "= you", at: 0, size: cash.trainee, sum: true }, { name: "Best found with hindsight", at: 0, size: cash.best.cost, sum: true });
  const isNarrow = width < 560;
  const [left, right, row] = [isNarrow ? 4 : 230, isNarrow ? 96 : 120, isNarrow ? 44 : 30];
  const most = Math.max(1, ...bars.map((bar) => Math.max(bar.at, bar.at + bar.size)));
  const least = Math.min(0, ...bars.map((bar) => Math.min(bar.at, bar.at + bar.size)));
  const x = (amount) => left + ((width - left - right) * (amount - least)) / (most - least);
  const height = bars.length * row + 6;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
  bars.forEach((bar, place) => {
    const base = place * row;
    const y = base + (isNarrow ? 20 : 6);
    const [start, end] = [Math.min(bar.at, bar.at + bar.size), Math.max(bar.at, bar.at + bar.size)];
    picture.append(svg("text", { class: "name", x: isNarrow ? left : 0, y: base + (isNarrow ? 15 : 20) }, bar.name),
      svg("rect", { class: bar.sum ? "sum" : bar.size > 0 ? "more" : "less", x: x(start), y, width: Math.max(1.5, x(end) - x(start)), height: 17, rx: 2 }));
    picture.append(svg("text", { class: "value", x: x(end) + 6, y: y + 13 }, money(bar.size, told.currency, !bar.sum)));
  });
  return picture;
}

/** The score on its scale, with its interval and what is asked for. */
function scorePicture(score, width) {
  const height = 58;
  const x = (value) => 10 + ((width - 20) * Math.min(100, Math.max(0, value))) / 100;
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height },
    svg("line", { class: "axis", x1: x(0), x2: x(100), y1: 26, y2: 26 }),
    svg("rect", { class: "band", x: x(score.value - score.half), y: 19, width: Math.max(2, x(score.value + score.half) - x(score.value - score.half)), height: 14, rx: 4 }),
    svg("circle", { class: "dot", cx: x(score.value), cy: 26, r: 8 }),
    svg("line", { class: "mark", x1: x(score.pass), x2: x(score.pass), y1: 8, y2: 40 }),
    svg("text", { x: x(0), y: 54 }, "0 as the naive strategy"), svg("text", { class: "middle", x: x(score.pass), y: 54 }, `${score.pass} to pass`),
    svg("text", { class: "end", x: x(100), y: 54 }, width > 380 ? "100 as the expert" : "100"));
}
