/* Two codings beside the reports: tabs of reports, words that show where they stand, and keys.
   Keys press what is on the page (desk.js). Without this script the reports stand one below the other, and
   words are links. */
"use strict";

(() => {
  const form = document.getElementById("comparison");
  const tabs = Array.from(document.querySelectorAll(".tabs [data-tab]"));
  const parts = Array.from(document.querySelectorAll(".coding-reports .tab"));

  function show(number) {
    if (!tabs.length) return;
    tabs.forEach((tab, at) => tab.setAttribute("aria-pressed", String(at === number)));
    parts.forEach((part, at) => { part.hidden = at !== number; });
  }
  tabs.forEach((tab, number) => tab.addEventListener("click", () => show(number)));
  show(0);

  /* Pressed words are marked in the report, which comes forward. */
  const marksOf = (anchor) => Array.from(document.querySelectorAll("mark[data-of]"))
    .filter((mark) => mark.dataset.of.split(" ").includes(anchor));
  function point(anchor) {
    document.querySelectorAll("mark.on").forEach((mark) => mark.classList.remove("on"));
    const marks = marksOf(anchor);
    const target = marks[0] || document.getElementById(anchor);
    if (!target) return false;
    const part = target.closest(".tab");
    if (part) show(parts.indexOf(part));
    const copies = target.closest("details");
    if (copies) copies.open = true;
    marks.forEach((mark) => mark.classList.add("on"));
    target.scrollIntoView({block: "center"});
    return true;
  }
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".quotes a");
    if (link && point(link.hash.slice(1))) event.preventDefault();
  });

  /* Another value opens its input; the words of the current difference come forward. */
  form.addEventListener("change", (event) => {
    const opens = event.target.dataset.opens;
    if (!opens) return;
    const details = document.getElementById(opens);
    details.open = true;
    details.querySelector("input:not([type=hidden]), select, textarea").focus();
  });
  form.querySelectorAll("[data-row]").forEach((row) => row.addEventListener("focusin", (event) => {
    const words = row.querySelector(".quotes a");
    if (words && event.target.matches("[data-open]")) point(words.hash.slice(1));
  }));

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const first = form.querySelector("[data-open]");
  if (first && !document.querySelector("[role=alert]:not([hidden])")) first.focus({preventScroll: true});
})();
