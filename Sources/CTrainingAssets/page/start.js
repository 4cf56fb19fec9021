// Keys, time, what is said aloud, and where one is.

const state = { session: null, lessons: [], view: "", hasKeys: readKeys(), playing: null, told: null };

/** One sentence or two, politely: what the text mode prints, without the numbers that stand on the console anyway. */
function say(lines) {
  const told = lines.filter((line) => /^(World|Order|Question|Help)\b/.test(line));
  const rest = told.length > 4 ? [...told.slice(0, 4), `and ${told.length - 4} more, under Attention`] : told;
  byId("said").textContent = (rest.length ? rest : lines.slice(0, 1)).join("\n");
}

function factsOf(session) {
  return [session.mode, session.code ? "draw " + session.code : "hidden draw", session.branch === "main" ? null : "branch " + session.branch].filter(Boolean).join(" · ");
}

function view(name, title, facts) {
  state.view = name;
  for (const other of ["lessons", "briefing", "console", "debrief"]) byId("view-" + other).hidden = other !== name;
  byId("title").textContent = title;
  byId("facts").textContent = facts;
  document.title = `${title} · PatchLab training`;
  const isPlayed = name === "console" && state.session !== null;
  byId("timebar").hidden = !isPlayed;
  byId("clock").hidden = !state.session;
  if (!state.session) byId("link").textContent = "";
  if (name !== "console") stopPlaying();
  window.scrollTo(0, 0);
}

function showConsole() {
  view("console", state.session.briefing.title, factsOf(state.session));
  show(state.session);
  byId("main").focus({ preventScroll: true });
}

/** The session as it stands now. */
function show(session) {
  state.session = session;
  byId("clock").textContent = session.clock;
  link(true);
  if (state.view !== "console") return;
  byId("facts").textContent = factsOf(session) + ` · ends ${session.end}` + (session.readOnly ? " · read only: " + session.readOnly : "");
  for (const name of ["next", "morning", "wait", "play"]) document.querySelector(`[data-do="${name}"]`).hidden = session.ended;
  byId("speed").parentElement.hidden = session.ended;
  byId("debrief-button").hidden = !session.debrief;
  drawConsole(session);
}

function enter(session) {
  state.session = session;
  history.replaceState(null, "", "#session=" + session.id);
  link(true);
  follow();
}

async function take(id) {
  try {
    enter(await ask("/api/sessions/" + id));
    showConsole();
    say(["Order: on where you were."]);
  } catch (trouble) {
    await showLessons();
    say(["Order: " + trouble.message]);
  }
}

/** Does a line, and says what came of it. */
async function run(line) {
  try {
    const said = await perform(line);
    say(said);
    if (state.session?.ended) ended();
    return said;
  } catch (trouble) {
    stopPlaying();
    say([trouble.message.startsWith("Order:") ? trouble.message : "Order: " + trouble.message]);
    return null;
  }
}

function ended() {
  stopPlaying();
  if (state.session.debrief) byId("debrief-button").focus();
}

// MARK: Play

/** A step a second, up to the next thing that deserves a look. The server moves no time by itself, so that a window that is closed or asleep stops it. */
function play() {
  if (state.playing) return stopPlaying();
  if (state.session.ended) return;
  state.playing = { timer: null };
  byId("play-word").textContent = "Pause";
  document.querySelector('[data-do="play"]').setAttribute("aria-pressed", "true");
  step();
}

async function step() {
  const playing = state.playing;
  if (!playing) return;
  const started = Date.now();
  let said;
  try {
    said = await perform("next " + byId("speed").value);
  } catch (trouble) {
    stopPlaying();
    return say([trouble.message]);
  }
  if (state.playing !== playing) return;
  // What play itself does is not said aloud; what it halted at is.
  const news = said.filter((line) => line.startsWith("World: "));
  if (news.length || state.session.ended) {
    stopPlaying();
    say(said);
    if (state.session.ended) ended();
    return;
  }
  playing.timer = setTimeout(step, Math.max(0, 1000 - (Date.now() - started)));
}

function stopPlaying() {
  if (!state.playing) return;
  clearTimeout(state.playing.timer);
  state.playing = null;
  byId("play-word").textContent = "Play";
  document.querySelector('[data-do="play"]').setAttribute("aria-pressed", "false");
}

// MARK: Keys

const actions = {
  next: () => run("next"), morning: () => run("morning"), play, debrief: showReflection, ...orders, ...thoughts,
};

/** [key, action, words for the help]. */
const keys = [
  ["n", "next", "to the next thing that deserves a look"], ["m", "morning", "to the next morning, 09:00"], ["w", "wait", "wait for a time"],
  [" ", "play", "play and pause"], ["s", "begin", "start a rollout"], ["o", "open", "open a ring"], ["p", "pause", "pause"],
  ["b", "rollback", "roll back"], ["r", "resume", "resume"], ["g", "rule", "stop rule"], ["t", "note", "note"], ["f", "forecast", "forecast"],
  ["i", "remind", "remind me"], ["h", "hint", "hint"], ["d", "decisions", "decisions and branches"], ["a", "brief", "briefing"],
  ["/", "line", "type a line"], ["?", "help", "this help"],
];

function readKeys() {
  try {
    return localStorage.getItem("patchlab-keys") !== "off";
  } catch {
    return true;
  }
}

function setKeys(isOn) {
  state.hasKeys = isOn;
  document.documentElement.classList.toggle("keys-off", !isOn);
  try {
    localStorage.setItem("patchlab-keys", isOn ? "on" : "off");
  } catch { /* It holds for this window. */ }
}

function pressed(event) {
  if (!state.hasKeys || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || byId("dialog").open) return;
  const place = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (place) return;
  // Space presses the button that has the focus, as everywhere.
  if (event.key === " " && event.target.closest?.("button, summary, a")) return;
  const found = keys.find(([key]) => key === event.key);
  if (!found || (state.view !== "console" && found[1] !== "help")) return;
  event.preventDefault();
  act(found[1]);
}

function act(name) {
  if (state.session?.ended && (name in orders || ["next", "morning", "wait", "play"].includes(name))) return say(["Order: the lesson is over. The debrief tells what was true."]);
  if (name !== "play") stopPlaying();
  actions[name]();
}

// MARK: Start

async function start() {
  setKeys(state.hasKeys);
  const parts = new URLSearchParams(location.hash.slice(1));
  const token = parts.get("token");
  // The token must stand neither in the address nor in the history.
  if (token) history.replaceState(null, "", location.pathname + (parts.get("session") ? "#session=" + parts.get("session") : ""));
  try {
    if (token) await ask("/api/login", { token });
    const wanted = parts.get("session");
    if (wanted) return await take(wanted);
    await showLessons();
    const lesson = state.lessons.find((lesson) => lesson.digest === parts.get("lesson"));
    if (lesson) showChoice(lesson);
  } catch (trouble) {
    byId("title").textContent = "PatchLab training";
    replace(byId("view-briefing"), el("section", {}, el("h2", {}, "Not let in"), el("p", { class: "trouble" }, trouble.message)));
    byId("view-briefing").hidden = false;
  } finally {
    document.documentElement.dataset.ready = "true";
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) act(button.dataset.do);
});
document.addEventListener("keydown", pressed);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stopPlaying();
  follow();
});
// In a list of choices the enter key does nothing useful by itself: here it is done with the question, as everywhere else.
byId("form").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.localName !== "select") return;
  event.preventDefault();
  byId("form").requestSubmit();
});
byId("cancel").addEventListener("click", () => byId("dialog").close());
byId("reflection-form").addEventListener("submit", keepReflection);
window.addEventListener("hashchange", () => {
  if (new URLSearchParams(location.hash.slice(1)).get("token")) start();
});
start();
