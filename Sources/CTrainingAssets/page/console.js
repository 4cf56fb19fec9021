// The console: what is reported, and nothing else.

function drawConsole(session) {
  drawPatches(session);
  drawRollouts(session);
  drawGroups(session);
  const tickets = session.tickets;
  byId("tickets").textContent = `Tickets: ${grouped(tickets.today)} in the last day` +
    (tickets.usual === null ? "" : `, ${tickets.usual.toFixed(1)} a day before`) + `, ${grouped(tickets.total)} in all.`;
  drawTray(session);
  drawNews(session);
  drawSilence(session);
}

function drawPatches(session) {
  replace(byId("patches"), session.patches.map((patch) => el("p", { class: "patch" },
    el("strong", {}, patch.name), el("span", { class: "tag " + patch.severity }, patch.severity),
    patch.deadline ? el("span", {}, "deadline " + patch.deadline) : null,
    el("span", {}, "vendor: " + patch.vendor))));
  if (!session.patches.length) replace(byId("patches"), el("p", {}, "No update is out yet."));
}

function ringState(ring) {
  if (ring.open !== null) return ring.open === "no time" ? "just opened" : "open for " + ring.open;
  return ring.control ? "control group, watched" : "closed";
}

/** Shares of a ring's devices, by what was reported; the numbers stand beside it. */
function meter(ring) {
  const share = (number) => ring.targets > 0 ? (100 * number) / ring.targets : 0;
  const offered = Math.max(0, ring.offered - ring.well - ring.unhealthy);
  return el("div", { class: "meter", "aria-hidden": "true" },
    el("span", { class: "well", "width%": share(ring.well) }),
    el("span", { class: "bad", "width%": share(ring.unhealthy) }),
    el("span", { class: "offered", "width%": share(offered) }));
}

function drawRollouts(session) {
  if (!session.rollouts.length) {
    replace(byId("rollouts"), el("p", { class: "lead" }, "No rollout has begun. “Start a rollout” cuts the devices into rings; then open the first one."));
    return;
  }
  const columns = [["Ring", false], ["devices", true], ["seen", true], ["offered", true], ["reporting", true], ["well", true], ["failed", true], ["trouble", true]];
  const parts = session.rollouts.map((rollout) => {
    const rows = rollout.rings.flatMap((ring) => {
      const isQuiet = ring.open === null;
      const cell = (value, isBad) => el("td", { class: "number" + (isBad && value > 0 ? " bad" : ""), "data-name": "" }, value === null ? "–" : grouped(value));
      const cells = [ring.targets, isQuiet && !ring.control ? null : ring.seen, isQuiet ? null : ring.offered, isQuiet ? null : ring.reporting,
        isQuiet ? null : ring.well, isQuiet && !ring.control ? null : ring.failed, isQuiet && !ring.control ? null : ring.troubled]
        .map((value, place) => {
          const made = cell(value, place >= 5);
          made.dataset.name = columns[place + 1][0];
          return made;
        });
      const aside = ring.aside > 0 ? `, ${grouped(ring.aside)} set aside` : "";
      return [
        el("tr", { class: isQuiet && !ring.control ? "closed" : null }, el("th", { scope: "row" }, ring.name, el("span", { class: "state" }, ringState(ring) + aside)), cells),
        isQuiet ? null : el("tr", { class: "bars", "aria-hidden": "true" }, el("td", { colspan: columns.length }, meter(ring))),
      ].filter(Boolean);
    });
    const head = columns.map(([title, isNumber]) => el("th", { scope: "col", class: isNumber ? "number" : null }, title));
    return el("div", { class: "rollout" },
      el("h3", {}, `Rollout ${rollout.number}: ${rollout.patches.join(", ")}`,
        rollout.stopped ? el("span", { class: "tag stopped" }, "stopped since " + rollout.stopped) : el("span", { class: "tag running" }, "running")),
      el("table", { class: "rings" }, el("caption", {}, "Numbers of devices, as far as they were reported"),
        el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)));
  });
  const legend = el("ul", { class: "legend", "aria-hidden": "true" },
    [["well", "reported well"], ["bad", "failed or in trouble"], ["offered", "offered, nothing reported"]]
      .map(([name, words]) => el("li", {}, el("i", { class: name }), words)));
  replace(byId("rollouts"), parts, legend);
}

function drawGroups(session) {
  const columns = [["Group", false], ["to get it", true], ["in open rings", true], ["reporting", true], ["well", true], ["failed", true], ["trouble", true]];
  const tables = session.rollouts.map((rollout) => table(`Rollout ${rollout.number}`, columns, rollout.groups.map((group) =>
    [group.name, ...[group.targets, group.opened, group.reporting, group.well, group.failed, group.troubled].map(grouped)])));
  const fleet = table("The fleet", [["Group", false], ["devices", true], ["class", false], ["exposure", false], ["site", false], ["software", false]],
    session.briefing.groups.map((group) => [group.name, grouped(group.devices), group.class, group.exposure, group.site || "–", group.software.join(", ")]));
  replace(byId("by-group"), tables, fleet);
}

// MARK: The tray

function drawTray(session) {
  const items = session.tray.map((order) => el("li", {}, order.words, " ",
    el("button", { type: "button", "data-key": "back" + order.number, "aria-label": "Take back: " + order.words, on: { click: () => run("take back " + order.number) } }, "Take back"),
    order.asks.map((ask) => el("span", { class: "ask" }, ask))));
  replace(byId("tray"), items.length ? items : el("li", { class: "empty" }, "Nothing is ordered."));
  replace(byId("rules"), session.rules.map((rule) => el("li", {}, "Standing rule: " + rule)));
  byId("hint-button").hidden = session.hints.total === 0;
}

// MARK: What is new

const alarms = new Set(["trouble", "share", "tickets", "rule", "deadline"]);

function drawNews(session) {
  const attention = session.attention.filter((item) => item.kind !== "message").reverse().slice(0, 60);
  replace(byId("attention"), attention.length ? attention.map((item) => el("li", {
    class: [alarms.has(item.kind) ? "alarm" : "", item.time === session.time ? "new" : ""].join(" ").trim() || null,
  }, el("span", { class: "when" }, item.clock), item.words)) : el("li", { class: "none" }, "Nothing has come to attention."));
  const messages = [...session.messages].reverse();
  replace(byId("messages"), messages.length ? messages.map((item) => el("li", { class: "mail" + (item.clock === session.clock ? " new" : "") },
    el("span", { class: "when" }, item.clock), el("strong", {}, item.from + ": "), item.text)) : el("li", { class: "none" }, "No messages."));
}

function drawSilence(session) {
  const all = session.silence[0];
  if (!all) return;
  byId("silence-word").textContent = `Of ${count(all.devices, "device", "devices")}, ${percent(all.day, all.devices)} were seen within a day` +
    (all.expected === null || all.today === null ? "." : `: ${grouped(all.today)}, where ${grouped(all.expected)} were to be expected.`);
  replace(byId("silence"), table("When devices were last seen", [["Group", false], ["1 hour", true], ["1 day", true], ["7 days", true], ["never", true]],
    session.silence.map((row) => [row.name, ...[row.hour, row.day, row.week, row.never].map((part) => percent(part, row.devices))])));
}
