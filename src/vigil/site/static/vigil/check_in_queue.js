/* Keeps taps at the door in this browser until the server has answered them, and sends them again.

   What is kept is what was tapped, the number of a registration, when, and a nonce made here: no name.
   Each tap has a key of its own, so that two tabs never lose one of each other's. The nonce makes sure
   that a tap which arrives twice counts once. Taps are forgotten when they are answered, when whoever
   tapped signs out (desk.js), and after a day. */
"use strict";

window.vigilTaps = (form, heard) => {
  const PREFIX = `vigil-door:${form.dataset.user}:`;
  const DAY = 24 * 60 * 60 * 1000;
  const MOST = 50; // taps that are sent at once
  const PATIENCE = 10000; // milliseconds until a request counts as lost
  const SLOWEST = 15000; // milliseconds between two tries
  const memory = new Map(); // where the browser lets us store nothing
  let stored = true;
  let busy = false;
  let wait = 0;
  let timer = null;
  let signedOut = false;
  let last = 0;

  function nonce() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function keep(tap) {
    try { localStorage.setItem(PREFIX + tap.nonce, JSON.stringify(tap)); } catch { stored = false; memory.set(tap.nonce, tap); }
  }

  function forget(name) {
    memory.delete(name);
    try { localStorage.removeItem(PREFIX + name); } catch { /* forbidden */ }
  }

  /* Taps that wait, in the order in which they were made. */
  function waiting() {
    const found = Array.from(memory.values());
    let names = [];
    try { names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { /* forbidden */ }
    for (const name of names) {
      let tap = null;
      try { tap = JSON.parse(localStorage.getItem(name)); } catch { /* broken */ }
      if (tap && Date.now() - tap.at < DAY) found.push(tap);
      else forget(name.slice(PREFIX.length));
    }
    return found.sort((one, two) => one.at - two.at);
  }

  function add(tap) {
    last = Math.max(Date.now(), last + 1); // no two at the same moment: their order counts
    keep({ ...tap, nonce: nonce(), at: last, to: form.dataset.checkIn, session: form.dataset.session });
    heard.changed();
    wait = 0;
    flush();
  }

  function token() {
    return form.querySelector("input[name=csrfmiddlewaretoken]");
  }

  /* A page that is older than the sign-in has an old token. */
  async function renew() {
    const answer = await ask(location.pathname, {});
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("#door input[name=csrfmiddlewaretoken]");
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

  function posted(taps) {
    const now = Date.now();
    const told = taps.map(({ nonce: name, kind, number, code, beyond, at }) => ({
      nonce: name, kind, number, code, beyond, ago: Math.max(0, now - at),
    }));
    const body = new URLSearchParams({ taps: JSON.stringify(told), csrfmiddlewaretoken: token().value });
    return ask(taps[0].to, { method: "POST", body });
  }

  async function send(taps) {
    let answer = await posted(taps);
    if (answer.status === 403 && await renew()) answer = await posted(taps);
    signedOut = answer.type === "opaqueredirect" || answer.status === 403;
    if (signedOut || !answer.ok) throw new Error("not taken");
    const said = await answer.json();
    const own = taps[0].session === form.dataset.session;
    for (const one of said.answers) {
      const tap = taps.find((other) => other.nonce === one.nonce);
      forget(one.nonce);
      if (tap && own) heard.answered(tap, one);
    }
    if (own) heard.state(said);
  }

  /* Sends what waits, oldest first, one request at a time: an undo never overtakes its check-in. */
  async function flush() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    try {
      for (let taps = waiting(); taps.length; taps = waiting()) {
        await send(taps.filter((tap) => tap.to === taps[0].to).slice(0, MOST));
        wait = 0;
        heard.line(true, signedOut);
        heard.changed();
      }
    } catch {
      wait = Math.min(SLOWEST, wait ? wait * 2 : 1000);
      timer = setTimeout(flush, wait);
      heard.line(false, signedOut);
    }
    busy = false;
    heard.changed();
  }

  /* Asks who is checked in, so that two telephones at one door agree. */
  async function look() {
    if (document.hidden || waiting().length) { flush(); return; }
    try {
      const answer = await ask(form.dataset.checkIn, {});
      signedOut = answer.type === "opaqueredirect";
      if (answer.ok) heard.state(await answer.json());
      heard.line(answer.ok, signedOut);
    } catch {
      heard.line(false, signedOut);
    }
  }

  /* What others left on this telephone ends after a day, too. */
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith("vigil-door:"))) {
      const tap = JSON.parse(localStorage.getItem(name));
      if (!tap || Date.now() - tap.at >= DAY) localStorage.removeItem(name);
    }
  } catch { /* forbidden */ }

  addEventListener("online", () => { wait = 0; flush(); });
  addEventListener("offline", () => heard.line(false, signedOut));
  addEventListener("storage", () => heard.changed());
  addEventListener("beforeunload", (event) => {
    // The page cannot be loaded again while the line is down. Taps that are stored are safe.
    if (waiting().length && (!navigator.onLine || !stored)) event.preventDefault();
  });
  return { add, flush, look, waiting, nonce, posted };
};
