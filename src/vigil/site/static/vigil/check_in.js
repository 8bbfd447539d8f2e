/* The list at the door: taps count at once and are sent when there is a line; search without loading.
   Without this script each tap is a form, and everything works while there is a line. */
"use strict";

(() => {
  const EVERY = 15000; // milliseconds between two looks at what other telephones checked in
  const form = document.getElementById("door");
  if (!form) return;
  const words = form.dataset;
  const rows = new Map(Array.from(document.querySelectorAll("[data-number]"), (row) => [Number(row.dataset.number), row]));
  const search = document.getElementById("q");
  const said = document.querySelector("[data-said]");
  const line = document.querySelector("[data-line]");
  const place = `vigil-door-place:${words.session}`;
  const here = new Map(); // number -> what the clock showed, as the server knows it
  const watching = new Map(); // number -> since when in the stream, of those who are not here
  const refused = new Map(); // number -> why
  let offline = false;

  rows.forEach((row, number) => {
    if (row.dataset.clock) here.set(number, row.dataset.clock);
    if (row.dataset.streamClock) watching.set(number, row.dataset.streamClock);
  });

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const clock = (at) => new Intl.DateTimeFormat("en-GB", {
    timeZone: words.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).format(at);

  function say(text) {
    said.textContent = "";
    requestAnimationFrame(() => { said.textContent = text; });
  }

  /* What is shown of each: what was tapped here last, else what the server knows. */
  function pending() {
    return new Map(taps.waiting().filter((tap) => tap.number && tap.session === words.session).map((tap) => [tap.number, tap]));
  }

  function shown(number, unsent) {
    const tap = unsent.get(number);
    if (!tap) return { clock: here.get(number) || "", unsent: false };
    const known = here.get(number);
    return { clock: tap.kind === "check_in" ? known || clock(tap.at) : "", unsent: true };
  }

  function draw(row, number, unsent) {
    const now = shown(number, unsent);
    const since = watching.get(number);
    const elsewhere = refused.get(number) || (since ? filled(words.inStream, { clock: since }) : "");
    const state = now.clock ? filled(words.checkedIn, { clock: now.clock }) : elsewhere;
    const text = now.unsent ? [now.clock, words.mark].filter(Boolean).join(" · ") : state; // one line, as before
    const box = row.querySelector("[data-state]");
    if (box.textContent.trim() !== text) box.textContent = text;
    row.classList.toggle("here", Boolean(now.clock));
    row.classList.toggle("unsent", now.unsent);
    row.classList.toggle("refused", !now.clock && refused.has(number));
    const [enter, undo] = ["check_in", "undo"].map((kind) => row.querySelector(`[data-tap=${kind}]`));
    if (now.clock) enter.setAttribute("aria-disabled", "true"); else enter.removeAttribute("aria-disabled");
    if (!now.clock && document.activeElement === undo) enter.focus({ preventScroll: true });
    undo.hidden = !now.clock;
  }

  function drawAll() {
    const unsent = pending();
    rows.forEach((row, number) => draw(row, number, unsent));
    const waits = taps.waiting().length;
    line.querySelector("[data-unsent]").textContent = waits ? filled(words.notSent, { n: waits }) : "";
    line.hidden = !waits && !offline && line.querySelector("[data-signed-out]").hidden;
  }

  const taps = window.vigilTaps(form, {
    changed: drawAll,
    line(works, signedOut) {
      offline = !works && !signedOut;
      line.querySelector("[data-offline]").hidden = !offline;
      line.querySelector("[data-signed-out]").hidden = !signedOut;
      drawAll();
    },
    answered(tap, answer) {
      if (answer.number) {
        if (answer.clock) here.set(answer.number, answer.clock); else here.delete(answer.number);
        if (answer.taken) refused.delete(answer.number); else refused.set(answer.number, answer.sentence);
      }
      if (answer.outcome !== "checked_in" || !rows.has(answer.number)) say(answer.sentence);
    },
    state(answer) {
      here.clear();
      watching.clear();
      Object.entries(answer.checked_in).forEach(([number, at]) => here.set(Number(number), at));
      Object.entries(answer.in_stream).forEach(([number, at]) => watching.set(Number(number), at));
      document.querySelector("[data-counts]").textContent = answer.counts;
      if (answer.full) form.dataset.isFull = ""; else delete form.dataset.isFull;
      drawAll();
    },
  });

  function tap(number, kind) {
    const now = shown(number, pending());
    if (kind === "check_in" && now.clock) {
      say(filled(words.already, { number, clock: now.clock }));
      return;
    }
    if (kind === "undo" && !now.clock) return;
    refused.delete(number);
    taps.add({ kind, number });
    say(kind === "check_in" ? `${number}: ${filled(words.checkedIn, { clock: clock(Date.now()) })}` : "");
  }

  /* Asks of a pass that is not in the list. Its code is not kept: whoever scans it again asks again. */
  async function ask(code) {
    try {
      const answer = await taps.posted([{ nonce: taps.nonce(), kind: "check_in", code, at: Date.now(), to: words.checkIn }]);
      const told = await answer.json();
      say(told.answers[0].sentence);
      taps.look();
    } catch {
      say(words.notHere);
    }
  }
  window.vigilDoor = { tap, ask, say, rows, form };

  function walkIn() {
    const beyond = "isFull" in words;
    if (beyond && !window.confirm(words.full)) return;
    taps.add({ kind: "walk_in", beyond });
  }

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  function filter() {
    const wanted = fold(search.value.trim().replace(/^#/, ""));
    let found = 0;
    rows.forEach((row, number) => {
      const name = row.querySelector("[data-name]");
      row.hidden = Boolean(wanted) && !String(number).startsWith(wanted) && !(name && fold(name.textContent).includes(wanted));
      if (!row.hidden) found += 1;
    });
    document.querySelector("[data-nobody]").hidden = found > 0;
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.dataset.tap === undefined && !button.matches("[data-find], [data-walk-in]")) return;
    event.preventDefault();
    if (button.matches("[data-walk-in]")) { walkIn(); return; }
    if (button.matches("[data-find]")) {
      filter();
      const first = Array.from(rows.values()).find((row) => !row.hidden);
      if (first) first.querySelector("[data-tap=check_in]").focus();
      return;
    }
    tap(Number(button.closest("[data-number]").dataset.number), button.dataset.tap);
  });
  search.addEventListener("input", filter);
  document.querySelector("[data-find]").hidden = true;

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]") || !taps.waiting().length) return;
    if (!window.confirm(words.leave)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  /* Whoever scans a pass with the camera of the telephone comes back to where they were. */
  let noted = null;
  addEventListener("scroll", () => {
    clearTimeout(noted);
    noted = setTimeout(() => {
      const first = Array.from(rows.values()).find((row) => !row.hidden && row.getBoundingClientRect().bottom > 160);
      try { if (first) localStorage.setItem(place, first.dataset.number); } catch { /* forbidden */ }
    }, 300);
  }, { passive: true });
  function comeBack() {
    if (!document.referrer.includes("/programme/pass/")) return;
    const message = document.querySelector(".messages");
    if (message) say(message.textContent.trim());
    let number = null;
    try { number = localStorage.getItem(place); } catch { /* forbidden */ }
    const row = number && rows.get(Number(number));
    if (row) row.scrollIntoView({ block: "start" });
  }

  filter();
  drawAll();
  taps.flush();
  setInterval(taps.look, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) taps.look(); });
  addEventListener("load", comeBack);
})();
