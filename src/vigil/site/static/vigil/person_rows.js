/* Rows of people in a form: adds one without loading the page, and moves rows up and down. Without
   this script a button asks for more rows, and a number in each row says its place. */
"use strict";

for (const part of document.querySelectorAll("[data-person-rows]")) {
  const rows = part.querySelector("[data-rows]");
  const count = part.querySelector("[data-count]");
  const blank = part.querySelector("template[data-blank]");
  const all = () => Array.from(rows.children);

  /* Each place is counted anew, so that the order of the page is what is saved. */
  function number() {
    all().forEach((row, place) => {
      const field = row.querySelector('[name$="-order"]');
      if (field) field.value = place + 1;
    });
  }

  function ready(row) {
    row.querySelector("[data-moves]").hidden = false;
    const place = row.querySelector(".field-order");
    if (place) place.hidden = true;
  }

  part.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    const html = blank.innerHTML.replaceAll("__row__", count.value);
    count.value = Number(count.value) + 1;
    rows.insertAdjacentHTML("beforeend", html);
    const row = rows.lastElementChild;
    ready(row);
    row.open = true;
    row.querySelector("select, input:not([type=hidden])").focus();
  });

  rows.addEventListener("click", (event) => {
    const step = event.target.closest("[data-move]");
    if (!step) return;
    const row = step.closest("[data-row-of-person]"), places = all();
    const other = places[places.indexOf(row) + Number(step.dataset.move)];
    if (!other) return;
    if (step.dataset.move === "1") other.after(row); else other.before(row);
    number();
    step.focus();
    step.dispatchEvent(new Event("input", {bubbles: true}));
  });

  all().forEach(ready);
}
