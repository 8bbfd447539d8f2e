/* Adds and removes people of a coding without loading the page again: a new person is a copy of the rows in
   a template, and whoever stands behind somebody who is removed moves up. Without this script the buttons
   send the form. `coding.js` draws the rows; "vigil:people" tells `drafts.js` that people moved. */
"use strict";

(() => {
  const form = document.getElementById("coding");
  const rows = window.vigilRows;
  if (!form || !rows) return;

  const MOST = 200; // as the server takes
  const count = form.querySelector('input[name="persons"]');
  const people = () => Array.from(form.querySelectorAll("fieldset[data-person]"));
  const rowsOf = (group) => Array.from(group.querySelectorAll(".coding-row"));
  const isGroup = (group) => group.querySelector("input[name$='-group']") !== null;
  const isBlank = (group) => !isGroup(group) && rowsOf(group).every((row) => rows.isEmpty(row)
    && !row.querySelector("[name$='--quotes']").value);
  const namesRow = (group) => group.querySelector(".coding-row[data-name$='/names']");

  /* Names and ids of inputs have the number of the person: p3-age, "3/age", person-3, remove:3. */
  const NUMBERED = ["name", "id", "for", "value", "aria-labelledby", "aria-describedby", "aria-controls", "data-name", "data-same", "data-person", "data-date-for"];
  function renumber(group, number) {
    const was = group.dataset.person;
    const forms = [[`p${was}-`, `p${number}-`], [`${was}/`, `${number}/`], [`person-${was}`, `person-${number}`], [`remove:${was}`, `remove:${number}`]];
    for (const element of [group, ...group.querySelectorAll("*")]) {
      for (const name of NUMBERED) {
        const value = element.getAttribute(name);
        if (value === null || (name === "value" && element.name !== "do")) continue;
        const found = value.split(" ").map((one) => {
          const [old, now] = forms.find(([old]) => one.startsWith(old)) || ["", ""];
          return old ? now + one.slice(old.length) : one;
        });
        const next = name === "data-same" || name === "data-person" ? String(number) : found.join(" ");
        if (next !== value) element.setAttribute(name, next);
      }
    }
    const same = group.querySelector("[data-same]");
    if (same) same.hidden = number === 0;
    const names = namesRow(group);
    if (names) rows.drawHeading(names);
  }

  /* Number the people as they stand. */
  function count_() {
    people().forEach((group, number) => { if (group.dataset.person !== String(number)) renumber(group, number); });
    count.value = people().length;
    /* How many were killed is asked where somebody may lose count. */
    const killed = form.querySelector("[data-name='number_killed']"), folded = killed && killed.closest("details.more");
    if (folded && (people().length > 1 || people().some(isGroup))) folded.before(killed);
  }

  function copy(kind) {
    const group = document.getElementById(`new-${kind}`).content.firstElementChild.cloneNode(true);
    group.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
    return group;
  }

  function append(kind) {
    if (people().length >= MOST) return null;
    const group = copy(kind);
    people().at(-1).after(group);
    count_();
    rowsOf(group).forEach(rows.begin);
    return group;
  }

  const moved = () => {
    rows.drawProgress();
    document.dispatchEvent(new CustomEvent("vigil:people"));
  };

  function add(kind) {
    /* A group takes the place of the one person of whom nothing is said. */
    const [only, ...others] = people();
    const instead = kind === "group" && !others.length && isBlank(only) ? only : null;
    const group = append(kind);
    if (!group) return;
    if (instead) {
      rows.letGo(instead);
      instead.remove();
      count_();
      moved();
    } else {
      rows.drawProgress();
      if (kind === "group") document.dispatchEvent(new CustomEvent("vigil:changed", {detail: {name: `${group.dataset.person}/group`}}));
    }
    rows.enter(group);
  }

  function remove(group) {
    const at = people().indexOf(group), who = group.querySelector("legend .person-title").textContent.trim();
    rows.letGo(group);
    const blank = people().length === 1 ? append("person") : null; // a form has at least one person
    group.remove();
    count_();
    moved();
    rows.offerUndo(rows.fill(rows.words.removed, {who}), () => {
      const next = people()[at];
      if (next) next.before(group);
      else people().at(-1).after(group);
      if (blank && blank.isConnected && isBlank(blank)) {
        rows.letGo(blank);
        blank.remove();
      }
      count_();
      moved();
      rows.enter(group);
    });
    rows.enter(people()[Math.min(at, people().length - 1)]);
  }

  function addNames(names) {
    const blank = people().filter(isBlank), added = [];
    for (const name of names) {
      const group = blank.shift() || append("person");
      if (!group) break;
      const row = namesRow(group);
      rows.inputsOf(row)[0].value = name;
      rows.begin(row);
      added.push(group);
    }
    if (!added.length) return;
    moved();
    rows.enter(added[0]);
  }

  form.addEventListener("click", (event) => {
    const gone = event.target.closest("[data-remove]");
    const kind = event.target.closest("#add-person") ? "person" : event.target.closest("#add-group") ? "group" : "";
    if (!gone && !kind) return;
    event.preventDefault();
    if (gone) remove(gone.closest("fieldset[data-person]"));
    else add(kind);
  });

  /* A list of names, one a line, is so many people. */
  const dialog = document.getElementById("names-list"), list = document.getElementById("names-list-text");
  document.getElementById("add-list").addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
    list.focus();
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    dialog.close("add");
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "add") return;
    const names = list.value.split("\n").map((line) => line.trim()).filter(Boolean);
    list.value = "";
    addNames(names);
  });
})();
