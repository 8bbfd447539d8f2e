/* Keeps a list of questions up to date, and does what is tapped in it without leaving the place.

   An element takes part with data-questions, the address of the page that it is a part of; data-every says
   after how many seconds it is asked for again. What comes back is HTML with an element data-part that
   replaces the same one here. What is being typed, what is unfolded and where the reader is, stay. Without
   this script forms and links load the page. */
"use strict";

(() => {
  const TOKEN = /name="csrfmiddlewaretoken" value="[^"]*"/g; // another in each answer

  function begin(box) {
    const stale = box.querySelector("[data-stale]");
    let latest = ""; // what the list was before, to change nothing where nothing changed
    let sending = false;

    const part = (name) => box.querySelector(`[data-part="${name}"]`);

    function isWritingIn(element) {
      const active = document.activeElement;
      return element.contains(active) && active.matches("textarea, select, input:not([type=hidden])");
    }

    /* Put a new part in place of the old one: unfolded parts, the focus and the place stay. */
    function put(name, made) {
      const old = part(name);
      const open = Array.from(old.querySelectorAll("details[open][id]"), (one) => one.id);
      const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
      const first = Array.from(old.querySelectorAll("[data-question]"))
        .find((one) => one.getBoundingClientRect().bottom > 0);
      const before = first && first.getBoundingClientRect().top;
      old.replaceWith(made);
      for (const id of open) {
        const fold = made.querySelector(`#${CSS.escape(id)}`);
        if (fold) fold.open = true;
      }
      const same = first && document.getElementById(first.id);
      if (same) window.scrollBy({ top: same.getBoundingClientRect().top - before, behavior: "instant" });
      const again = focused && document.getElementById(focused);
      if (again) again.focus({ preventScroll: true });
    }

    /* Show an answer. An answer without the part is a page of another kind: signed out, or an error. */
    async function show(answer, name, always) {
      const text = await answer.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const made = answer.redirected ? null : page.querySelector(`[data-part="${name}"]`);
      if (stale) stale.hidden = Boolean(made);
      if (!made) return;
      const plain = made.outerHTML.replace(TOKEN, "");
      if (!always && plain === latest) return;
      latest = name === "list" ? plain : "";
      put(name, document.adoptNode(made));
    }

    async function ask(name, always) {
      const address = new URL(box.dataset.questions, location.href);
      address.searchParams.set("only", name);
      try {
        await show(await fetch(address, { cache: "no-store" }), name, always);
      } catch {
        if (stale) stale.hidden = false;
      }
    }

    box.addEventListener("submit", async (event) => {
      const form = event.target;
      if ("whole" in form.dataset) return; // a file, or another page
      event.preventDefault();
      if (sending) return; // a second tap
      sending = true;
      const name = form.dataset.gives || "list";
      const sent = new URLSearchParams(new FormData(form));
      if (event.submitter && event.submitter.name) sent.set(event.submitter.name, event.submitter.value);
      sent.set("only", name);
      try {
        await show(await fetch(form.getAttribute("action"), { method: "POST", body: sent }), name, true);
        const said = box.querySelector("[role=alert], [role=status]:not([hidden])");
        if (said && name === "panel") said.scrollIntoView({ block: "nearest" });
      } catch {
        if (stale) stale.hidden = false;
      } finally {
        sending = false;
      }
    });

    box.addEventListener("click", (event) => {
      if (!event.target.closest("[data-refresh]")) return;
      event.preventDefault();
      ask("list", true);
    });

    setInterval(() => {
      if (document.hidden || sending || !part("list") || isWritingIn(part("list"))) return;
      ask("list", false);
    }, 1000 * Number(box.dataset.every));

    if ("starts" in box.dataset) ask("panel", true);
  }

  document.querySelectorAll("[data-questions]").forEach(begin);
})();
