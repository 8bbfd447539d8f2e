/* Shows how far something is that a worker does. An element with data-progress and an id is drawn anew every few
   seconds, for as long as something in it has data-again. Without this script the page is asked for again. */
"use strict";

(() => {
  const EVERY = 3000; // milliseconds between two looks

  async function look(shown) {
    const answer = await fetch(location.pathname + location.search, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById(shown.id);
    if (now) shown.replaceChildren(...now.childNodes);
  }

  document.querySelectorAll("[data-progress]").forEach((shown) => {
    const timer = setInterval(async () => {
      try { await look(shown); } catch { return; } // the line is broken: the next look may succeed
      if (!shown.querySelector("[data-again]")) clearInterval(timer);
    }, EVERY);
  });
})();
