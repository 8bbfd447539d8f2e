/* Saves a coding while it is typed. A moment after a field changed it is sent, alone, with the saving
   that this page showed when it was opened; so two windows that change different fields are merged,
   and for the same field the server asks which value stays.

   What is not saved yet is also kept in this tab, sealed with a key that only the same person's page
   has. When the session has ended the page says so; after signing in again it is sent. */
"use strict";

(() => {
  const form = document.querySelector("form[data-drafts]");
  if (!form) return;

  const WAIT = 800; // milliseconds after the last key
  const AGAIN = 5000; // until another try, where the network failed
  const FRESH = 20000; // for so long an answer shows that the session is there
  const MOST_AT_ONCE = 60 * 1024; // a browser sends 64 KiB at most once the page is left
  const address = form.dataset.drafts;
  const box = `vigil-draft:${form.dataset.user}:${form.dataset.case}`;
  const restored = `vigil-restored:${form.dataset.case}`;
  const said = document.getElementById("saved");
  const notes = document.getElementById("draft-notes");
  const field = (name) => form.querySelector(`input[type=hidden][name="${name}"]`);
  const key = field("window").value || random();
  field("window").value = key;

  const dirty = new Set(); // changed, and not sent
  const touched = new Set(); // changed since the page was opened
  let sending = null;
  let timer = 0;
  let savedAt = Number(form.dataset.saved || 0) * 1000;
  let heardAt = Date.now();
  let stopped = false;
  let unsafe = false; // closing the window would lose something

  function random() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* Names. "0/age" are the inputs p0-age, p0-age-...; "method" those of case-method. */

  function nameOf(element) {
    if (element.name === "note") return "note";
    const group = /^p(\d+)-group$/.exec(element.name || "");
    if (group) return `${group[1]}/group`;
    const row = element.closest("[data-name]");
    return row ? row.dataset.name : "";
  }

  function allNames() {
    const names = Array.from(form.querySelectorAll("[data-name]"), (row) => row.dataset.name);
    const groups = Array.from(form.querySelectorAll("input[name$='-group']"), nameOf);
    return new Set([...names, ...groups.filter(Boolean), "note"]);
  }

  function isOf(input, name) {
    if (name === "note") return input === "note";
    const [person, id] = name.includes("/") ? name.split("/") : [null, name];
    const base = person === null ? `case-${id}` : `p${person}-${id}`;
    return input === base || input.startsWith(`${base}-`);
  }

  /* What is sent. */

  function pairsNow() {
    return Array.from(new FormData(form)).filter(([, value]) => typeof value === "string");
  }

  function body(names, pairs, kept) {
    const of = new Map(pairs);
    const moved = of.get("moved_people") === "yes" && names.some((name) => name === "people" || name.includes("/"));
    const data = new URLSearchParams();
    data.append("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    data.append("revision", kept.revision);
    data.append("window", kept.window);
    for (const name of ["persons", "prefilled", "moved_people"]) data.append(name, of.get(name) || "");
    for (const name of names) data.append("names", name);
    for (const [input, value] of pairs) {
      if ((moved && /^p\d+-/.test(input)) || names.some((name) => isOf(input, name))) data.append(input, value);
    }
    return data;
  }

  const opened = () => ({ revision: field("revision").value, window: key });

  async function ask(data) {
    const options = { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } };
    const alive = Boolean(data) && data.toString().length < MOST_AT_ONCE; // goes on when the page is left
    const answer = await fetch(address, data ? { ...options, method: "POST", body: data, keepalive: alive } : options);
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed out" };
    if (answer.status === 403) return { state: "refused" };
    if (answer.status === 200 || answer.status === 409) {
      heardAt = Date.now();
      return { state: answer.status === 200 ? "saved" : "conflict", ...(await answer.json()) };
    }
    return { state: "failed" };
  }

  /* The token of a page that is older than the sign-in is refused: ask who is signed in now. */
  async function post(data) {
    const answer = await ask(data);
    if (answer.state !== "refused") return answer;
    const now = await ask(null);
    if (now.state !== "saved") return now.state === "refused" ? { state: "not yours" } : now;
    if (String(now.user) !== form.dataset.user) return { state: "somebody else" };
    for (const token of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) token.value = now.token;
    data.set("csrfmiddlewaretoken", now.token);
    return ask(data);
  }

  async function send() {
    clearTimeout(timer);
    if (sending) await sending;
    if (!dirty.size || stopped) return "saved";
    const names = [...dirty];
    dirty.clear();
    say("saving");
    sending = post(body(names, pairsNow(), opened())).catch(() => ({ state: "failed" }));
    const answer = await sending;
    sending = null;
    if (answer.state === "saved" || answer.state === "conflict") took(names, answer);
    else {
      for (const name of names) dirty.add(name);
      failed(answer.state);
    }
    return answer.state;
  }

  function took(names, answer) {
    const elsewhere = Object.entries(answer.elsewhere || {});
    if (elsewhere.length) note("elsewhere", elsewhere.map(([, label]) => label).join(" · "));
    if (answer.state === "conflict") {
      unsafe = true;
      for (const name of Object.keys(answer.conflicts || {})) conflicted.add(name);
      if (answer.problem) note("problem", answer.problem);
      else note("conflict", Object.values(answer.conflicts).join(" · "));
      say("");
      return;
    }
    savedAt = Date.now();
    say(dirty.size ? "saving" : "saved"); // what changed again since is not saved yet
    const judged = names.filter((name) => !dirty.has(name)); // not what changed again since
    document.dispatchEvent(new CustomEvent("vigil:saved", { detail: { names: judged, problems: answer.problems || {} } }));
    if (dirty.size) schedule();
    else if (!conflicted.size) {
      unsafe = false;
      forget();
    }
  }

  const conflicted = new Set();

  function failed(state) {
    unsafe = true;
    if (state === "failed") {
      say("offline");
      timer = setTimeout(send, AGAIN);
      return;
    }
    say("");
    note(state.replaceAll(" ", "-"));
  }

  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  }

  function changed(...names) {
    if (!names.some(Boolean)) return;
    for (const name of names.filter(Boolean)) {
      dirty.add(name);
      touched.add(name);
      conflicted.delete(name);
    }
    if (said) said.dataset.state = "typing";
    keep();
    schedule();
  }

  form.addEventListener("input", (event) => changed(nameOf(event.target)));
  form.addEventListener("change", (event) => changed(nameOf(event.target)));
  document.addEventListener("vigil:changed", (event) => changed((event.detail || {}).name));
  /* Somebody was removed, or is back: the list of people is sent whole. */
  document.addEventListener("vigil:people", () => {
    field("moved_people").value = "yes";
    changed("people");
  });
  window.addEventListener("online", () => { if (dirty.size) send(); });

  /* What the page says. */

  function word(name) {
    const found = document.querySelector(`#words-of-drafts [data-word="${name}"]`);
    return found ? found.textContent.trim() : "";
  }

  function say(state) {
    if (!said) return;
    said.textContent = state && word(state);
    said.dataset.state = state;
  }

  function ticks() {
    if (!said || !savedAt || dirty.size || sending) return;
    const seconds = Math.round((Date.now() - savedAt) / 1000);
    const ago = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { style: "short" });
    const text = seconds < 60 ? ago.format(-seconds, "second") : ago.format(-Math.round(seconds / 60), "minute");
    said.textContent = `${word("saved")} ${text}`;
  }
  setInterval(ticks, 1000);

  function note(name, details = "") {
    const shown = notes && notes.querySelector(`[data-note="${name}"]`);
    if (!shown) return;
    const into = shown.querySelector("[data-details]");
    if (into) into.textContent = details;
    shown.hidden = false;
    shown.scrollIntoView({ block: "nearest" });
  }

  /* Kept in this tab, sealed for one person. */

  let latest = 0;

  async function keep() {
    const turn = ++latest;
    const pairs = pairsNow().filter(([name]) => name !== "csrfmiddlewaretoken");
    const names = [...new Set([...dirty, ...conflicted])];
    const text = JSON.stringify({ ...opened(), names, pairs });
    const sealed = await window.vigilSealing.seal(form.dataset.seal, text);
    if (turn !== latest) return;
    try { sessionStorage.setItem(box, JSON.stringify(sealed)); } catch { /* no room, or forbidden */ }
  }

  function forget() {
    latest += 1;
    try { sessionStorage.removeItem(box); } catch { /* forbidden */ }
  }

  async function kept() {
    try {
      const held = JSON.parse(sessionStorage.getItem(box) || "null");
      return JSON.parse(await window.vigilSealing.unseal(form.dataset.seal, held));
    } catch {
      return null; // forbidden, or broken
    }
  }

  async function restore() {
    const held = await kept();
    if (!held || !held.names.length || dirty.size) return;
    const answer = await post(body(held.names, held.pairs, held)).catch(() => ({ state: "failed" }));
    if (answer.state === "saved") {
      forget();
      if (String(answer.revision) === field("revision").value) return;
      try { sessionStorage.setItem(restored, "yes"); } catch { return; }
      location.reload();
    } else if (answer.state === "conflict" && answer.conflicts) {
      stopped = true; // the page shows what the other window has
      toChoose = held;
      note("conflict", Object.values(answer.conflicts).join(" · "));
    } else if (answer.problem) note("problem", answer.problem);
    else failed(answer.state);
  }

  /* Choosing between two windows: the server shows both values. */

  let toChoose = null;

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-choose-values]")) return;
    const held = toChoose || { ...opened(), names: [...touched], pairs: pairsNow() };
    const asking = document.createElement("form");
    asking.method = "post";
    asking.action = form.action;
    const own = ["csrfmiddlewaretoken", "revision", "window", "touched", "version", "do"];
    const pairs = held.pairs.filter(([name]) => !own.includes(name));
    pairs.push(["csrfmiddlewaretoken", field("csrfmiddlewaretoken").value]);
    pairs.push(["revision", held.revision], ["window", held.window]);
    pairs.push(["touched", held.names.join(" ")], ["do", "save"]);
    for (const [name, value] of pairs) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      asking.append(input);
    }
    document.body.append(asking);
    unsafe = false;
    forget();
    asking.submit();
  });

  /* Handing in: what is typed is saved first, and a session that has ended is noticed before. */

  let checked = false;

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || checked) return;
    field("touched").disabled = false;
    field("touched").value = [...touched].join(" ");
    if (!dirty.size && !sending && Date.now() - heardAt < FRESH) return;
    event.preventDefault();
    const button = event.submitter;
    const first = dirty.size || sending ? send() : ask(null).then((answer) => answer.state);
    first.catch(() => "failed").then((state) => {
      if (state !== "saved" && state !== "conflict") {
        if (state !== "failed") note(state === "refused" ? "not-yours" : state.replaceAll(" ", "-"));
        else say("offline");
        return;
      }
      checked = true;
      form.requestSubmit(button);
    });
  });

  /* Leaving: the rest goes along, as much as a browser still sends. */

  function leave() {
    if (!dirty.size || stopped || checked) return;
    let room = MOST_AT_ONCE;
    for (const name of [...dirty]) {
      const data = body([name], pairsNow(), opened());
      room -= data.toString().length;
      if (room < 0) return; // what is left stays in this tab
      fetch(address, { method: "POST", body: data, keepalive: true, redirect: "manual" }).catch(() => {});
      dirty.delete(name);
    }
  }
  window.addEventListener("pagehide", leave);
  form.removeAttribute("data-guard"); // the browser asks below, and only where something is not saved
  window.addEventListener("beforeunload", (event) => { if (unsafe) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-note] a")) unsafe = false; });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && dirty.size) send(); });

  try {
    if (sessionStorage.getItem(restored)) {
      sessionStorage.removeItem(restored);
      note("restored");
    }
  } catch { /* forbidden */ }

  if (form.dataset.unsaved !== undefined) changed(...allNames());
  else restore();
})();
