/* Compares the clock of this device with that of the server. Nothing is sent. */
"use strict";

for (const note of document.querySelectorAll("[data-clock]")) {
  // The server wrote its time just before the first byte of the page came.
  const asked = performance.getEntriesByType("navigation")[0];
  const came = performance.timeOrigin + (asked ? asked.responseStart : 0);
  const seconds = Math.round(came / 1000 - Number(note.dataset.clock));
  const how = Math.abs(seconds) <= 5 ? "same" : seconds > 0 ? "ahead" : "behind";
  const said = note.querySelector(`[data-${how}]`);
  for (const number of said.querySelectorAll("[data-seconds]")) {
    number.textContent = String(Math.abs(seconds));
  }
  said.hidden = false;
}
