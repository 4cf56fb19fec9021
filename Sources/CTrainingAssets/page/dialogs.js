// Questions: each dialog makes one line of the text mode, and the server says whether it is possible.

function input(id, attributes) { return el("input", { type: "text", id, name: id, autocomplete: "off", spellcheck: "false", ...attributes }); }
function field(id, label, control, why) {
  return el("div", { class: "field" }, el("label", { for: id }, label), control, why ? el("p", { class: "why" }, why) : null);
}
const value = (id) => byId(id)?.value.trim() ?? "";
const isChecked = (id) => byId(id)?.checked ?? false;

function reasonField() {
  const must = state.session.mode === "exam";
  return field("reason", must ? "Because (needed in an exam)" : "Because", input("reason", { maxlength: 280, required: must }), "Your reason goes into your log, and comes back in the debrief.");
}
const because = () => value("reason") ? " because " + value("reason") : "";

/** Asks, and does what `line` makes of the answers; stays open with the reason if it is refused. Without a line it only shows. */
function question(title, fields, line, ok = "Into the tray") {
  stopPlaying();
  const dialog = byId("dialog");
  byId("dialog-title").textContent = title;
  byId("trouble").hidden = true;
  byId("fields").replaceChildren(...fields.filter(Boolean));
  byId("ok").textContent = line ? ok : "Close";
  byId("cancel").hidden = !line;
  byId("form").onsubmit = async (event) => {
    event.preventDefault();
    if (!line) return dialog.close();
    try {
      const said = await perform(line());
      dialog.close();
      say(said);
    } catch (trouble) {
      byId("trouble").textContent = trouble.message.replace(/^Order: /, "");
      byId("trouble").hidden = false;
    }
  };
  if (!dialog.open) dialog.showModal();
  (byId("fields").querySelector("input, select, textarea") || byId("ok")).focus();
}

function radio(name, choices) {
  return el("div", { class: "field", role: "radiogroup" }, choices.map(([choice, words], place) => el("label", { class: "choice" },
    el("input", { type: "radio", name, value: choice, checked: place === 0 }), el("span", {}, words))));
}
const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`)?.value ?? "";

/** Which rollout, where there are several. */
function rolloutField() {
  const rollouts = state.session.planned;
  if (rollouts.length < 2) return null;
  return field("rollout", "Rollout", el("select", { id: "rollout" }, rollouts.map((_, number) => el("option", { value: number }, `Rollout ${number}`))));
}
const whichRollout = () => value("rollout") ? " " + value("rollout") : "";

// MARK: Orders

let ringCount = 0;
function conditions() {
  const briefing = state.session.briefing;
  const unique = (values) => [...new Set(values)].sort();
  const all = [["", "all devices"]];
  for (const name of briefing.components) all.push([`component ${name}`, `with ${name}`]);
  for (const group of briefing.groups) all.push([`group ${group.name}`, `group ${group.name}`]);
  for (const site of unique(briefing.groups.map((group) => group.site).filter(Boolean))) all.push([`site ${site}`, `site ${site}`]);
  for (const tag of unique(briefing.groups.flatMap((group) => group.tags))) all.push([`tag ${tag}`, `tag ${tag}`]);
  for (const kind of unique(briefing.groups.map((group) => group.class))) all.push([`class ${kind}`, `class ${kind}`]);
  for (const exposure of unique(briefing.groups.map((group) => group.exposure))) all.push([`exposure ${exposure}`, `exposure ${exposure}`]);
  return all;
}

function ringRow(name, size) {
  const n = ++ringCount;
  const row = el("div", { class: "ring", role: "group", "aria-label": "Ring" },
    el("div", {}, el("label", { for: "name" + n }, "name"), input("name" + n, { value: name, maxlength: 40, pattern: "[^,]*" })),
    el("div", {}, el("label", { for: "size" + n }, "10%, 50, rest"), input("size" + n, { value: size, maxlength: 12, required: true })),
    el("div", {}, el("label", { for: "where" + n }, "who"), el("select", { id: "where" + n }, conditions().map(([choice, words]) => el("option", { value: choice }, words)))),
    el("div", {}, el("label", { for: "control" + n }, "control"), el("input", { type: "checkbox", id: "control" + n })),
    el("button", { type: "button", "aria-label": "Remove this ring", on: { click: () => { row.remove(); byId("add-ring").focus(); } } }, "✗"));
  row.dataset.number = n;
  return row;
}

function ringWords(row) {
  const n = row.dataset.number;
  const where = value("where" + n);
  return [value("name" + n), value("size" + n), where ? "where " + where : "", isChecked("control" + n) ? "control" : ""].filter(Boolean).join(" ");
}

const orders = {
  begin() {
    const rings = el("div", { id: "rings" }, ringRow("pilots", "5%"), ringRow("others", "rest"));
    const add = el("button", { type: "button", id: "add-ring", on: { click: () => {
      const row = ringRow("", "10%");
      rings.insertBefore(row, rings.lastElementChild);
      row.querySelector("input").focus();
    } } }, "Add a ring");
    question("Start a rollout", [
      el("p", { class: "lead" }, "Rings open in order, each when you say so. A size is a share of those who match, a number of devices, or rest. A control group is watched from the beginning, and gets nothing until it is opened."),
      rings, el("p", {}, add), reasonField(),
    ], () => "begin " + [...rings.children].map(ringWords).join(", ") + because());
  },
  open() {
    const closed = state.session.planned.flatMap((rings, number) => rings.filter((ring) => !ring.open).map((ring) => [number, ring]));
    if (!closed.length) return say([state.session.planned.length ? "Order: every ring is open already." : "Order: no rollout has begun. Start one first."]);
    question("Open a ring", [
      field("ring", "Ring", el("select", { id: "ring" }, closed.map(([number, ring]) =>
        el("option", { value: `${ring.name} of ${number}` }, `${ring.name}: ${count(ring.targets, "device", "devices")}${ring.control ? ", control group" : ""}${state.session.planned.length > 1 ? `, rollout ${number}` : ""}`))),
        "Its devices are offered the update at their next check-in."),
      reasonField(),
    ], () => `open ${value("ring")}${because()}`);
  },
  pause() {
    question("Pause", [
      el("p", { class: "lead" }, "Nothing new is offered, what is queued is cancelled, and what is installed stays. The vendor is asked. Devices learn of it at their next check-in."),
      rolloutField(), reasonField(),
    ], () => `pause${whichRollout()}${because()}`);
  },
  rollback() {
    question("Roll back", [
      el("p", { class: "lead" }, "As a pause, and what is installed is taken back at each device's next check-in. Holes that were closed are open again."),
      radio("interrupt", [["", "Let installations that are running finish"], [" interrupt", "Break off installations that are running"]]),
      rolloutField(), reasonField(),
    ], () => `rollback${chosen("interrupt")}${whichRollout()}${because()}`);
  },
  resume() {
    question("Resume", [el("p", { class: "lead" }, "The rollout goes on with whatever revision is current."), rolloutField(), reasonField()],
      () => `resume${whichRollout()}${because()}`);
  },
  rule() {
    question("Stop rule", [
      el("p", { class: "lead" }, "Looked at every hour: it stops the rollout by itself, and asks the vendor."),
      radio("what", [["stop", "Stop when more than so many are failed or in trouble"], ["off", "Take the standing rule away"]]),
      field("limit", "Limit", input("limit", { value: "2%", maxlength: 8 }), "A share of reporting devices such as 2%, or a number of devices."),
      field("minimum", "From so many reports on", input("minimum", { value: "20", inputmode: "numeric", maxlength: 6 })),
      radio("then", [["", "and roll back"], [" keep", "and keep what is installed"]]), rolloutField(), reasonField(),
    ], () => chosen("what") === "off" ? `rule off${whichRollout()}` : `rule stop ${value("limit")} minimum ${value("minimum")}${chosen("then")}${whichRollout()}${because()}`);
  },
};

// MARK: Time and thoughts

const thoughts = {
  wait() {
    question("Wait", [field("span", "For how long", input("span", { value: "6h", maxlength: 12 }), "Such as 6h, 2d, 1d12h. All that happens on the way is told.")], () => "wait " + value("span"), "Wait");
  },
  note() { question("Note", [field("words", "In your own words", input("words", { maxlength: 280, required: true, spellcheck: "true" }), "It comes back in the debrief.")], () => "note " + value("words").replace(/\s+/g, " "), "Keep"); },
  forecast() {
    question("Forecast", [
      radio("kind", [["defect", "How likely is it that the update has a defect?"], ["t95", "When do 95 % of the devices have it, counted from the start?"]]),
      field("expected", "Your forecast", input("expected", { maxlength: 12, placeholder: "30% or 20d" }), "A share such as 30%, or a time such as 20d. The debrief compares it with what came."),
    ], () => `forecast ${chosen("kind")} ${value("expected")}`, "Keep");
  },
  remind() {
    question("Remind me", [field("span", "In", input("span", { value: "1d", maxlength: 12 })), field("words", "Of what", input("words", { maxlength: 280 }))], () => `remind ${value("span")} ${value("words")}`, "Set");
  },
  hint() {
    const hints = state.session.hints;
    const shown = hints.shown.map((hint) => el("li", {}, hint));
    question(`Help: ${hints.shown.length} of ${hints.total} steps shown`, [
      shown.length ? el("ol", {}, shown) : el("p", {}, "Help comes step by step: a question, where to look, what to do. It is noted, and costs nothing."),
    ], hints.shown.length < hints.total ? () => "hint" : null, "Show the next step");
  },
  decisions() {
    const session = state.session;
    const mayReopen = session.mode === "learn" || (session.mode === "practise" && session.debrief);
    const list = session.decisions.map((decision) => el("li", {}, `${decision.clock}: ${decision.words.join("; ")} `,
      mayReopen ? el("button", { type: "button", on: { click: () => { byId("dialog").close(); run("branch " + decision.number).then(showConsole); } } }, "Try again from here") : null));
    const branches = session.branches.length > 1 ? [el("h3", {}, "Branches"), el("ul", { class: "rows" }, session.branches.map((branch) => el("li", {},
      branch.name + (branch.current ? ", now" : ""), branch.current ? null : el("button", { type: "button", on: { click: () => { byId("dialog").close(); run("go " + branch.name).then(showConsole); } } }, "Go there"))))] : [];
    const kept = session.thoughts.length ? [el("h3", {}, "Your notes and forecasts"), el("ul", { class: "plain" }, session.thoughts.map((item) => el("li", {}, `${item.clock}: ${item.words}`)))] : [];
    question("Decisions", [
      list.length ? el("ol", {}, list) : el("p", {}, "No decision yet: orders are given together when time moves."),
      mayReopen ? null : el("p", { class: "lead" }, session.mode === "exam" ? "In an exam no decision can be reopened." : "Decisions can be tried again when the first attempt is over."),
      ...branches, ...kept,
    ], null);
  },
  brief() { question("Briefing", briefingParts(state.session.briefing), null); },
  line() {
    question("Type a line", [
      field("typed", "As in the text mode", input("typed", { maxlength: 4000 }), "Such as: open pilots because they have the client; next 6h; remind 2d look; help order."),
      el("div", { id: "answer", class: "said-lines", role: "log", tabindex: 0, hidden: true }),
    ], () => value("typed"), "Do it");
    const close = byId("form").onsubmit;
    byId("form").onsubmit = async (event) => {
      event.preventDefault();
      if (!value("typed")) return close(event);
      try {
        byId("trouble").hidden = true;
        byId("answer").textContent = (await perform(value("typed"))).join("\n");
        byId("answer").hidden = false;
        byId("typed").value = "";
        byId("typed").focus();
      } catch (trouble) {
        byId("trouble").textContent = trouble.message.replace(/^Order: /, "");
        byId("trouble").hidden = false;
      }
    };
  },
  help() {
    const rows = keys.filter(([, , words]) => words).map(([key, , words]) => [el("dt", {}, el("kbd", {}, key === " " ? "space" : key)), el("dd", {}, words)]);
    const box = el("input", { type: "checkbox", id: "single-keys", checked: state.hasKeys, on: { change: (event) => setKeys(event.target.checked) } });
    question("Help", [
      el("p", {}, "You see what was reported, and nothing else. Orders wait in the tray until time moves; nothing moves unless you say so. The lesson is saved after everything you do."),
      el("label", { class: "choice" }, box, el("span", {}, "Single keys do what the buttons do")),
      el("dl", {}, rows),
    ], null);
  },
};
