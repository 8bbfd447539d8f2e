/* Keeps answers in this browser until the server has saved them, and sends them again.

   What is kept is the number of a question, what was chosen, a nonce made here, and the version that
   was changed: no name, no text of a question, no reasons. Keys begin with a keyed word for this
   expert and round, so that nobody else who signs in here sends them. The nonce makes sure that an
   answer which arrives twice is saved once. Without a line nothing is lost: the page may be closed,
   and sends what waits when it is opened again. */
"use strict";

window.vigilAnswers = (form, heard) => {
  const PREFIX = `vigil-answer:${form.dataset.key}:`;
  const DAYS = 30 * 24 * 60 * 60 * 1000;
  const MOST = 50; // answers that are sent at once
  const PATIENCE = 10000; // milliseconds until a request counts as lost
  const SLOWEST = 15000; // milliseconds between two tries
  const KEPT = 20; // nonces of saves that nobody acknowledged
  const memory = new Map(); // where the browser lets us store nothing
  let stored = true;
  let busy = null;
  let wait = 0;
  let timer = null;

  function nonce() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function get(cell) {
    if (memory.has(cell)) return memory.get(cell);
    try { return JSON.parse(localStorage.getItem(PREFIX + cell)); } catch { return null; }
  }

  function set(entry) {
    try { localStorage.setItem(PREFIX + entry.cell, JSON.stringify(entry)); } catch { stored = false; memory.set(entry.cell, entry); }
  }

  function forget(cell) {
    memory.delete(cell);
    try { localStorage.removeItem(PREFIX + cell); } catch { /* forbidden */ }
  }

  /* Every answer that waits, oldest first; those too that wait for a choice. */
  function all() {
    const found = Array.from(memory.values());
    let names = [];
    try { names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { /* forbidden */ }
    for (const name of names) {
      let entry = null;
      try { entry = JSON.parse(localStorage.getItem(name)); } catch { /* broken */ }
      if (entry) found.push(entry); else forget(name.slice(PREFIX.length));
    }
    return found.sort((one, two) => one.at - two.at);
  }

  const waiting = () => all().filter((entry) => !entry.conflict && !entry.refused);

  /* Keeps what was chosen for a term, over what still waits for it. */
  function put(cell, state, base) {
    const old = get(cell);
    set({
      cell, ...state, at: Date.now(), nonce: nonce(),
      base: old ? old.base : base,
      mine: old ? [...old.mine, old.nonce].slice(-KEPT) : [],
    });
    wait = 0;
    heard.changed();
    flush();
  }

  /* The expert saw both and chose what stands here. */
  function insist(cell) {
    const entry = get(cell);
    if (!entry || !entry.conflict) return;
    set({ ...entry, base: entry.conflict.version, mine: [], nonce: nonce(), conflict: undefined });
    heard.changed();
    flush();
  }

  const token = () => form.querySelector("input[name=csrfmiddlewaretoken]");

  /* A page that is older than the sign-in has an old token. */
  async function renew() {
    const answer = await ask(location.pathname, {});
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("#country input[name=csrfmiddlewaretoken]");
    if (found) token().value = found.value;
    return Boolean(found);
  }

  async function ask(address, options) {
    const limit = new AbortController();
    const ends = setTimeout(() => limit.abort(), PATIENCE);
    try {
      return await fetch(address, { ...options, redirect: "manual", cache: "no-store", signal: limit.signal });
    } finally {
      clearTimeout(ends);
    }
  }

  function posted(entries) {
    const saves = entries.map(({ cell, value, passed, base, nonce: name, mine }) => {
      const words = heard.words(cell);
      return { cell, value, passed, base, nonce: name, mine, ...(words ? { words } : {}) };
    });
    const body = new URLSearchParams({ saves: JSON.stringify(saves), csrfmiddlewaretoken: token().value });
    return ask(form.dataset.to, { method: "POST", body }).then((answer) => [answer, saves]);
  }

  async function send(entries) {
    let [answer, saves] = await posted(entries);
    if (answer.status === 403 && await renew()) [answer, saves] = await posted(entries);
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("signed out");
    const said = await answer.json();
    if (!answer.ok) throw Object.assign(new Error("refused"), { sentence: said.refused });
    for (const one of said.answers) took(one, saves.find((save) => save.cell === one.cell));
  }

  function took(one, sent) {
    const entry = get(one.cell);
    const same = entry && entry.nonce === one.nonce;
    if (one.outcome === "saved") {
      if (same) forget(one.cell);
      else if (entry) set({ ...entry, base: one.version, mine: [] });
      heard.saved(one, sent, !same && Boolean(entry));
    } else if (same && one.outcome === "conflict") {
      set({ ...entry, conflict: { version: one.version, said: one.said, passed: one.passed, typed: one.typed, seen: one.seen } });
    } else if (same) {
      set({ ...entry, refused: one.sentence });
    }
  }

  /* Sends what waits, one request at a time: a later choice never overtakes an earlier one. */
  function flush() {
    if (!busy) busy = sendAll().finally(() => { busy = null; heard.changed(); });
    return busy;
  }

  async function sendAll() {
    clearTimeout(timer);
    try {
      for (let entries = waiting(); entries.length; entries = waiting()) {
        await send(entries.slice(0, MOST));
        wait = 0;
        heard.line("");
        heard.changed();
      }
      heard.line("");
    } catch (error) {
      wait = Math.min(SLOWEST, wait ? wait * 2 : 1000);
      timer = setTimeout(flush, error.sentence ? SLOWEST * 4 : wait);
      heard.line(error.sentence || (error.message === "signed out" ? form.dataset.signedOut : ""));
    }
  }

  /* What others left in this browser ends after a month. A refusal is tried once more. */
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith("vigil-answer:"))) {
      const entry = JSON.parse(localStorage.getItem(name));
      if (!entry || Date.now() - entry.at >= DAYS) localStorage.removeItem(name);
      else if (entry.refused && name.startsWith(PREFIX)) set({ ...entry, refused: undefined });
    }
  } catch { /* forbidden, or broken */ }

  addEventListener("online", () => { wait = 0; flush(); });
  addEventListener("storage", () => heard.changed());
  addEventListener("beforeunload", (event) => {
    if (heard.unsentWords() || (!stored && memory.size)) event.preventDefault();
  });
  return { put, get, all, waiting, forget, insist, flush };
};
