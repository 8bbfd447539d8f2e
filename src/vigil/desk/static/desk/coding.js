/* The coding screen as rows. Without this script the form is the plain inputs in it.
   Enter accepts the value of one row, and only while the words that state it are on the screen: there is
   no key that accepts several. One value may leave another row only one value (`ledBy`): that one goes
   with it, if its words are on the screen too. Other scripts hook in here: each row says its name in data-name ("0/age"),
   the current one has the class now; "vigil:row" tells that another row is current, "vigil:changed" that
   a value changed (both with detail.name, on the document). `people.js` adds and removes people by what
   this script offers as window.vigilRows. */
"use strict";

(() => {
  const form = document.getElementById("coding");
  if (!form) return;
  const reports = document.querySelector(".coding-reports");
  const said = document.getElementById("said");
  const handIn = document.getElementById("hand-in");
  const words = {};
  document.getElementById("words-of-keys").content.querySelectorAll("[data-word]").forEach((word) => {
    words[word.dataset.word] = word.textContent;
  });
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);
  const tell = (sentence) => { said.textContent = ""; said.textContent = sentence; };
  const allRows = () => Array.from(form.querySelectorAll(".coding-row"));
  /* A row in folded fields is laid out all the same in some browsers: ask whether it is folded. */
  const shownRows = () => allRows().filter((row) => row.offsetParent !== null && !row.closest("details:not([open])"));
  const atEnd = document.getElementById("decided");
  let now = null;
  let back = null; /* the row from which somebody went to write a doubt or a note */

  /* What a row holds. */
  const inputsOf = (row) => Array.from(row.querySelectorAll(".row-inputs :is(input, select, textarea)"))
    .filter((input) => input.name && input.type !== "hidden" && !input.name.includes("--"));
  const remark = (row, name) => row.querySelector(`[name$="--${name}"]`);
  /* A whole day or month is shown in words; anything else as it is written. */
  function dateText(written) {
    if (written.includes("/")) return written.split("/").map(dateText).join(" – ");
    const sign = /[?~%]$/.exec(written);
    if (sign) {
      const date = dateText(written.slice(0, -1)), about = sign[0] === "?" ? date : fill(words.about, {date});
      return sign[0] === "~" ? about : `${about} (${words.uncertain})`;
    }
    const found = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(written);
    if (!found) return written;
    const [, year, month, day] = found.map(Number);
    const form_ = {year: "numeric", month: "long", timeZone: "UTC", ...(day ? {day: "numeric"} : {})};
    const date = new Date(Date.UTC(year, month - 1, day || 1));
    return date.getUTCMonth() === month - 1 ? new Intl.DateTimeFormat(document.documentElement.lang, form_).format(date) : written;
  }
  const textOf = (input) => {
    if (input.type === "checkbox") return input.checked ? input.closest("label").textContent.trim() : "";
    if (input.tagName === "SELECT") return input.value ? input.selectedOptions[0].textContent.trim() : "";
    return input.value.trim().split(/\s*\n\s*/).join(", ");
  };
  const partOf = (input) => input.name.split("-").pop();
  function textShown(row) {
    const parts = inputsOf(row).filter((input) => !(row.dataset.type === "place" && ["admin2", "lat", "lon"].includes(partOf(input))));
    const none = remark(row, "empty");
    if (row.dataset.type === "count") {
      const [best, low, high] = parts.map(textOf);
      const ends = low || high ? ` (${low || best}–${high || best})` : "";
      if (best || ends) return `${best}${ends}`;
    }
    const shown = (input) => (row.dataset.type === "edtf" && input.type !== "checkbox" ? dateText(textOf(input)) : textOf(input));
    const text = parts.map(shown).filter(Boolean).join(row.dataset.type === "list" ? ", " : " · ");
    return text || (none && none.value ? none.selectedOptions[0].textContent.trim() : "");
  }
  const isRead = (row) => remark(row, "read").value === "yes" && remark(row, "accepted").value !== "yes";
  const isEmpty = (row) => textShown(row) === "";
  /* What the server said against a value; what was typed since is not judged yet. A date is of numbers. */
  const isRefused = (row) => "refused" in row.dataset
    || (row.dataset.type === "edtf" && inputsOf(row).some((input) => input.type !== "checkbox" && /[^\dX/.?~%\s-]/i.test(input.value)));
  const isDone = (row) => !isEmpty(row) && !isRead(row) && !isRefused(row);
  const isOpen = (row) => !isDone(row) && ("needed" in row.dataset || isRead(row) || isRefused(row));
  /* Who it is is asked once, even where nothing demands a name: Enter then says that it is not known.
     What the machine read and no words state cannot be accepted: where it may be left out, it is. */
  const visited = new WeakSet();
  const isAsked = (row) => (isOpen(row) && ("needed" in row.dataset || isRefused(row) || isStated(row)))
    || (row.dataset.name.endsWith("/names") && isEmpty(row) && !visited.has(row));
  const countryOf = (row) => row.querySelector('.row-inputs select[name$="-country"]');
  const lacksCountry = (row) => row.dataset.type === "place" && inputsOf(row).some(textOf) && !countryOf(row).value;
  /* What the machine read, as the inputs hold it: a value that is chosen anew and is the same is accepted. */
  const held = (row) => JSON.stringify(inputsOf(row).map((input) => [input.name.replace(/^p\d+-/, ""), input.type === "checkbox" ? input.checked : input.value]));
  const machine = new Map();
  const isOther = (row) => machine.has(row) && machine.get(row) !== held(row);
  const label = (row) => row.querySelector(".f").textContent.trim();

  /* A person is called by the name that the row has now. */
  function drawHeading(row) {
    const group = row.closest(".row-group");
    if (!row.dataset.name.endsWith("/names") || !group) return;
    const [name] = inputsOf(row)[0].value.trim().split(/\s*\n/);
    const title = name || fill(words.person, {number: Number(group.dataset.person) + 1});
    group.querySelector("legend .person-title").textContent = title;
    group.querySelector(".remove-label").textContent = fill(words.remove, {title});
  }

  /* Why a value gets no tick; while somebody types, nothing is said against it. */
  function drawObjection(row) {
    const field = row.querySelector(".row-inputs .field");
    field.querySelectorAll("[data-objection]").forEach((old) => old.remove());
    let why = row.dataset.refused || "";
    if (!why && !isRead(row) && lacksCountry(row)) {
      const [title] = countryOf(row).labels;
      why = `${title.textContent.trim()}: ${words.choose}`;
    }
    if (!why || row.classList.contains("editing") || row.classList.contains("wrong")) return;
    const list = Object.assign(document.createElement("ul"), {className: "errorlist"});
    list.dataset.objection = "";
    list.append(Object.assign(document.createElement("li"), {textContent: why}));
    field.append(list);
  }

  function draw(row) {
    const text = textShown(row), state = row.querySelector(".row-state"), value = row.querySelector(".v");
    value.textContent = text || ("needed" in row.dataset ? (row.dataset.type === "choice" ? words.choose : words.needed) : words["not-given"]);
    row.classList.toggle("empty", !text);
    row.classList.toggle("done", isDone(row));
    row.classList.toggle("read", isRead(row));
    /* The machine's words state the machine's value, not another one. */
    const other = isOther(row), opener = row.querySelector(".row-open"), stating = row.querySelector(".row-words");
    stating.hidden = other;
    if (other) opener.removeAttribute("aria-describedby");
    else opener.setAttribute("aria-describedby", stating.id);
    drawObjection(row);
    drawHeading(row);
    state.replaceChildren();
    if (isDone(row) && !lacksCountry(row)) {
      state.innerHTML = '<span aria-hidden="true">✓</span>';
      state.append(Object.assign(document.createElement("span"), {className: "visually-hidden", textContent: words.accepted}));
    } else if (isRead(row) && isStated(row)) {
      const button = Object.assign(document.createElement("button"), {type: "button", className: "accept"});
      button.innerHTML = "<kbd>⏎</kbd> ";
      button.append(words.accept);
      button.addEventListener("click", () => { choose(row); accept(row); });
      state.append(button);
    }
    const chosen = new Set(inputsOf(row).filter((i) => i.type === "checkbox" ? i.checked : i.tagName === "SELECT").map((i) => i.value));
    row.querySelectorAll("[data-choose]").forEach((option) => {
      option.setAttribute("aria-pressed", String(chosen.has(option.dataset.choose)));
    });
    row.querySelectorAll("[data-none]").forEach((option) => {
      option.hidden = !mayEmpty(row) && inputsOf(row).some((input) => textOf(input));
      option.setAttribute("aria-pressed", String((remark(row, "empty") || {}).value === option.dataset.none));
    });
  }

  /* A number killed that the people and groups do not make up is said, and blocks nothing. */
  const isGroup = (row) => row.closest(".row-group").querySelector("input[name$='-group']") !== null;
  function drawKilled() {
    const note = document.getElementById("killed-note");
    const countOf = (row) => {
      const [best, low, high] = row ? inputsOf(row).map((input) => input.value.trim()) : [];
      return /^\d+$/.test(best || "") ? {best: Number(best), low: Number(low || best), high: Number(high || best)} : null;
    };
    const stated = countOf(form.querySelector('[data-name="number_killed"]'));
    const dead = allRows().filter((row) => row.dataset.name.endsWith("/outcome") && (inputsOf(row)[0] || {}).value === "killed");
    const sizes = dead.map((row) => countOf(form.querySelector(`[data-name="${row.dataset.name.split("/")[0]}/group_size"]`)) || {best: 1, low: 1, high: isGroup(row) ? Infinity : 1});
    const sum = (part) => sizes.reduce((all, size) => all + size[part], 0);
    note.hidden = !stated || !dead.length || (sum("low") <= stated.high && sum("high") >= stated.low);
    if (note.hidden) return;
    const said = stated.low === stated.high ? stated.best : `${stated.best} (${stated.low}–${stated.high})`;
    note.textContent = fill(note.dataset.text, {stated: said, coded: sum("best")});
  }

  /* Many changes at once are drawn once. */
  let drawing = false;
  function drawProgress() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; drawProgressNow(); });
  }
  function drawProgressNow() {
    reopenLed();
    drawKilled();
    const needed = allRows().filter((row) => "needed" in row.dataset);
    const done = needed.filter(isDone).length;
    const text = document.getElementById("progress");
    text.textContent = fill(text.dataset.text, {done, all: needed.length});
    document.querySelector(".progress i").style.inlineSize = `${needed.length ? (100 * done) / needed.length : 100}%`;
    const left = allRows().filter((row) => !("needed" in row.dataset) && isRead(row));
    const named = left.map((row) => {
      const of = row.dataset.name.includes("/") && row.closest(".row-group").querySelector("legend .person-title");
      return of ? `${label(row)} (${of.textContent.trim()})` : label(row);
    });
    /* The bar has room for two names; the whole list is in its title. */
    const labels = [...new Set(left.map(label))], few = labels.slice(0, 2).join(", ");
    const short = labels.length > 2 ? `${few}…` : few;
    const out = document.getElementById("left-out");
    const fields = `${left.length} · ${named.join(", ")}`;
    out.textContent = left.length ? fill(out.dataset.text, {fields: `${left.length} · ${short}`}) : "";
    out.title = left.length ? fill(out.dataset.whole, {fields}) : "";
  }

  /* The words of a row in the reports: those that state its value come first, others may follow. */
  const linkOf = (row) => row.querySelector(".row-words a");
  const isStated = (row) => row.querySelector(".row-words li:first-child:not(.other) a") !== null;
  const marksOf = (row) => {
    const link = linkOf(row);
    if (!link || isOther(row)) return [];
    const anchor = link.hash.slice(1);
    const marks = Array.from(document.querySelectorAll(`[data-of~="${CSS.escape(anchor)}"]`));
    return marks.length ? marks : [document.getElementById(anchor)].filter(Boolean);
  };
  function showTab(number) {
    document.querySelectorAll(".tab").forEach((tab) => { tab.hidden = tab.id !== `tab-${number}`; });
    document.querySelectorAll("[data-tab]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.tab === String(number)));
    });
  }
  /* The tab with that number; if it is shown already, the next of the reports behind it. */
  function showReport(number) {
    const tab = document.getElementById(`tab-${number}`), reports_ = Array.from(tab.querySelectorAll("article"));
    const at = tab.hidden ? 0 : (Number(tab.dataset.at || 0) + 1) % reports_.length;
    showTab(number);
    tab.dataset.at = at;
    const folded = reports_[at].closest("details");
    if (folded) folded.open = true;
    reports_[at].scrollIntoView({block: "start"});
  }
  /* The report after the one that is shown: beyond nine they have no number key. */
  function showNext() {
    const tabs = Array.from(document.querySelectorAll(".tab"));
    const next = tabs[tabs.findIndex((tab) => !tab.hidden) + 1] || tabs[0];
    if (tabs.length > 1) showReport(next.id.slice(4));
  }
  function showWords(row) {
    document.querySelectorAll("mark.on").forEach((mark) => mark.classList.remove("on"));
    const marks = marksOf(row);
    if (!marks.length) return;
    [row, ...ledBy(row)].flatMap(marksOf).forEach((mark) => mark.classList.add("on"));
    const tab = marks[0].closest(".tab");
    if (tab && tab.hidden) showTab(tab.id.slice(4));
    const folded = marks[0].closest("details");
    if (folded) folded.open = true;
    if (onScreen(row)) return;
    const pane = reports.getBoundingClientRect(), at = marks[0].getBoundingClientRect();
    reports.scrollTop += at.top - pane.top - reports.clientHeight / 3;
    const seen = marks[0].getBoundingClientRect();
    if (seen.top < 0 || seen.bottom > window.innerHeight) marks[0].scrollIntoView({block: "center"});
  }
  function onScreen(row) {
    const [mark] = marksOf(row);
    if (!mark || mark.offsetParent === null) return false;
    const at = mark.getBoundingClientRect(), pane = reports.getBoundingClientRect();
    const top = Math.max(0, pane.top), bottom = Math.min(window.innerHeight, pane.bottom);
    return at.top >= top - 1 && Math.min(at.bottom, at.top + 60) <= bottom + 1;
  }

  /* A killing of one person leaves no outcome but killed: the codebook takes no other. So whoever accepts the
     event has said what became of the only person. Where the machine read that very value, and its words are
     marked on the screen as well, it is accepted with the event; the row of the event says so. */
  const led = new Map(); /* the row that was accepted with another one, and that one */
  const people = () => form.querySelectorAll("fieldset[data-person]");
  function leftOne(row) {
    if (!row.dataset.leads || people().length !== 1) return [];
    const values = JSON.parse(row.dataset.leads)[inputsOf(row)[0].value] || {};
    return Object.keys(values).map((name) => people()[0].querySelector(`[data-name$="/${CSS.escape(name)}"]`))
      .filter((other) => other && inputsOf(other)[0].value === values[other.dataset.name.split("/")[1]]);
  }
  const ledBy = (row) => (isRead(row) ? leftOne(row).filter((other) => isRead(other) && isStated(other)) : []);
  const ledOnScreen = (row) => ledBy(row).filter(onScreen);
  function drawLed(row) {
    const note = row.querySelector(".row-leads");
    if (!note) return;
    const rows = ledOnScreen(row);
    note.hidden = !rows.length;
    note.textContent = rows.map((other) => fill(note.dataset.text, {field: label(other), value: textShown(other)})).join(" ");
  }
  /* Once there is somebody else, or the other value is another one, it is asked for itself. */
  function reopenLed() {
    led.forEach((by, row) => {
      if (row.isConnected && people().length === 1 && remark(by, "accepted").value === "yes") return;
      led.delete(row);
      if (!row.isConnected || remark(row, "accepted").value !== "yes") return;
      remark(row, "read").value = "yes";
      remark(row, "accepted").value = "";
      draw(row);
      document.dispatchEvent(new CustomEvent("vigil:changed", {detail: {name: row.dataset.name}}));
    });
  }

  /* Which row is current. */
  function choose(row, {focus = true} = {}) {
    visited.add(row);
    atEnd.hidden = true;
    if (now !== row) {
      if (now) { close(now); now.classList.remove("now"); }
      row.classList.add("now");
      now = row;
      const folded = row.closest("details");
      if (folded) folded.open = true;
      showWords(row);
      drawLed(row);
      document.dispatchEvent(new CustomEvent("vigil:row", {detail: {name: row.dataset.name}}));
    }
    if (focus) row.querySelector(".row-open").focus({preventScroll: true});
    keepInView(row);
  }
  /* A row that is higher than the room for it shows its choices. */
  function keepInView(row) {
    row.scrollIntoView({block: "nearest"});
    const options = row.querySelector(".row-options");
    if (options.offsetParent !== null) options.scrollIntoView({block: "nearest"});
  }
  /* The fields of this group that are not required: shown, or folded again. */
  function foldOrUnfold(row) {
    const group = row.closest(".row-group"), folded = group.querySelector("details.more");
    if (!folded) return;
    folded.open = !folded.open;
    const goal = folded.open ? folded.querySelector(".coding-row") : shownRows().filter((one) => group.contains(one)).at(-1);
    if (goal) choose(goal);
  }
  function step(by) {
    const rows = shownRows(), at = rows.indexOf(now);
    choose(rows[Math.max(0, Math.min(rows.length - 1, at + by))]);
  }
  function goOn() {
    const rows = shownRows(), at = rows.indexOf(now);
    const after = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
    const next = after.find(isAsked);
    if (next) choose(next);
    else leave();
  }
  /* Nothing is left to decide: no row is current, and Enter alone does nothing. */
  function leave() {
    if (now) { close(now); now.classList.remove("now"); }
    now = null;
    atEnd.hidden = false;
    atEnd.focus({preventScroll: true});
    atEnd.scrollIntoView({block: "nearest"});
    document.dispatchEvent(new CustomEvent("vigil:row", {detail: {name: ""}}));
  }

  /* The last removal can be undone. */
  let undoing = null;
  const undoNote = document.getElementById("undo");
  function offerUndo(sentence, how) {
    undoing = how;
    undoNote.querySelector("[data-what]").textContent = sentence;
    undoNote.hidden = false;
    tell(sentence);
  }
  function undo() {
    if (!undoing) return false;
    const how = undoing;
    undoing = null;
    undoNote.hidden = true;
    how();
    return true;
  }

  /* What is done to a row. */
  function changed(row) {
    led.delete(row);
    remark(row, "read").value = "";
    remark(row, "accepted").value = machine.get(row) === held(row) ? "yes" : "";
    row.classList.remove("wrong");
    delete row.dataset.refused;
    unfold(row);
    draw(row);
    drawProgress();
    if (row === now && !row.classList.contains("editing")) keepInView(row);
    document.dispatchEvent(new CustomEvent("vigil:changed", {detail: {name: row.dataset.name}}));
  }
  /* Accept what the machine read, if the words that state it are on the screen; say whether it was. */
  function acceptRead(row) {
    if (!isStated(row)) { tell(words["no-words"]); return false; }
    if (!onScreen(row)) { showWords(row); drawLed(row); tell(words.look); return false; }
    /* Only what the row said before the key was pressed goes with it. */
    const note = row.querySelector(".row-leads"), others = note && !note.hidden ? ledOnScreen(row) : [];
    others.forEach((other) => led.set(other, row));
    [row, ...others].forEach((one) => {
      remark(one, "accepted").value = "yes";
      one.classList.remove("wrong");
      draw(one);
      document.dispatchEvent(new CustomEvent("vigil:changed", {detail: {name: one.dataset.name}}));
    });
    drawLed(row);
    drawProgress();
    tell([row, ...others].map((one) => `${label(one)}: ${textShown(one)}, ${words.accepted}`).join("; "));
    return true;
  }
  function accept(row) {
    if (isRead(row)) {
      if (acceptRead(row)) goOn();
    } else if (isDone(row) || !("needed" in row.dataset)) goOn();
    else if (row.dataset.type === "choice") tell(words["to-choose"]);
    else open(row);
  }
  function choosing(row, key) {
    const select = inputsOf(row).find((input) => input.tagName === "SELECT" && Array.from(input.options).some((o) => o.value === key));
    const box = inputsOf(row).find((input) => input.type === "checkbox" && input.value === key);
    if (box) { box.checked = !box.checked; changed(row); return; }
    if (!select) return;
    select.value = key;
    if (remark(row, "empty")) remark(row, "empty").value = "";
    changed(row);
    tell(`${label(row)}: ${textShown(row)}`);
    goOn();
  }
  /* Every input of a row, also those that are not seen, but none of what stands beside the value. */
  const partsOf = (row) => Array.from(row.querySelectorAll(".row-inputs :is(input, select, textarea)"))
    .filter((input) => input.name && !input.name.includes("--"));
  function blank(row) {
    partsOf(row).forEach((input) => { if (input.type === "checkbox") input.checked = false; else input.value = ""; });
  }
  /* Leave a row out: it loses its value and its quotes, until somebody undoes it. */
  const BESIDE = ["read", "accepted", "quotes", "empty", "confidence", "words"];
  function clear(row) {
    const held_ = partsOf(row).map((input) => (input.type === "checkbox" ? input.checked : input.value));
    const beside = BESIDE.map((name) => remark(row, name)).filter(Boolean), before = beside.map((input) => input.value);
    if (isEmpty(row) && !before.some(Boolean)) { if (!("needed" in row.dataset)) goOn(); return; }
    const redraw = () => row.dispatchEvent(new CustomEvent("vigil:quotes", {bubbles: true}));
    blank(row);
    beside.forEach((input) => { input.value = ""; });
    redraw();
    changed(row);
    offerUndo(`${label(row)}: ${words.cleared}`, () => {
      partsOf(row).forEach((input, at) => { input[input.type === "checkbox" ? "checked" : "value"] = held_[at]; });
      redraw();
      changed(row);
      beside.forEach((input, at) => { input.value = before[at]; });
      redraw();
      draw(row);
      drawProgress();
      choose(row);
    });
    if ("needed" in row.dataset) choose(row);
    else goOn();
  }
  /* The coder states that reports give only the bare event: then this question and the open ones below it
     are unclear, as the codebook defines it. */
  function leaveUnclear(row) {
    const rows = Array.from(row.closest(".row-group").querySelectorAll("[data-bare]"));
    const asked = rows.slice(rows.indexOf(row)).filter((one) => one === row || !isDone(one));
    const before = asked.map((one) => [inputsOf(one)[0].value, remark(one, "empty").value]);
    asked.forEach((one) => {
      inputsOf(one)[0].value = one.dataset.bare;
      remark(one, "empty").value = "";
      changed(one);
    });
    offerUndo(asked.map((one) => `${label(one)}: ${textShown(one)}`).join("; "), () => {
      asked.forEach((one, at) => {
        [inputsOf(one)[0].value, remark(one, "empty").value] = before[at];
        changed(one);
      });
      choose(row);
    });
    goOn();
  }
  /* The day on which the report on the screen was published. */
  function dayOnScreen() {
    const seen = Array.from(document.querySelectorAll("article[data-published]"));
    const published = seen.filter((one) => one.offsetParent !== null && /^\d{4}-\d\d-\d\d$/.test(one.dataset.published));
    const pane = Math.max(0, reports.getBoundingClientRect().top);
    const shown = published.find((one) => one.getBoundingClientRect().bottom > pane + 40) || published[0];
    return shown ? new Date(`${shown.dataset.published}T00:00:00Z`) : null;
  }
  /* That day, or a day before it. */
  function chooseDay(row, days) {
    const date = dayOnScreen();
    if (!date) return;
    date.setUTCDate(date.getUTCDate() + days);
    blank(row);
    const [input] = inputsOf(row);
    input.value = date.toISOString().slice(0, 10);
    if (remark(row, "empty")) remark(row, "empty").value = "";
    input.dispatchEvent(new Event("input", {bubbles: true}));
    tell(`${label(row)}: ${textShown(row)}`);
    goOn();
  }
  /* A reason for no value stands in place of a value that was chosen from a list, or that the machine
     read and nobody accepted. Words that somebody typed are not thrown away by one key. */
  const mayEmpty = (row) => isRead(row) || ["choice", "list"].includes(row.dataset.type) && !inputsOf(row).some((input) => input.tagName === "TEXTAREA" && textOf(input));
  function leaveEmpty(row, key) {
    const given = inputsOf(row).filter((input) => textOf(input) && input.type !== "checkbox" || input.checked);
    if (given.length && !mayEmpty(row)) return;
    blank(row);
    remark(row, "empty").value = key;
    changed(row);
    tell(`${label(row)}: ${textShown(row)}`);
    goOn();
  }
  /* The coder states that this person is as the one before: what was chosen from a list for that one is
     chosen for this one too, where nothing is given or the machine read the same. Where it read another
     value, that row stays open. On the name of the person it accepts the name too, if its words are seen. */
  function sameAsBefore(person) {
    if (now && now.dataset.name === `${person}/names` && isRead(now) && !acceptRead(now)) return;
    const rowOf = (number, row) => form.querySelector(`[data-name="${number}/${row.dataset.name.split("/")[1]}"]`);
    const own = allRows().filter((row) => row.dataset.name.startsWith(`${person}/`) && (row.dataset.type === "choice" || row.dataset.name.endsWith("/occupation")));
    own.filter((row) => isEmpty(row) || isRead(row)).forEach((row) => {
      const before = rowOf(person - 1, row), [select] = inputsOf(row); /* or the words of an occupation */
      if (!before || !isDone(before) || !select) return;
      const {value} = inputsOf(before)[0];
      if (isRead(row) && select.value !== value) return;
      select.value = value;
      remark(row, "empty").value = value ? "" : remark(before, "empty").value;
      if (!isEmpty(row)) changed(row);
    });
    goOn();
  }
  function open(row) {
    choose(row, {focus: false});
    row.classList.add("editing");
    const first = row.querySelector(".row-inputs :is(input:not([type=hidden]), select, textarea)");
    if (!first) return;
    row.dataset.stood = first.value;
    first.focus();
    if (first.select) first.select();
    row.scrollIntoView({block: "nearest"});
  }
  /* The last day of that number up to the day of the report on the screen; empty if there is none. */
  function lastDay(number) {
    const until = dayOnScreen();
    for (let back_ = 0; until && back_ < 12; back_ += 1) {
      const date = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() - back_, number));
      if (date.getUTCDate() === number && date <= until) return date.toISOString().slice(0, 10);
    }
    return "";
  }
  /* A day may be typed as eight digits, or as its number alone: then it is the last one before the report, or,
     where nobody knows when that was published, one of the month that stood there before. */
  function writeDay(row) {
    if (row.dataset.type !== "edtf") return;
    inputsOf(row).forEach((input) => {
      const typed = input.value.trim(), [month] = /^\d{4}-\d\d(?=-\d\d$)/.exec(row.dataset.stood || "") || [];
      let written = typed.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
      if (/^\d\d?$/.test(typed)) {
        const day = row.querySelector(".row-days") && lastDay(Number(typed));
        written = day || (month ? `${month}-${typed.padStart(2, "0")}` : typed);
      }
      if (written === typed) return;
      input.value = written;
      input.dispatchEvent(new Event("input", {bubbles: true}));
    });
  }
  /* A count may be typed with its lowest and highest number: 2-5, or 3 (2-5). */
  function writeCount(row) {
    if (row.dataset.type !== "count") return;
    const [best, low, high] = inputsOf(row);
    const found = /^\s*(?:(\d+)\s*\(\s*)?(\d+)\s*[-–]\s*(\d+)\s*\)?\s*$/.exec(best.value);
    if (found) [best.value, low.value, high.value] = [found[1] || found[2], found[2], found[3]];
  }
  function close(row) {
    writeDay(row);
    writeCount(row);
    row.classList.remove("editing");
    drawObjection(row);
  }

  /* Fields that some values need stand behind them; those that a value no longer needs may stay empty. */
  function unfold(row) {
    if (!row.dataset.needs) return;
    const needs = JSON.parse(row.dataset.needs);
    const value = (inputsOf(row)[0] || {}).value;
    const wanted = needs[value] || [];
    new Set(Object.values(needs).flat()).forEach((name) => {
      const other = form.querySelector(`[data-name="${CSS.escape(name)}"]`);
      if (!other) return;
      if (wanted.includes(name)) {
        other.dataset.needed = "";
        if (other.closest("details")) row.after(other);
      } else if (!("required" in other.dataset)) delete other.dataset.needed;
      draw(other);
    });
  }

  function submitting(button) {
    const open_ = allRows().find((row) => ("needed" in row.dataset && !isDone(row)) || isRefused(row));
    if (!open_) return true;
    const folded = open_.closest("details");
    if (folded) folded.open = true;
    choose(open_);
    tell(words.missing);
    return !button;
  }

  function openHelp() {
    const place = document.getElementById("help-field");
    place.replaceChildren();
    const meaning = now && now.querySelector(".field > .meaning");
    if (meaning) {
      const title = Object.assign(document.createElement("h3"), {textContent: label(now)});
      const copy = Array.from(meaning.children).filter((part) => part.tagName !== "SUMMARY").map((part) => part.cloneNode(true));
      place.append(title, ...copy);
    }
    document.getElementById("help").showModal();
  }

  const off = () => { try { return localStorage.getItem("vigil-desk-keys-off") === "1"; } catch { return false; } };
  const letterOf = (event) => (/^[\x20-\x7e]$/.test(event.key) ? event.key.toLowerCase()
    : /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key);

  /* Write a doubt about the case, or a note, and come back to the row where one was. */
  function goTo(what) {
    back = now;
    if (what === "doubt") { open(form.querySelector('[data-name="inclusion_doubt"]')); return; }
    const note = document.getElementById("note");
    note.closest("details").open = true;
    note.focus();
  }
  function goBack() {
    const row = back;
    back = null;
    return row && row.isConnected ? row : null;
  }
  document.getElementById("note").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const row = goBack() || shownRows()[0];
    event.preventDefault();
    choose(row);
  });

  function keyInInputs(event, row) {
    const input = event.target;
    if (event.key === "Escape") { close(row); draw(row); choose(goBack() || row); return true; }
    if (event.key !== "Enter" || event.shiftKey || input.tagName === "BUTTON" || input.tagName === "SUMMARY") return false;
    close(row);
    const from = goBack();
    if (isEmpty(row)) choose(from || row);
    else { changed(row); choose(from || row); if (!from) goOn(); }
    return true;
  }
  /* Keys that are the same on every row, and where no row is current. */
  function keyOnPage(key) {
    const press = {"+": "add-person", g: "add-group", "*": "add-list", "?": "open-help"}[key];
    if (press) { document.getElementById(press).click(); return true; }
    if (key === ";" || key === "#") { goTo(key === ";" ? "doubt" : "note"); return true; }
    if (/^[1-9]$/.test(key) && document.getElementById(`tab-${key}`)) { showReport(key); return true; }
    if (key === "0") { showNext(); return true; }
    return false;
  }
  function keyAtEnd(event) {
    const key = letterOf(event), rows = shownRows();
    if (event.key === "ArrowUp" || key === "k") { choose(rows.at(-1)); return true; }
    if (event.key === "ArrowDown" || key === "j") { choose(rows[0]); return true; }
    return keyOnPage(key);
  }
  function keyOnRow(event) {
    const key = letterOf(event);
    if (key === "Enter") {
      if (!event.target.closest(".row-open") && event.target !== document.body && event.target !== form) return false;
      accept(now);
      return true;
    }
    if (event.key === "ArrowDown" || key === "j") { step(1); return true; }
    if (event.key === "ArrowUp" || key === "k") { step(-1); return true; }
    if (event.key === "Backspace" || event.key === "Delete") { clear(now); return true; }
    if (key === "e") { open(now); return true; }
    if (key === ".") { foldOrUnfold(now); return true; }
    const below = event.shiftKey && now.querySelector(`.row-options [data-below="${CSS.escape(key)}"]`);
    if (below) { below.click(); return true; }
    const option = now.querySelector(`.row-options [data-letter="${CSS.escape(key)}"]:not([hidden])`);
    if (option) { option.click(); return true; }
    const press = {"=": "[data-same]:not([hidden])", "-": "[data-remove]"}[key];
    const button = press && now.closest(".row-group").querySelector(press);
    if (button) { button.click(); return true; }
    if (now.dataset.type === "count" && /^[0-9]$/.test(key)) {
      open(now);
      inputsOf(now)[0].value = key;
      changed(now);
      return true;
    }
    return keyOnPage(key);
  }
  window.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (submitting(true)) form.requestSubmit(handIn);
      return;
    }
    if (letterOf(event) === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.target.matches("input, textarea, select")) {
      if (undo()) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest && event.target.closest(".coding-row");
    let taken = false;
    if (row && event.target.closest(".row-inputs")) taken = keyInInputs(event, row);
    else if (!off() && !event.target.matches("input, textarea, select")) {
      if (row && row !== now) choose(row, {focus: false});
      taken = now ? keyOnRow(event) : keyAtEnd(event);
    }
    if (taken) { event.preventDefault(); event.stopPropagation(); }
  }, false);

  form.addEventListener("input", (event) => {
    const row = event.target.closest(".row-inputs") && event.target.closest(".coding-row");
    if (row) changed(row);
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest(".coding-row");
    if (!row || !event.target.name) return;
    /* Words that somebody chose for a field of words are its text, until another one is typed. Not where
       the text becomes public: a sentence of a report may name a suspect. */
    if (event.target.name.endsWith("--quotes") && row.dataset.type === "text" && !("public" in row.dataset)) {
      const input = inputsOf(row)[0];
      const chosen = JSON.parse(event.target.value || "[]").map((quote) => `“${quote.exact}”`).join(" ");
      if (input && (!input.value || input.value === row.dataset.quoted)) { input.value = chosen; row.dataset.quoted = chosen; }
    }
    changed(row);
  });
  form.addEventListener("click", (event) => {
    const row = event.target.closest(".coding-row");
    if (!row) return;
    const option = event.target.closest("[data-choose]"), none = event.target.closest("[data-none]");
    if (event.target.closest(".row-open")) choose(row);
    else if (event.target.closest("[data-correct]")) open(row);
    else if (option) { choose(row, {focus: false}); choosing(row, option.dataset.choose); }
    else if (event.target.closest("[data-below]")) { choose(row, {focus: false}); leaveUnclear(row); }
    else if (event.target.closest("[data-clear]")) { choose(row, {focus: false}); clear(row); }
    else if (event.target.closest("[data-day]")) { choose(row, {focus: false}); chooseDay(row, Number(event.target.closest("[data-day]").dataset.day)); }
    else if (none) { choose(row, {focus: false}); leaveEmpty(row, none.dataset.none); }
    const link = event.target.closest(".row-words a");
    if (link) {
      event.preventDefault();
      link.closest("ul").prepend(link.closest("li"));
      now = now === row ? null : now;
      draw(row);
      choose(row);
    }
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-same]");
    if (!button) return;
    const person = button.closest(".row-group").dataset.person;
    if (!now || !now.dataset.name.startsWith(`${person}/`)) choose(button.closest(".row-group").querySelector(".coding-row"));
    sameAsBefore(Number(person));
  });
  undoNote.querySelector("button").addEventListener("click", undo);
  form.addEventListener("focusin", (event) => {
    const row = event.target.closest(".coding-row");
    if (row && row !== now) choose(row, {focus: false});
  });
  /* The server has saved some fields, and said what the codebook has against them. */
  document.addEventListener("vigil:saved", ({detail}) => allRows().filter((row) => detail.names.includes(row.dataset.name)).forEach((row) => {
    const why = detail.problems[row.dataset.name];
    if (why) row.dataset.refused = why;
    else delete row.dataset.refused;
    draw(row);
    drawProgress();
    if (why && !row.classList.contains("editing")) tell(`${label(row)}: ${why}`);
  }));
  form.addEventListener("submit", (event) => {
    if (event.submitter === handIn && !submitting(true)) event.preventDefault();
  }, true);
  reports.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-of]");
    if (!mark || !window.getSelection().isCollapsed) return;
    const anchors = mark.dataset.of.split(" ");
    const row = allRows().find((one) => { const link = linkOf(one); return link && anchors.includes(link.hash.slice(1)); });
    if (row) choose(row);
  });
  document.querySelectorAll("[data-tab]").forEach((button) => button.addEventListener("click", () => showReport(button.dataset.tab)));
  document.getElementById("open-help").addEventListener("click", openHelp);
  window.addEventListener("resize", () => { if (now && !now.classList.contains("editing")) keepInView(now); });

  /* Begin. */
  document.body.classList.add("by-rows");
  form.elements.by_rows.value = "yes";
  if (document.querySelector("[data-tab]")) showTab(1);
  function begin(row) {
    if (remark(row, "read").value || remark(row, "accepted").value) machine.set(row, held(row));
    unfold(row);
    draw(row);
  }
  allRows().forEach(begin);
  /* A draft does not say which values went with another one. */
  const accepted = (row) => remark(row, "accepted").value === "yes";
  allRows().filter(accepted).forEach((row) => leftOne(row).filter(accepted).forEach((other) => led.set(other, row)));
  drawProgress();
  const start = form.dataset.start;
  const first = allRows().find((row) => row.classList.contains("wrong"))
    || (start && allRows().find((row) => row.dataset.name.startsWith(start)))
    || shownRows().find(isAsked) || shownRows()[0];
  if (first && start && first.dataset.type === "count" && isEmpty(first)) open(first);
  else if (first) choose(first);

  /* What `people.js` needs. */
  window.vigilRows = {
    begin, drawHeading, drawProgress, inputsOf, isEmpty, offerUndo, words, fill,
    /* Go to what is open in this group, or else to its first row. */
    enter(group) {
      const rows = shownRows().filter((row) => group.contains(row)), row = rows.find(isAsked) || rows[0];
      if (!row) return;
      if (row.dataset.type === "count" && isEmpty(row)) open(row);
      else choose(row);
    },
    /* Forget the current row, if it is in a group that goes. */
    letGo(group) {
      if (now && group.contains(now)) { now.classList.remove("now", "editing"); now = null; }
    },
  };
})();
