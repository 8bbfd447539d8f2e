/* Saves a review while it is written, as the button does: a moment after the last change. What was saved
   in another window is not overwritten: the server refuses, and the page says what to do. */
"use strict";

(() => {
  const form = document.querySelector("form[data-review-draft]");
  if (!form) return;

  const WAIT = 1500; // milliseconds after the last change
  const AGAIN = 10000; // until another try, where the network failed
  const status = document.getElementById("draft-status");
  const seen = form.querySelector("input[name=seen]");
  let timer = 0;
  let dirty = false;
  let sending = false;
  let stopped = false;

  function say(which, more = "") {
    status.textContent = [status.dataset[which] || "", more].filter(Boolean).join(" ");
  }

  async function save() {
    if (sending || stopped || !dirty) return;
    sending = true;
    dirty = false;
    const data = new FormData(form);
    data.set("act", "draft");
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        dirty = true;
        say("signedOut");
      } else {
        const told = await answer.json();
        if (answer.ok) {
          seen.value = told.seen;
          say("saved", told.at);
        } else {
          stopped = answer.status === 409; // the button shows both texts
          dirty = true;
          say("refused", told.problem);
        }
      }
    } catch {
      dirty = true;
      say("offline");
      later(AGAIN);
    }
    sending = false;
    if (dirty && !stopped && !timer) later(AGAIN);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; save(); }, wait);
  }

  function changed() {
    dirty = true;
    later(WAIT);
  }

  form.removeAttribute("data-guard"); // asked below, and only where something is not saved
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; stopped = true; });
  window.addEventListener("beforeunload", (event) => { if (dirty || sending) event.preventDefault(); });
})();
