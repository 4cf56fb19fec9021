// What was true, and what the decisions were worth.

function showReflection() {
  const session = state.session;
  view("debrief", session.briefing.title, factsOf(session));
  const hasTold = state.told === session.id + session.branch;
  byId("reflection").hidden = hasTold || session.branch !== "main" || session.readOnly !== null;
  byId("told").hidden = true;
  if (byId("reflection").hidden) return showDebrief();
  replace(byId("reflection-questions"), session.briefing.reflection.flatMap((question, place) => {
    const id = `r${place + 1}`;
    return [el("label", { for: id }, question), el("textarea", { id, rows: 2, maxlength: 240 })];
  }));
  byId("reflection-title").focus();
}

async function keepReflection(event) {
  event.preventDefault();
  const answers = [...byId("reflection-questions").querySelectorAll("textarea")].map((area) => value(area.id)).filter(Boolean);
  try {
    for (const answer of answers) await perform("note " + answer.replace(/\s+/g, " "));
  } catch (trouble) {
    return say([trouble.message]);
  }
  showDebrief();
}

async function showDebrief() {
  const session = state.session;
  const path = `/api/sessions/${session.id}/debrief`;
  byId("reflection").hidden = true;
  byId("told").hidden = false;
  replace(byId("told"), el("section", {}, el("p", {}, "What was true is being put together.")));
  let answer;
  try {
    answer = await ask(path);
  } catch (trouble) {
    return replace(byId("told"), el("section", {}, el("p", { class: "trouble" }, trouble.message)));
  }
  state.told = session.id + session.branch;
  drawDebrief(answer.exact);
  say([answer.exact.answer[0]]);
  while (answer.belief.state !== "done") {
    drawWaiting(answer.belief);
    await new Promise((done) => setTimeout(done, 1000));
    if (state.view !== "debrief" || state.session?.id !== session.id) return;
    try {
      answer = await ask(path);
    } catch { /* It is asked again. */ }
  }
  drawBelief(answer.exact, answer.belief.found);
}

function drawDebrief(told) {
  const lanes = figure("lanes", "What you saw and what was true",
    "Above what was reported, below what was true. The numbered pins are your decisions; R is a rule that acted by itself.",
    (width) => lanesPicture(told, width), [
      fold("Your decisions as a table", table("Whenever something was done", [["", false], ["when", false], ["reporting", true], ["failed or in trouble", true], ["struck in truth", true], ["what was done", false]],
        told.decisions.map((item) => [item.number === null ? "Rule" : `Decision ${item.number}`, item.clock, grouped(item.reporting), grouped(item.unhealthy), grouped(item.struck), item.words.join("; ")]))),
      fold("The three lanes as a table", table("Numbers of devices", [["when", false], ["reporting", true], ["failed or in trouble", true], ["struck", true], ["exposed", true]],
        told.lanes.filter((_, place) => place % Math.ceil(told.lanes.length / 46) === 0 || place === told.lanes.length - 1).map((point) => [point.clock, ...[point.reporting, point.unhealthy, point.struck, point.exposed].map(grouped)]))),
    ]);
  const moved = told.handover.slice(0, -1).map((point, place) => ({ point, change: told.handover[place + 1].cost - point.cost }));
  const curve = figure("handover", "If the expert had taken over from you",
    `What it would have cost, by the time at which the expert takes over: ${money(told.handover[0].cost, told.currency)} at the start, ${money(told.handover.at(-1).cost, told.currency)} at the end. Where the line goes up, it was lost.`,
    (width) => handoverPicture(told, width),
    fold("The curve as a table", table("Steps that changed the cost", [["from", false], ["cost", true], ["change", true], ["the expert", false]],
      moved.filter((step) => step.change !== 0).map((step) => [step.point.clock, money(step.point.cost, told.currency), money(step.change, told.currency, true), step.point.advice]))));
  const duties = [...told.must.map((duty) => [duty.met, "You must " + duty.text]), ...told.never.map((duty) => [!duty.broken, "You must never " + duty.text])];
  replace(byId("told"),
    el("section", { class: "answer" }, told.answer.map((line) => el("p", {}, line)), el("h3", {}, "What was true"), el("ul", {}, told.truth.map((line) => el("li", {}, line)))),
    el("section", { id: "score" }),
    lanes, curve, el("div", { id: "bridge-holder" }, bridge(told, null)),
    duties.length ? el("section", {}, el("h2", {}, "What must and what must never be done"), el("ul", { class: "duties" }, duties.map(([isKept, words]) =>
      el("li", { class: isKept ? null : "no" }, el("span", { class: "verdict" }, isKept ? "Kept: " : "Not kept: "), words + "."))),
      told.hints > 0 ? el("p", { class: "lead" }, `Help was asked for ${count(told.hints, "time", "times")}.`) : null) : null,
    told.notes.length ? el("section", {}, el("h2", {}, "Your notes"), el("ul", {}, told.notes.map((note) => el("li", {}, `${note.clock}: ${note.words}`)))) : null,
    el("section", { id: "next-steps" }, el("p", { class: "buttons" },
      el("button", { type: "button", on: { click: () => thoughts.decisions() } }, "Try a decision again"),
      el("button", { type: "button", on: { click: showLessons } }, "All lessons"))));
  byId("told").querySelector("section").setAttribute("tabindex", "-1");
  byId("told").querySelector("section").focus();
}

function bridge(told, found) {
  const cash = told.money;
  const rows = cash.items.map((item) => [item.name, money(item.you, told.currency), money(item.expert, told.currency)]);
  const words = cash.par === undefined ? "The lesson has no par." :
    `Par is the expert's mean over ${grouped(cash.draws)} other draws; ${grouped(cash.rank)} of them were cheaper than this one. The best was found with hindsight: ${cash.best.name}.`;
  return figure("bridge", "Where the money went", words, (width) => bridgePicture(told, found, width), [
    fold("The bridge as a table", table("Amounts", [["", false], ["", true]], [
      ...(cash.par === undefined ? [] : [["par", money(cash.par, told.currency)], ["luck of the draw", money(cash.luck, told.currency, true)]]),
      ["the expert on this draw", money(cash.expert, told.currency)],
      ...(found ? [["your decisions, given what could be known", `${money(found.decisions, told.currency, true)} ± ${money(found.half, told.currency)}`], ["luck of your choices", money(found.choices, told.currency, true)]] : []),
      ["you", money(cash.trainee, told.currency)], ["best found with hindsight", money(cash.best.cost, told.currency)],
    ])),
    fold("By what was paid for", table("Amounts", [["", false], ["you", true], ["the expert", true]], rows)),
  ]);
}

function drawWaiting(belief) {
  replace(byId("score"), el("h2", {}, "Score"), el("p", {}, "Your decisions are being played on other draws, to tell what could be known from luck."),
    el("progress", { max: belief.of || 1, value: belief.done, "aria-label": "Draws played" }));
}

function drawBelief(told, found) {
  const score = found.score;
  const gauge = score ? plot(`Score ${Math.round(score.value)}, give or take ${Math.round(score.half)}; ${score.pass} are asked for.`, (width) => scorePicture(score, width), "gauge") : null;
  const [headline, ...rest] = found.words;
  replace(byId("score"), el("h2", {}, "Score"),
    score ? el("p", { class: "big" }, Math.round(score.value), el("small", {}, ` ± ${Math.round(score.half)} of 100`)) : null,
    gauge, el("p", {}, headline.replace(/^Score [^:]*: /, (word) => score ? "" : word).replace(/^./, (letter) => letter.toUpperCase())), rest.map((line) => el("p", {}, line)),
    found.moments.length ? [el("h3", {}, "Moments that mattered"), el("ol", { class: "moments" }, found.moments.map((moment) => el("li", {}, moment)))] : null,
    found.forecasts.map((line) => el("p", {}, line)),
    found.rule ? [el("h3", {}, "The rule to take home"), el("p", { class: "rule" }, found.rule)] : null);
  byId("score").classList.add("scored");
  byId("bridge-holder").replaceChildren(bridge(told, found));
  say([headline]);
}
