/* Answers of one country save themselves; on a narrow screen one term is shown at a time.

   Without this script the page is one form. */
"use strict";

(() => {
  const form = document.getElementById("country");
  if (!form) return;
  const said = form.dataset;
  const line = form.querySelector("[data-line]");
  const rows = new Map(Array.from(form.querySelectorAll("[data-cell]"), (row) => [Number(row.dataset.cell), row]));
  const dirty = new Map(); // number of a term -> how often its reasons were changed since they were saved
  let note = "";

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const named = (row, name) => row.querySelector(`[name="${row.dataset.cell}.${name}"]`);
  const fields = (row) => Array.from(row.querySelectorAll(".value input, .value select"));
  const fieldName = (field) => field.name.slice(field.name.indexOf(".") + 1);
  const valueOf = (row) => Object.fromEntries(fields(row).map((field) => [fieldName(field), field.value]));
  const passes = (row) => named(row, "passed").checked;
  const answered = (row) => passes(row) || fields(row).every((field) => field.value !== "");

  function button(text, act, kind = "") {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.className = kind;
    made.addEventListener("click", act);
    return made;
  }

  /* The written threshold of the score that is chosen. */
  function band(row) {
    const score = row.dataset.kind === "score" ? Number(fields(row)[0].value || NaN) : NaN;
    const found = Array.from(row.querySelectorAll("dt")).find((one) => {
      const [low, high] = one.textContent.replaceAll(",", ".").split("–").map(Number);
      return low <= score && score <= high;
    });
    row.querySelector(".band").textContent = found ? found.nextElementSibling.textContent : "";
  }

  function show(row, entry) {
    if (entry) {
      named(row, "passed").checked = entry.passed;
      fields(row).forEach((field) => { field.value = entry.value[fieldName(field)] ?? ""; });
      fields(row)[0].dispatchEvent(new Event("input", { bubbles: true }));
    }
    band(row);
    const pad = row.querySelector(".pad");
    if (pad) pad.dispatchEvent(new Event("vigil:drawn"));
  }

  /* A choice between what was saved on another screen and what stands here. */
  function choice(row, entry) {
    let box = row.querySelector(".conflict");
    if (!entry || !entry.conflict) { if (box) box.remove(); return; }
    if (box && box.dataset.nonce === entry.nonce) return;
    if (box) box.remove();
    const theirs = entry.conflict.passed ? said.passed : entry.conflict.said || "–";
    const mine = entry.passed ? said.passed : Object.values(entry.value).filter(Boolean).join(" – ") || "–";
    box = document.createElement("div");
    box.className = "conflict kept";
    box.dataset.nonce = entry.nonce;
    box.setAttribute("role", "alert");
    const told = document.createElement("p");
    told.textContent = filled(said.conflict, { theirs, mine });
    box.append(
      told,
      button(filled(said.theirs, { theirs }), () => {
        const { version, typed, passed, seen } = entry.conflict;
        queue.forget(entry.cell);
        named(row, "base").value = version;
        named(row, "seen").value = seen;
        show(row, { value: typed, passed });
        row.querySelector(".mark").textContent = passed ? said.passed : said.saved;
        drawAll();
      }),
      button(filled(said.mine, { mine }), () => queue.insist(entry.cell), "plain"),
    );
    row.append(box);
  }

  function problem(row, text) {
    let box = row.querySelector("[data-problem]");
    if (!box && !text) return;
    if (!box) {
      box = document.createElement("p");
      box.className = "field-error";
      box.dataset.problem = "";
      box.setAttribute("role", "alert");
      row.querySelector(".mark").after(box);
    }
    box.textContent = text || "";
  }

  function drawAll() {
    const entries = new Map(queue.all().map((entry) => [entry.cell, entry]));
    rows.forEach((row, cell) => {
      const entry = entries.get(cell);
      row.classList.toggle("unsent", Boolean(entry));
      if (entry) row.querySelector(".mark").textContent = said.waiting;
      choice(row, entry);
      problem(row, entry && entry.refused);
    });
    const done = Array.from(rows.values()).filter(answered).length;
    const parts = [filled(said.open, { n: done, all: rows.size })];
    const waits = queue.waiting().length;
    if (note) parts.push(note);
    else if (waits) parts.push(filled(said.sending, { n: waits }));
    else if (!entries.size) parts.push(said.allSaved);
    if (dirty.size) parts.push(said.words);
    const text = parts.join(" ");
    if (line.textContent !== text) line.textContent = text;
  }

  const queue = window.vigilAnswers(form, {
    changed: drawAll,
    line(text) { note = text; drawAll(); },
    words(cell) {
      if (!dirty.has(cell)) return null;
      const row = rows.get(cell);
      return {
        reasons: named(row, "reasons").value, sources: named(row, "sources").value,
        quotable: named(row, "quotable").checked, times: dirty.get(cell),
      };
    },
    unsentWords: () => dirty.size > 0 || groupsDirty,
    saved(one, sent, more) {
      const row = rows.get(one.cell);
      if (!row) return; // of another country, which waited here
      if (sent && sent.words && sent.words.times === dirty.get(one.cell)) dirty.delete(one.cell);
      named(row, "base").value = one.version;
      named(row, "seen").value = one.seen;
      if (!more) row.querySelector(".mark").textContent = sent && sent.passed ? said.passed : said.saved;
    },
  });
  let groupsDirty = false;

  function save(row) {
    const cell = Number(row.dataset.cell);
    queue.put(cell, { value: valueOf(row), passed: passes(row) }, Number(named(row, "base").value));
    show(row);
  }

  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-cell]");
    if (!row) { groupsDirty = true; return; }
    if (event.target.closest(".why")) {
      const cell = Number(row.dataset.cell);
      dirty.set(cell, (dirty.get(cell) || 0) + 1);
      drawAll();
    } else if (event.isTrusted && event.target.closest(".value")) {
      if (event.target.value !== "") named(row, "passed").checked = false;
      band(row);
    }
  });

  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-cell]");
    if (!row) return;
    if (event.target === named(row, "passed") && event.target.checked) {
      fields(row).forEach((field) => { field.value = ""; });
    }
    save(row);
    if (event.target === named(row, "passed") && event.target.checked && form.classList.contains("one-card")) step(1);
  });

  /* Keys: Enter goes to the next term, with Shift to the one before; P passes. Arrows and digits are the field's own. */
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-cell]");
    if (!row || !event.target.closest(".value")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const every = Array.from(rows.values());
      const next = every[every.indexOf(row) + (event.shiftKey ? -1 : 1)];
      if (next) { fields(next)[0].focus(); if (fields(next)[0].select) fields(next)[0].select(); }
      else form.querySelector(".end button").focus();
    } else if (event.key.toLowerCase() === "p" && !event.ctrlKey && !event.metaKey && event.target.matches("input")) {
      event.preventDefault();
      named(row, "passed").click();
    }
  });

  /* Reasons for groups are sent with the form. What still waits goes first, so that nothing is saved twice. */
  let sending = false;
  form.addEventListener("submit", (event) => {
    groupsDirty = false;
    if (sending || !queue.waiting().length) { dirty.clear(); return; }
    event.preventDefault();
    const by = event.submitter;
    queue.flush().then(() => {
      if (queue.waiting().length) return; // no line: it stays here
      sending = true;
      form.requestSubmit(by);
    });
  });

  /* One term at a time, with large keys for scores. */
  const narrow = matchMedia("(max-width: 40rem)");
  const steps = [...rows.values(), form.querySelector(".end")];
  let at = 0;
  let listed = false;

  function pad(row) {
    const field = fields(row)[0];
    const box = document.createElement("div");
    box.className = "pad";
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", row.querySelector("h3").id);
    const keys = Array.from({ length: 10 }, (_one, n) => button(String(n + 1), () => choose(n + 1)));
    const half = button("+½", () => choose(Number(field.value) % 1 ? Math.floor(Number(field.value)) : Number(field.value) + 0.5));
    half.dir = "ltr";
    half.setAttribute("aria-label", said.half);
    half.dataset.half = "";
    function choose(value) {
      field.value = String(value);
      named(row, "passed").checked = false;
      save(row);
    }
    function drawn() {
      const value = field.value === "" ? NaN : Number(field.value);
      keys.forEach((key, n) => key.setAttribute("aria-pressed", String(Math.floor(value) === n + 1)));
      half.setAttribute("aria-pressed", String(value % 1 === 0.5));
      half.disabled = !(value < 10);
    }
    box.addEventListener("vigil:drawn", drawn);
    box.append(...keys, half);
    row.querySelector(".value").append(box);
    drawn();
  }
  rows.forEach((row) => { if (row.dataset.kind === "score") pad(row); });

  const bar = document.createElement("div");
  bar.className = "term-bar";
  const place = document.createElement("span");
  const [back, on, list] = [
    button("‹", () => step(-1), "plain"), button(said.next, () => step(1)), button(said.list, () => { listed = !listed; lay(); }, "link"),
  ];
  back.setAttribute("aria-label", said.back);
  bar.append(back, place, list, on);
  form.append(bar);

  function step(by) {
    at = Math.min(Math.max(at + by, 0), steps.length - 1);
    lay();
    steps[at].scrollIntoView({ block: "start" });
  }

  function lay() {
    const cards = narrow.matches && !listed;
    form.classList.toggle("one-card", cards);
    bar.hidden = !narrow.matches;
    steps.forEach((one, n) => one.classList.toggle("current", n === at));
    [back, on, place].forEach((one) => { one.hidden = !cards; });
    back.disabled = at === 0;
    on.disabled = at === steps.length - 1;
    list.textContent = cards ? said.list : said.cards;
    place.textContent = at < rows.size ? filled(said.place, { n: at + 1, all: rows.size }) : said.end;
    const heading = steps[at].closest(".terms");
    form.querySelectorAll(".list-name").forEach((one) => one.classList.toggle("current", one.nextElementSibling === heading));
  }
  narrow.addEventListener("change", lay);

  /* What waited in this browser is shown again, unless the page shows it already. */
  queue.all().forEach((entry) => {
    const row = rows.get(entry.cell);
    if (!row) return;
    const same = passes(row) === entry.passed && JSON.stringify(valueOf(row)) === JSON.stringify(entry.value);
    if (same && named(row, "seen").value) queue.forget(entry.cell);
    else show(row, entry);
  });
  rows.forEach((row) => show(row));
  const first = Array.from(rows.values()).findIndex((row) => !answered(row) || row.querySelector(".field-error"));
  const asked = location.hash && form.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`);
  at = Math.max(0, asked ? steps.indexOf(asked) : first < 0 ? rows.size : first);
  lay();
  drawAll();
  queue.flush();
})();
