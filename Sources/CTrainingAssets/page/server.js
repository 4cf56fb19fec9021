// What is asked of the server. Whatever it answers is JSON.

class Trouble extends Error {
  constructor(status, answer) {
    super(answer.words || "The server does not answer.");
    this.status = status;
    this.code = answer.code || "lost";
    this.answer = answer;
  }
}

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-PatchLab": "1" },
    body: JSON.stringify(body),
  };
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new Trouble(0, { code: "lost", words: "The server does not answer. What was answered before is kept." });
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble(response.status, answer);
  return answer;
}

/** The same key again gets the first answer again: whoever did not hear it may ask twice. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Does a line of the text mode, and asks again if the answer did not come. */
async function perform(line) {
  // Another session may be shown by the time that the answer comes.
  const { id, revision } = state.session;
  const body = { line, revision, key: newKey() };
  const showIfThere = (session) => { if (session && state.session?.id === id) show(session); };
  for (let round = 0; ; round++) {
    try {
      const answer = await ask(`/api/sessions/${id}/lines`, body);
      link(true);
      showIfThere(answer.session);
      return answer.said;
    } catch (trouble) {
      if (trouble.status === 0 && round < 2) {
        link(false);
        await new Promise((done) => setTimeout(done, 700));
        continue;
      }
      if (trouble.status === 0) link(false);
      showIfThere(trouble.answer?.session);
      throw trouble;
    }
  }
}

/** Follows the session while somebody looks: a hidden window has no need of a connection. */
let stream = null;
function follow() {
  stream?.close();
  stream = null;
  if (!state.session || document.hidden) return;
  const source = new EventSource(`/api/sessions/${state.session.id}/events`);
  stream = source;
  source.addEventListener("session", (event) => {
    link(true);
    const session = JSON.parse(event.data);
    if (session.id === state.session?.id && session.revision > state.session.revision) show(session);
  });
  source.addEventListener("replaced", () => {
    source.close();
    if (stream === source) stream = null;
    link(false, "This window is no longer followed: the lesson is open in others. Come back to it to go on.");
  });
  source.addEventListener("open", () => link(true));
  // A stream ends every ten minutes as planned, and another one follows. Whether the server is lost, play finds out by itself.
  source.addEventListener("error", () => link(false));
}

function link(isThere, words) {
  const element = byId("link");
  element.classList.toggle("lost", !isThere);
  const text = isThere ? (state.session ? `saved in ${state.session.file}` : "") : words || "no connection: nothing is lost, trying again";
  if (element.textContent !== text) element.textContent = text;
}
