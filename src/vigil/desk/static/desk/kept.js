/* Keeps what is typed in a form of the desk, in this browser, until it is sent: a note, a pasted text,
   changes to a case, a comparison. It is sealed for the person who typed it. A closed tab or an ended
   session loses nothing: the page puts it back. Codings are saved on the server (drafts.js).

   A form takes part with an element that has data-keep: its name, the same whenever the form comes back. */
"use strict";

(() => {
  const FRESH = 5000; // milliseconds for which an answer shows that the session is there
  const DAYS = 30; // after so many nobody comes back for it
  const STATE = ["people", "base", "version"]; // hidden inputs that say over which state of a case it was typed
  let heardAt = Date.now();

  function begin(box) {
    const form = box.closest("form");
    const name = `vigil-kept:${box.dataset.user}:${box.dataset.keep}`;
    /* Without a seal nothing outlives the tab. */
    const store = crypto.subtle ? localStorage : sessionStorage;
    const note = (which) => box.querySelectorAll("[data-note]").forEach((one) => { one.hidden = one.dataset.note !== which; });
    const NEVER = ["hidden", "file", "submit", "button", "password", "reset"];
    const inputs = () => Array.from(form.elements).filter((input) => input.name && !NEVER.includes(input.type));
    const ticked = (input) => ["checkbox", "radio"].includes(input.type);
    const now = () => inputs().map((input) => [input.name, ticked(input) ? input.value : null, ticked(input) ? input.checked : input.value]);
    const over = () => STATE.map((one) => (form.elements[one] ? form.elements[one].value : "")).join("\n");
    let begun = JSON.stringify(now());
    let latest = 0;
    let held = null; // what is stored, sealed

    function put(sent) {
      try { store.setItem(name, JSON.stringify({ ...held, sent, at: Date.now() })); } catch { /* no room, or forbidden */ }
    }
    function forget() {
      latest += 1;
      held = null;
      try { store.removeItem(name); } catch { /* forbidden */ }
    }
    async function keep() {
      const turn = ++latest;
      const state = now();
      if (JSON.stringify(state) === begun) { forget(); return; }
      const sealed = await window.vigilSealing.seal(box.dataset.seal, JSON.stringify({ over: over(), state }));
      if (turn !== latest) return;
      held = sealed;
      put(false);
    }

    function putBack(state) {
      const left = [...state];
      for (const input of inputs()) {
        const at = left.findIndex(([of, value]) => of === input.name && (!ticked(input) || value === input.value));
        if (at < 0) continue;
        const [[, , given]] = left.splice(at, 1);
        if (ticked(input)) input.checked = given;
        else input.value = given;
        const folded = given && input.closest("details");
        if (folded) folded.open = true;
      }
    }

    async function restore() {
      let stored = null;
      try { stored = JSON.parse(store.getItem(name) || "null"); } catch { /* forbidden, or broken */ }
      const text = await window.vigilSealing.unseal(box.dataset.seal, stored);
      if (text === null || Date.now() - stored.at > DAYS * 86400000) { if (stored) forget(); return; }
      const kept = JSON.parse(text);
      if (stored.sent && "posted" in box.dataset) { // it came back, with what was typed: that is kept
        begun = "";
        keep();
        return;
      }
      if (stored.sent || JSON.stringify(kept.state) === begun) { forget(); return; } // it arrived
      held = stored;
      if (kept.over !== over()) {
        const typed = kept.state.filter(([, value, given]) => value === null && given && !begun.includes(JSON.stringify(given)));
        box.querySelector("[data-typed]").textContent = typed.map(([, , given]) => given).join("\n\n");
        note("older");
        return;
      }
      putBack(kept.state);
      note("back");
    }

    box.querySelectorAll("[data-discard]").forEach((button) => button.addEventListener("click", () => {
      form.reset();
      forget();
      note("");
    }));
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);

    let checked = false;
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (checked || Date.now() - heardAt < FRESH) { if (held) put(true); return; }
      event.preventDefault();
      const button = event.submitter;
      isSignedIn(form).then((signed) => {
        if (!signed) { note("signed-out"); return; }
        checked = true;
        form.requestSubmit(button);
        checked = false;
      }).catch(() => note("offline"));
    });
    restore();
  }

  /* A page that is older than the sign-in has an old token: take the new one. */
  async function isSignedIn(form) {
    const answer = await fetch(location.pathname + location.search, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 401) return false;
    heardAt = Date.now();
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("input[name=csrfmiddlewaretoken]");
    const own = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (found && own) own.value = found.value;
    return true;
  }

  document.querySelectorAll("form [data-keep]").forEach(begin);
})();
