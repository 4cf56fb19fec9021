// The list of lessons, and the briefing before one.

async function showLessons() {
  const found = await ask("/api/lessons");
  state.lessons = found.lessons;
  state.session = null;
  follow();
  view("lessons", "Lessons", "Decide on what is reported; learn afterwards what was true.");
  replace(byId("lessons"), [...found.lessons].sort((one, other) => one.number - other.number).map((lesson) => el("section", { class: "card" },
    el("h3", {}, `${lesson.number} · ${lesson.title}`), el("p", {}, lesson.brief || lesson.role),
    el("p", { class: "unit" }, `about ${lesson.minutes} minutes`),
    el("button", { type: "button", class: "main", "aria-label": `Play ${lesson.title}`, on: { click: () => showChoice(lesson) } }, "Play"))));
  byId("left-over").hidden = !found.sessions.length;
  replace(byId("sessions"), found.sessions.map((session) => el("li", {}, el("strong", {}, session.title),
    el("span", {}, session.mode), session.clock ? el("span", {}, session.ended ? "over" : session.clock) : null, el("span", { class: "unit" }, session.file),
    el("button", { type: "button", "aria-label": `Go on with ${session.file}`, on: { click: () => take(session.id) } }, "Go on"))));
}

function briefingParts(briefing) {
  const list = (title, items) => items.length ? [el("h3", {}, title), el("ul", {}, items.map((item) => el("li", {}, sentence(item) + ".")))] : [];
  return [
    briefing.role ? el("p", {}, briefing.role) : null, briefing.brief ? el("p", {}, el("strong", {}, "Your task: "), briefing.brief) : null,
    ...list("You must", briefing.must), ...list("You must never", briefing.never), el("p", {}, briefing.counts),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The fleet" }, table("The fleet", [["Group", false], ["devices", true], ["class", false], ["exposure", false], ["software", false]],
      briefing.groups.map((group) => [group.name, grouped(group.devices), group.class, group.exposure, group.software.join(", ")]))),
  ].filter(Boolean);
}

/** How a lesson is to be played. */
function showChoice(lesson) {
  view("briefing", lesson.title, `lesson ${lesson.number}, about ${lesson.minutes} minutes`);
  byId("briefing-title").textContent = "How will you play it?";
  const begin = async (event) => {
    event.preventDefault();
    try {
      const answer = await ask("/api/sessions", { lesson: lesson.name, mode: chosen("mode"), code: value("code") || null });
      enter(answer.session);
      showBriefing();
      say([]);
    } catch (trouble) {
      byId("code-trouble").textContent = trouble.message;
      byId("code-trouble").hidden = false;
    }
  };
  replace(byId("briefing"), el("form", { on: { submit: begin } },
    radio("mode", [["practise", "Practise: with help; decisions can be tried again once the first attempt is over"],
      ["learn", "Learn: with help; decisions can be tried again at any time, and the score then says little"],
      ["exam", "Exam: one attempt, without help, every order with a reason, and the draw stays hidden"]]),
    field("code", "Draw", input("code", { maxlength: 12, placeholder: "any" }), "The code of a draw plays the same course of events again, such as a colleague's. Leave it empty for any."),
    el("p", { class: "trouble", id: "code-trouble", role: "alert", hidden: true }),
    el("p", { class: "buttons" }, el("button", { type: "submit", class: "main" }, "To the briefing"), el("button", { type: "button", on: { click: showLessons } }, "All lessons"))));
  byId("briefing-title").focus();
}

function showBriefing() {
  const session = state.session;
  view("briefing", session.briefing.title, factsOf(session));
  byId("briefing-title").textContent = "Briefing";
  replace(byId("briefing"), ...briefingParts(session.briefing), el("p", { class: "buttons" },
    el("button", { type: "button", class: "main", id: "to-console", on: { click: showConsole } }, "To the console")));
  byId("to-console").focus();
}
