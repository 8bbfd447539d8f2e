/* The editor of a report: saves each block by itself, shows tokens as chips, and shows beside each
   block what readers will see. Without this script every block is a plain form. */
"use strict";

const editor = document.querySelector("[data-editor]");
const say = editor.dataset;
const ticket = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const PAUSE = 1200, AGAIN = 5000;
const blocks = [];

async function ask(address, data) {
  const headers = { "X-Vigil-Fragment": "1" };
  if (data) headers["X-CSRFToken"] = ticket();
  const answer = await fetch(address, { method: data ? "POST" : "GET", body: data, headers });
  if (answer.redirected) throw new Error("signed out");
  return answer;
}

const isJson = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

function element(name, text, more = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(more)) made.setAttribute(key, value);
  return made;
}

/* One block: its field with chips, its plain field, and what is saved. */
class Block {
  constructor(article) {
    this.article = article;
    this.form = article.querySelector("[data-words]");
    this.plain = this.form.elements.text;
    this.seen = this.form.elements.seen;
    this.state = article.querySelector("[data-state]");
    this.problem = article.querySelector("[data-problem]");
    this.preview = article.querySelector("[data-preview]");
    this.chips = new Map();
    for (const row of article.querySelectorAll("[data-chips] [data-token]")) this.chips.set(row.dataset.token, row.dataset);
    const list = article.querySelector("[data-chips]");
    if (list) list.hidden = true;
    this.saved = this.plain.value;
    this.makeField();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    article.querySelector("[data-insert]").addEventListener("click", (event) => {
      event.preventDefault();
      picker.open(this);
    });
  }

  makeField() {
    const label = `${say.textWords} ${this.article.querySelector("h3 bdi").textContent}`;
    this.field = element("div", "", { class: "words", role: "textbox", "aria-multiline": "true", dir: "auto", lang: this.plain.lang });
    this.field.setAttribute("aria-label", label);
    this.field.contentEditable = "true";
    this.field.contentEditable = "plaintext-only";
    this.plain.after(this.field);
    this.draw();
    this.switch = element("button", "", { type: "button", class: "plain" });
    this.form.querySelector(".block-actions").append(this.switch);
    this.switch.addEventListener("click", () => this.show(!this.plain.hidden));
    this.show(true);
    this.field.addEventListener("input", () => {
      this.plain.value = this.read();
      this.changed();
    });
    this.field.addEventListener("click", () => {
      const chosen = getSelection(), at = chosen.anchorNode;
      const token = at && (at.nodeType === 3 ? at.parentNode : at).closest(".token");
      if (!token || !chosen.isCollapsed) return;
      this.field.focus();
      this.after(token);
    });
    this.field.addEventListener("paste", (event) => {
      event.preventDefault();
      document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
    });
    this.plain.addEventListener("input", () => this.changed());
    this.field.addEventListener("blur", () => {
      this.keepPlace();
      this.draw();
      if (this.dirty) this.save();
    });
    this.plain.addEventListener("blur", () => this.dirty && this.save());
  }

  /* Shows the field with chips, or the plain one. */
  show(withChips) {
    this.plain.hidden = withChips;
    this.field.hidden = !withChips;
    this.switch.textContent = withChips ? say.textPlain : say.textChips;
    if (withChips) this.draw();
  }

  /* Puts the writer at the end of the words. */
  begin() {
    if (document.activeElement !== document.body) return;
    this.field.focus();
    getSelection().selectAllChildren(this.field);
    getSelection().collapseToEnd();
  }

  get dirty() {
    return this.plain.value !== this.saved;
  }

  /* Draws the text with chips, unless it is drawn so already. */
  draw() {
    if (this.read() === this.plain.value && !this.untokened()) return;
    const parts = this.plain.value.split(/(\{\w+:[^{}]*\})/);
    this.place = null;
    this.field.replaceChildren(...parts.filter(Boolean).map((part) => (this.chips.has(part) ? this.chip(part) : document.createTextNode(part))));
  }

  untokened() {
    return [...this.field.childNodes].some((node) => node.nodeType === 3 && [...this.chips.keys()].some((token) => node.nodeValue.includes(token)));
  }

  chip(token) {
    const told = this.chips.get(token);
    const made = element("span", "", { class: "token", "data-token": token, title: token });
    made.contentEditable = "false";
    made.append(element("bdi", told.shown));
    if (told.kind !== "name") made.append(element("span", ` · ${told.label}`, { class: "quiet" }));
    return made;
  }

  read(from = this.field) {
    let text = "";
    for (const node of from.childNodes) {
      if (node.nodeType === 3) text += node.nodeValue;
      else if (node.dataset && node.dataset.token) text += node.dataset.token;
      else if (node.nodeName === "BR") text += "\n";
      else text += `${text ? "\n" : ""}${this.read(node)}`;
    }
    return text;
  }

  /* Remembers where the writer was, for what is inserted from the picker. */
  keepPlace() {
    const chosen = getSelection();
    if (chosen.rangeCount && this.field.contains(chosen.getRangeAt(0).startContainer)) this.place = chosen.getRangeAt(0).cloneRange();
  }

  insert(token) {
    if (!this.plain.hidden) {
      this.plain.setRangeText(token, this.plain.selectionStart, this.plain.selectionEnd, "end");
      this.plain.focus();
    } else {
      const made = this.chip(token);
      const place = this.place && this.field.contains(this.place.startContainer) ? this.place : null;
      if (place) {
        place.deleteContents();
        place.insertNode(made);
        // A space at the end of a saved text is gone: a value is never glued to the word before it.
        const before = document.createRange();
        before.setStart(this.field, 0);
        before.setEndBefore(made);
        if (!token.startsWith("{note:") && /[\p{L}\p{N},;:.]$/u.test(before.toString())) made.before(" ");
      } else {
        if (!token.startsWith("{note:") && this.field.textContent && !/\s$/.test(this.field.textContent)) this.field.append(" ");
        this.field.append(made);
      }
      this.plain.value = this.read();
      this.field.focus();
      this.after(made);
    }
    this.changed();
    return this.save();
  }

  /* Puts the writer behind a chip. */
  after(token) {
    getSelection().collapse(token.parentNode, [...token.parentNode.childNodes].indexOf(token) + 1);
  }

  changed() {
    clearTimeout(this.timer);
    this.state.textContent = this.dirty ? say.textUnsaved : "";
    if (this.dirty) this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /* Saves the text, one request at a time; what was typed meanwhile is saved after it. */
  save(more = {}) {
    clearTimeout(this.timer);
    this.saving = (this.saving || Promise.resolve()).then(() => this.send(more));
    return this.saving;
  }

  async send(more) {
    const text = this.plain.value;
    if (text === this.saved && !more.as_name) return;
    const data = new FormData();
    for (const [name, value] of Object.entries({ text, seen: this.seen.value, ...more })) data.append(name, value);
    this.state.textContent = say.textSaving;
    let answer, told;
    try {
      answer = await ask(this.article.dataset.textAt, data);
      told = await answer.json();
    } catch (error) {
      const out = error.message === "signed out";
      this.state.textContent = out ? say.textSignedOut : say.textOffline;
      if (!out) this.timer = setTimeout(() => this.save(more), AGAIN);
      return;
    }
    if (!answer.ok) {
      this.state.textContent = say.textUnsaved;
      this.refused(told);
      return;
    }
    this.problem.hidden = true;
    this.seen.value = told.version;
    for (const chip of told.chips) this.chips.set(chip.token, chip);
    if (more.as_name && this.plain.value === text) {
      this.plain.value = told.text;
      this.draw();
    }
    this.saved = this.plain.value === told.text || this.plain.value === text ? this.plain.value : text;
    this.state.textContent = this.dirty ? say.textUnsaved : say.textSaved;
    if (document.activeElement !== this.field) this.draw();
    if (this.dirty) this.changed();
    this.look();
  }

  refused(told) {
    this.problem.replaceChildren(element("p", told.problem));
    this.problem.hidden = false;
    if (told.theirs) this.conflict(told.theirs);
    const actions = element("div", "", { class: "actions" });
    for (const number of told.typed || []) {
      const button = element("button", `${say.textName}: ${number}`, { type: "button", class: "plain" });
      button.addEventListener("click", () => this.save({ as_name: number }));
      actions.append(button);
    }
    if ((told.typed || []).length) {
      const button = element("button", say.textSource, { type: "button", class: "plain" });
      button.addEventListener("click", () => {
        this.choose(told.typed[0]);
        picker.open(this);
      });
      actions.append(button);
    }
    if (actions.childNodes.length) this.problem.append(actions);
  }

  /* Selects a typed number, so that what is inserted replaces it. */
  choose(number) {
    for (const node of this.field.childNodes) {
      const at = node.nodeType === 3 ? node.nodeValue.indexOf(number) : -1;
      if (at < 0) continue;
      this.place = document.createRange();
      this.place.setStart(node, at);
      this.place.setEnd(node, at + number.length);
      return;
    }
  }

  conflict(theirs) {
    const keep = element("button", say.textKeep, { type: "button", class: "plain" });
    const take = element("button", say.textTake, { type: "button", class: "plain" });
    const actions = element("div", "", { class: "actions" });
    const settle = () => {
      this.seen.value = theirs.version;
      for (const chip of theirs.chips) this.chips.set(chip.token, chip);
      this.problem.hidden = true;
    };
    keep.addEventListener("click", () => {
      settle();
      this.save();
    });
    take.addEventListener("click", () => {
      settle();
      this.plain.value = this.saved = theirs.text;
      this.state.textContent = "";
      this.draw();
      this.look();
    });
    actions.append(keep, take);
    const name = [say.textTheirs, theirs.by].filter(Boolean).join(" · ");
    this.problem.append(element("p", name), element("div", theirs.text, { class: "theirs", dir: "auto" }), actions);
  }

  /* Shows the block as readers will see it. */
  async look() {
    this.looked = true;
    try {
      const answer = await ask(this.article.dataset.previewAt);
      if (answer.ok) this.preview.innerHTML = await answer.text();
    } catch {
      this.looked = false;
    }
  }
}

/* The dialog in which a source is found by words. */
const picker = {
  dialog: document.querySelector("[data-picker]"),
  body: document.querySelector("[data-picker-body]"),

  async open(block) {
    this.block = block;
    if (block.dirty) await block.save();
    this.body.replaceChildren();
    this.dialog.showModal();
    await this.load(block.article.dataset.insertAt);
  },

  async load(address, data) {
    let answer;
    try {
      answer = await ask(address, data);
    } catch (error) {
      const out = error.message === "signed out";
      this.body.replaceChildren(element("p", out ? say.textSignedOut : say.textOffline, { class: "note" }));
      return;
    }
    if (isJson(answer)) {
      this.inserted(await answer.json());
      return;
    }
    this.body.innerHTML = await answer.text();
    const places = ["[role=alert]", ".picked h3", "section h3", "[autofocus]", "input:not([type=hidden])"];
    const first = places.map((one) => this.body.querySelector(one)).find(Boolean);
    if (first && !first.matches("input, select")) first.tabIndex = -1;
    if (first) first.focus();
  },

  inserted(told) {
    const block = this.block;
    block.seen.value = told.version;
    for (const chip of told.chips) block.chips.set(chip.token, chip);
    this.dialog.close();
    if (told.token) block.insert(told.token);
    else block.look();
  },

  begin() {
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    this.body.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || !new URL(link.href).pathname.endsWith("/insert/")) return;
      event.preventDefault();
      this.load(link.href);
    });
    this.body.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new FormData(event.target, event.submitter);
      if (event.target.method === "post") this.load(event.target.action, data);
      else this.load(`${event.target.action}?${new URLSearchParams(data)}`);
    });
  },
};

function beginTabs() {
  const tabs = document.querySelector("[data-tabs]");
  tabs.hidden = false;
  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    editor.dataset.mode = tab.dataset.tab;
    for (const one of tabs.children) one.setAttribute("aria-pressed", String(one === tab));
  });
}

function beginAdding() {
  const chooser = document.querySelector("template[data-adding]");
  editor.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-add]");
    if (!link) return;
    event.preventDefault();
    const form = chooser.content.cloneNode(true).querySelector("form");
    form.action = link.dataset.add;
    form.elements.after.value = link.dataset.after;
    form.elements.first.value = link.dataset.after ? "" : "on";
    link.replaceWith(form);
    form.querySelector("button").focus();
  });
}

/* What is not saved yet is saved before the page is left by a form. */
function beginLeaving() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-words]") || form.closest("dialog") || form.dataset.flushed) return;
    const open = blocks.filter((block) => block.dirty);
    if (!open.length) return;
    event.preventDefault();
    await Promise.all(open.map((block) => block.save()));
    form.dataset.flushed = "1";
    form.requestSubmit(event.submitter);
  });
  addEventListener("beforeunload", (event) => {
    if (blocks.some((block) => block.dirty)) event.preventDefault();
  });
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting && !entry.target.block.looked) entry.target.block.look();
  }
}, { rootMargin: "200px" });

for (const article of document.querySelectorAll("[data-block]")) {
  const block = new Block(article);
  block.preview.block = block;
  blocks.push(block);
  watcher.observe(block.preview);
}
picker.begin();
beginTabs();
beginAdding();
beginLeaving();
editor.dataset.ready = "";
const aimed = blocks.find((block) => `#${block.article.id}` === location.hash);
// After loading: when a browser goes to the part of a page that its address names, it takes the
// focus from every field.
if (aimed) addEventListener("load", () => setTimeout(() => aimed.begin()));
