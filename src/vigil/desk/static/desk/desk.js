/* The keyboard of the desk. A key presses a button that is on the page: an element says its
   key in data-key (or data-row-key within a row of the queue), so that nothing can be done by
   key that cannot be done without. Without this script everything works by those buttons. */
"use strict";

const OFF = "vigil-desk-keys-off";
const rows = Array.from(document.querySelectorAll("[data-row]"));
let chosen = -1;

function keysAreOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function writing(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
}

function choose(place) {
  if (!rows.length) return;
  chosen = Math.max(0, Math.min(rows.length - 1, place));
  rows.forEach((row, number) => row.classList.toggle("on", number === chosen));
  rows[chosen].querySelector("[data-open]").focus();
}

function focusWithin(element) {
  const options = element.querySelector("fieldset input[type=radio]");
  if (options) { (element.querySelector("fieldset input:checked") || options).focus(); return; }
  const field = element.querySelector("input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea, select")
    || element.querySelector("input:not([type=hidden])");
  if (field) field.focus();
}

function press(element) {
  if (element.dataset.step) { choose(chosen + Number(element.dataset.step)); return; }
  if (element.dataset.focus) {
    const row = rows[chosen];
    const box = row && row.querySelector("input[type=checkbox]");
    if (box && !document.querySelector("[data-row] input:checked")) box.click();
    document.getElementById(element.dataset.focus).focus();
    return;
  }
  const details = element.closest("details");
  if ("toggle" in element.dataset) { element.click(); return; }
  if (element.tagName === "SUMMARY") {
    details.open = true;
    focusWithin(details);
    return;
  }
  if (details && element.type === "radio") details.open = true;
  element.click();
  if (element.type === "radio") element.focus();
}

function find(key) {
  if (key === "/") {
    const search = document.querySelector("[role=search] input[name=q]");
    if (search) { search.focus(); search.select(); return true; }
  }
  const several = document.querySelector(`[data-bulk-key="${CSS.escape(key)}"]`);
  if (several && document.querySelector("[data-row] input:checked")) { several.click(); return true; }
  /* Coding goes on with the first candidate where none is chosen yet. */
  if (key === "c" && chosen < 0 && rows.length && rows[0].querySelector('[name="then"][data-row-key="c"]')) choose(0);
  const row = rows[chosen];
  const within = row && row.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
  if (within) { within.click(); return true; }
  if (key === "x" && rows.length) {
    if (!row) choose(0);
    const box = rows[chosen].querySelector("input[type=checkbox]");
    if (box) { box.click(); return true; }
  }
  const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (element === null) return false;
  press(element);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && writing(event.target)) { event.target.blur(); return; }
  if (writing(event.target) || keysAreOff()) return;
  if (event.key.length === 1 && find(event.key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) choose(chosen + Number(step.dataset.step));
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog).showModal();
});

rows.forEach((row, number) => row.addEventListener("focusin", () => {
  chosen = number;
  rows.forEach((other) => other.classList.toggle("on", other === row));
}));

document.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
document.querySelectorAll("[data-key], [data-row-key]").forEach((element) => {
  element.setAttribute("aria-keyshortcuts", element.dataset.key || element.dataset.rowKey);
});

/* A form about ticked rows says how many are ticked, and ticks them all. */
document.querySelectorAll("form[data-ticks]").forEach((form) => {
  const boxes = Array.from(document.querySelectorAll(`[data-row] input[type=checkbox][form="${form.id}"]`));
  const all = form.querySelector("[data-tick-all]"), said = form.querySelector("[data-ticked]");
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    said.textContent = ticked ? `${said.dataset.said} ${ticked}` : "";
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); count(); });
  boxes.forEach((box) => box.addEventListener("change", count));
  count();
});

/* A case says who else has it open. Asked by a post, because reading a page changes nothing. */
const here = document.querySelector("[data-here]"), token = document.querySelector("[name=csrfmiddlewaretoken]");
if (here && token) {
  const ask = async () => {
    try {
      const answer = await fetch(here.dataset.here, { method: "POST", headers: { "X-CSRFToken": token.value } });
      if (!answer.ok) return;
      here.textContent = (await answer.json()).here;
      here.hidden = !here.textContent;
    } catch { /* without a connection nobody is told; the next time asks again */ }
  };
  ask();
  setInterval(() => { if (!document.hidden) ask(); }, 120000);
}

/* Show of a long list what holds the letters typed, and whatever is ticked. */
const letters = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
document.querySelectorAll("[data-narrows]").forEach((search) => {
  const items = Array.from(document.getElementById(search.dataset.narrows).children);
  search.addEventListener("input", () => items.forEach((item) => {
    item.hidden = !item.querySelector(":checked") && !letters(item.textContent).includes(letters(search.value));
  }));
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
});

const off = document.getElementById("keys-off");
if (off) {
  off.checked = keysAreOff();
  off.addEventListener("change", () => {
    try { localStorage.setItem(OFF, off.checked ? "1" : "0"); } catch { /* private window: holds for this page only */ }
  });
}

/* Typed text is not lost by leaving: the browser asks first. */
let unsaved = null;
document.addEventListener("input", (event) => { unsaved = event.target.closest("form[data-guard]") || unsaved; });
document.addEventListener("submit", (event) => {
  if (event.target === unsaved || event.target.method === "dialog") unsaved = null;
});
window.addEventListener("beforeunload", (event) => { if (unsaved !== null) event.preventDefault(); });

/* What was refused is where the reader continues. */
const refused = document.querySelector("#problems, [role=alert]:not([hidden])");
if (refused) { refused.tabIndex = -1; refused.focus(); }

/* A line that comes after some time: that a break would do good. It blocks nothing. */
document.querySelectorAll("[data-show-after]").forEach((line) => {
  setTimeout(() => { line.hidden = false; }, Number(line.dataset.showAfter) * 1000);
});

/* Taps at the door of a session that nobody sent (check_in_queue.js) end with the sign-in. */
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[data-sign-out]")) return;
  try {
    Object.keys(localStorage).filter((name) => name.startsWith("vigil-door")).forEach((name) => localStorage.removeItem(name));
  } catch { /* forbidden */ }
});
