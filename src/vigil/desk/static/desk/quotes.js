/* Picks the words behind a value by selecting them in a report. With the mouse: select, and press the
   button that appears. With the keyboard, on the current row: Space takes the sentence beside the caret,
   or beside the words that are marked; Space again takes the next one instead, Shift+Space the one
   before; Shift and arrows move its ends (left and right the last word, up and down the first); a comma
   keeps it and takes another one; Escape gives it back. A list of sentences does the same for who hears
   the page instead of seeing it.

   Offsets count code points, as on the server; browsers count UTF-16. A part of a report says where its
   sentences are in data-sentences ("0-31 33-80"). Quotes are JSON in a hidden input of the row. */
"use strict";

(() => {
  const form = document.getElementById("coding");
  const parts = Array.from(document.querySelectorAll("[data-report] [data-in]:not([data-sentences=''])"), partOf);
  if (!form || !parts.length) return;

  const MOST = 80; // letters of a quote that a row shows; the report has the rest
  const take = document.getElementById("take-quote");
  let adjusting = null; // { row, at, part, sentence }
  let fallback = null;
  let lastQuote = null; // the one that was taken last, for whichever row

  /* Code points and UTF-16. */

  function codePoints(text) {
    let count = 0;
    for (const _ of text) count += 1;
    return count;
  }

  function partOf(element) {
    const sentences = element.dataset.sentences.split(" ").filter(Boolean).map((span) => span.split("-").map(Number));
    const report = Number(element.closest("[data-report]").dataset.report);
    return { element, report, in: element.dataset.in, sentences };
  }

  function offsetOf(part, node, offset) {
    const before = document.createRange();
    before.setStart(part.element, 0);
    before.setEnd(node, offset);
    return codePoints(before.toString());
  }

  function pointAt(part, offset) {
    const walker = document.createTreeWalker(part.element, NodeFilter.SHOW_TEXT);
    let left = offset;
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = codePoints(node.data);
      if (left <= length) {
        let units = 0;
        for (const letter of node.data) {
          if (left === 0) break;
          left -= 1;
          units += letter.length;
        }
        return [node, units];
      }
      left -= length;
      last = node;
    }
    return last ? [last, last.data.length] : [part.element, 0];
  }

  function rangeOf(part, start, end) {
    const range = document.createRange();
    range.setStart(...pointAt(part, start));
    range.setEnd(...pointAt(part, end));
    return range;
  }

  function partAround(node) {
    const element = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    return parts.find((part) => element && part.element.contains(element));
  }

  /* Where the selection is, without blanks at its ends; null where it is not in one part of a report. */
  function selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const part = partAround(range.commonAncestorContainer);
    if (!part) return null;
    const words = range.toString();
    const start = offsetOf(part, range.startContainer, range.startOffset);
    const first = start + codePoints(words.slice(0, words.length - words.trimStart().length));
    const exact = words.trim();
    return exact ? { part, start: first, end: first + codePoints(exact), exact } : null;
  }

  /* Rows, and the quotes in them. */

  const input = (row) => row.querySelector('input[name$="--quotes"]');
  const nameOfRow = (row) => {
    const title = row.querySelector("[id$='-title'], label, legend");
    return title ? title.textContent.trim() : "";
  };

  let left = false; // every field is decided, and no row is current
  function currentRow() {
    if (left) return null;
    return form.querySelector("[data-name].now") || fallback || form.querySelector("[data-name]");
  }

  function quotesOf(row) {
    try { return JSON.parse(input(row).value || "[]"); } catch { return []; }
  }

  function setQuotes(row, quotes) {
    const held = input(row);
    held.value = quotes.length ? JSON.stringify(quotes) : "";
    draw(row);
    held.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function quoteOf(found) {
    return { report: found.part.report, in: found.part.in, start: found.start, end: found.end, exact: found.exact };
  }

  const samePlace = (one, other) =>
    one.report === other.report && one.in === other.in && one.start === other.start && one.end === other.end;

  function add(row, found) {
    const quotes = quotesOf(row);
    const quote = quoteOf(found);
    lastQuote = quote;
    const there = quotes.findIndex((one) => samePlace(one, quote));
    if (there >= 0) return there;
    setQuotes(row, [...quotes, quote]);
    tell("taken", row, found.exact);
    return quotes.length;
  }

  function remove(row, at) {
    const [gone] = quotesOf(row).slice(at, at + 1);
    setQuotes(row, quotesOf(row).filter((_quote, number) => number !== at));
    if (gone) tell("removed", row, gone.exact);
  }

  function word(name) {
    const template = document.getElementById("words-of-quotes");
    const found = template && template.content.querySelector(`[data-word="${name}"]`);
    return found ? found.textContent.trim() : "";
  }

  function tell(what, row, exact) {
    const status = document.getElementById("quote-status");
    if (status) status.textContent = `${nameOfRow(row)}: “${shortened(exact)}”, ${word(what)}`;
  }

  function shortened(text) {
    const letters = Array.from(text);
    return letters.length > MOST ? `${letters.slice(0, MOST - 1).join("")}…` : text;
  }

  function draw(row) {
    const list = row.querySelector(".row-quotes");
    if (!list) return;
    list.replaceChildren(...quotesOf(row).map((quote, at) => {
      const item = document.createElement("li");
      const show = document.createElement("button");
      show.type = "button";
      show.className = "link";
      show.dataset.showQuote = at;
      const part = parts.find((one) => one.report === quote.report && one.in === quote.in);
      const words = document.createElement("bdi");
      words.lang = part ? part.element.closest("[lang]").lang : "";
      words.textContent = shortened(quote.exact);
      show.append("“", words, "”");
      const gone = document.createElement("button");
      gone.type = "button";
      gone.className = "link small";
      gone.dataset.removeQuote = at;
      gone.textContent = word("remove");
      gone.setAttribute("aria-label", `${word("remove")} “${shortened(quote.exact)}”`);
      item.append(show, " ", gone);
      return item;
    }));
    mark();
  }

  /* Show the quotes of the current row in the reports, where the browser can. */
  function mark() {
    const row = currentRow();
    if (!row || !input(row) || !window.CSS || !CSS.highlights) return;
    const ranges = quotesOf(row).flatMap((quote) => {
      const part = parts.find((one) => one.report === quote.report && one.in === quote.in);
      return part ? [rangeOf(part, quote.start, quote.end)] : [];
    });
    CSS.highlights.set("quote", new Highlight(...ranges));
  }

  /* Sentences. */

  const all = parts.flatMap((part) => part.sentences.map(([start, end]) => ({ part, start, end })));
  const textOf = ({ part, start, end }) => rangeOf(part, start, end).toString();
  const withText = (sentence) => ({ ...sentence, exact: textOf(sentence) });

  function sentenceAt(node, offset) {
    const part = partAround(node);
    if (!part) return null;
    const place = offsetOf(part, node, offset);
    const own = all.filter((sentence) => sentence.part === part);
    return own.find((sentence) => place <= sentence.end) || own[own.length - 1] || null;
  }

  /* A line of a few letters, as the sign of an agency, states nothing. */
  const says = (sentence) => {
    const found = textOf(sentence).match(/[\p{L}\p{M}]+/gu) || [];
    return found.length >= 3 || found.some((one) => codePoints(one) >= 12);
  };
  /* The next sentence that states something, or with -1 the one before. */
  function after(number, by = 1) {
    const place = (step) => (((number + by * step) % all.length) + all.length) % all.length;
    const found = all.map((_sentence, step) => all[place(step + 1)]);
    return found.find(says) || found[0];
  }

  /* The sentence to begin with: at the caret, at the words of the row, after the last quote, or the first
     of what is shown. */
  function firstSentence(row) {
    const selection = window.getSelection();
    if (selection.rangeCount && partAround(selection.anchorNode)) {
      const found = sentenceAt(selection.anchorNode, selection.anchorOffset);
      if (found) return found;
    }
    const link = row.querySelector(".row-words:not([hidden]) a, .quotes a");
    const marked = link && document.getElementById(link.hash.slice(1));
    const beside = marked && partAround(marked) ? sentenceAt(marked, 0) : null;
    const inText = (sentence) => sentence.part.in === "text" && sentence.part.element.offsetParent !== null;
    const last = quotesOf(row).at(-1) || lastQuote;
    const behind = last && all.findLastIndex(({ part, start }) => part.report === last.report && part.in === last.in && start < last.end);
    const next = last && behind >= 0 ? after(behind) : null;
    return beside || next || all.find((one) => inText(one) && says(one)) || all.find(inText) || all[0] || null;
  }

  function show(range) {
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const element = range.startContainer.parentElement;
    const folded = element.closest("details");
    if (folded) folded.open = true;
    const seen = range.getBoundingClientRect();
    const pane = element.closest("section, .pane, body").getBoundingClientRect();
    if (seen.top < Math.max(0, pane.top) || seen.bottom > Math.min(innerHeight, pane.bottom)) {
      element.scrollIntoView({ block: "center" });
    }
  }

  function adjust(row, sentence) {
    const at = add(row, withText(sentence));
    adjusting = { row, at, part: sentence.part, sentence: all.indexOf(sentence) };
    show(rangeOf(sentence.part, sentence.start, sentence.end));
  }

  function takeSentence(by = 1) {
    const row = currentRow();
    if (!row || !input(row)) return false;
    if (adjusting && adjusting.row === row) {
      const next = after(adjusting.sentence, by);
      remove(row, adjusting.at);
      adjust(row, next);
      return true;
    }
    const found = selected();
    if (found) {
      const sentence = sentenceAt(...pointAt(found.part, found.start));
      adjusting = { row, at: add(row, found), part: found.part, sentence: all.indexOf(sentence) };
      hideButton();
      return true;
    }
    const sentence = firstSentence(row);
    if (!sentence) return false;
    adjust(row, by < 0 ? after(all.indexOf(sentence), by) : sentence);
    return true;
  }

  function takeAnother() {
    if (!adjusting) return false;
    const next = after(adjusting.sentence);
    adjust(adjusting.row, next);
    return true;
  }

  function giveBack() {
    if (!adjusting) return false;
    remove(adjusting.row, adjusting.at);
    done();
    window.getSelection().removeAllRanges();
    return true;
  }

  function done() {
    adjusting = null;
  }

  /* Where the words of a part begin and end. */
  function wordsOf(part) {
    if (part.words) return part.words;
    const text = part.element.textContent;
    let found = Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), (match) => [match.index, match.index + match[0].length]);
    if (Intl.Segmenter) { // knows words where no blanks stand between them
      const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(text);
      found = Array.from(segments).filter((one) => one.isWordLike).map((one) => [one.index, one.index + one.segment.length]);
    }
    let units = 0;
    let points = 0;
    const inPoints = (at) => {
      points += codePoints(text.slice(units, at));
      units = at;
      return points;
    };
    part.words = found.map(([start, end]) => [inPoints(start), inPoints(end)]);
    return part.words;
  }

  /* Left and right move the end of the quote by a word, up and down its beginning. */
  function moveEnd(arrow) {
    if (!adjusting) return false;
    const { row, at, part } = adjusting;
    const quotes = quotesOf(row);
    let { start, end } = quotes[at];
    const words = wordsOf(part);
    const leftward = getComputedStyle(part.element).direction === "rtl";
    const on = arrow === "ArrowDown" || arrow === (leftward ? "ArrowLeft" : "ArrowRight");
    const last = (list) => list[list.length - 1];
    if (arrow === "ArrowUp" || arrow === "ArrowDown") {
      const begins = words.map(([first]) => first);
      start = (on ? begins.find((one) => one > start && one < end) : last(begins.filter((one) => one < start))) ?? start;
    } else {
      const ends = words.map(([, final]) => final);
      end = (on ? ends.find((one) => one > end) : last(ends.filter((one) => one < end && one > start))) ?? end;
    }
    const range = rangeOf(part, start, end);
    quotes[at] = quoteOf({ part, start, end, exact: range.toString() });
    setQuotes(row, quotes);
    show(range);
    tell("taken", row, range.toString());
    return true;
  }

  /* Keys: before other scripts see them, and only where they write no text and press no other button. */

  const off = () => { try { return localStorage.getItem("vigil-desk-keys-off") === "1"; } catch { return false; } };

  function elsewhere(target) {
    const on = target.closest && target.closest("input, textarea, select, [contenteditable], button, a, summary, dialog");
    return on && !on.classList.contains("row-open");
  }

  function pressed(event) {
    if (event.shiftKey && event.key.startsWith("Arrow")) return moveEnd(event.key);
    if (event.shiftKey) return event.key === " " && takeSentence(-1);
    if (event.key === " ") return takeSentence();
    if (event.key === ",") return takeAnother();
    if (event.key === "Escape") return giveBack();
    return false;
  }

  let spaceTaken = false;
  window.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (off() || document.querySelector("dialog[open]") || elsewhere(event.target)) return;
    if (!pressed(event)) return;
    spaceTaken = event.key === " ";
    event.preventDefault();
    event.stopPropagation();
  }, true);
  window.addEventListener("keyup", (event) => {
    if (event.key === " " && spaceTaken) event.preventDefault();
    spaceTaken = false;
  }, true);

  document.addEventListener("vigil:row", ({ detail }) => {
    left = !detail.name;
    if (adjusting) window.getSelection().removeAllRanges(); // it showed the quote of another row
    done();
    mark();
    hideButton();
  });
  form.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-name]");
    if (!row) return;
    left = false;
    if (row === fallback) return;
    fallback = row;
    mark();
  });

  /* The mouse. */

  function hideButton() {
    if (take) take.hidden = true;
  }

  let pressedIn = null;
  document.addEventListener("pointerdown", (event) => {
    pressedIn = partAround(event.target);
    if (!pressedIn && take && !take.contains(event.target)) hideButton();
  });
  document.addEventListener("pointerup", () => {
    if (!take || !pressedIn) return;
    setTimeout(() => { // the browser has not yet taken the selection away that a click ends
      const found = selected();
      const row = currentRow();
      take.hidden = !found || !row || !input(row);
      if (take.hidden) return;
      done();
      take.querySelector("[data-field]").textContent = word("quote-for").replace("%(field)s", nameOfRow(row));
      const box = window.getSelection().getRangeAt(0).getBoundingClientRect();
      take.style.insetBlockStart = `${Math.min(Math.max(box.bottom + 6, 6), innerHeight - 50)}px`;
      take.style.left = `${Math.min(Math.max(box.left, 6), innerWidth - 260)}px`;
    });
  });
  if (take) {
    take.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
    take.addEventListener("click", () => takeSentence());
  }

  form.addEventListener("click", (event) => {
    const row = event.target.closest("[data-name]");
    const gone = event.target.closest("[data-remove-quote]");
    const shown = event.target.closest("[data-show-quote]");
    if (gone) { done(); remove(row, Number(gone.dataset.removeQuote)); }
    if (shown) {
      const quote = quotesOf(row)[Number(shown.dataset.showQuote)];
      const part = parts.find((one) => one.report === quote.report && one.in === quote.in);
      if (part) show(rangeOf(part, quote.start, quote.end));
    }
    if (event.target.closest("[data-list-sentences]")) openList(row);
  });

  /* Words that somebody types are looked for in the reports. The server looks again. */
  form.addEventListener("change", (event) => {
    if (!event.target.name || !event.target.name.endsWith("--words")) return;
    const words = event.target.value.trim().split(/\s+/).filter(Boolean);
    if (!words.length) return;
    const pattern = words.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
    for (const part of parts) {
      const text = part.element.textContent;
      const match = new RegExp(pattern, "iu").exec(text);
      if (!match) continue;
      const start = codePoints(text.slice(0, match.index));
      event.target.value = "";
      add(event.target.closest("[data-name]"), { part, start, end: start + codePoints(match[0]), exact: match[0] });
      return;
    }
  });

  /* The list of sentences: every sentence is an option, those that are quoted are selected. */

  const dialog = document.getElementById("sentences");
  const listbox = dialog && dialog.querySelector("[role=listbox]");
  let listed = null;
  let active = 0;

  function openList(row) {
    listed = row;
    const quotes = quotesOf(row);
    const options = all.map((sentence, number) => {
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.id = `sentence-${number}`;
      option.dir = "auto";
      option.lang = sentence.part.element.closest("[lang]").lang;
      option.textContent = textOf(sentence);
      const taken = quotes.some((one) => samePlace(one, quoteOf(withText(sentence))));
      option.setAttribute("aria-selected", String(taken));
      return option;
    });
    listbox.replaceChildren(...options);
    dialog.querySelector("[data-field]").textContent = nameOfRow(row);
    const beginning = firstSentence(row);
    point(Math.max(0, all.indexOf(beginning)));
    dialog.showModal();
    listbox.focus();
  }

  function point(number) {
    active = Math.max(0, Math.min(all.length - 1, number));
    Array.from(listbox.children).forEach((option, at) => option.classList.toggle("on", at === active));
    listbox.setAttribute("aria-activedescendant", `sentence-${active}`);
    listbox.children[active].scrollIntoView({ block: "nearest" });
  }

  function toggle(number) {
    const sentence = withText(all[number]);
    const at = quotesOf(listed).findIndex((one) => samePlace(one, quoteOf(sentence)));
    if (at >= 0) remove(listed, at);
    else add(listed, sentence);
    listbox.children[number].setAttribute("aria-selected", String(at < 0));
  }

  if (listbox) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    listbox.addEventListener("keydown", (event) => {
      if (event.key in steps) point(active + steps[event.key]);
      else if (event.key === " ") toggle(active);
      else if (event.key === "Enter") dialog.close();
      else return;
      event.preventDefault();
    });
    listbox.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      point(Array.from(listbox.children).indexOf(option));
      toggle(active);
    });
    dialog.addEventListener("close", () => {
      const back = listed && listed.querySelector("[data-list-sentences]");
      const open = listed && listed.querySelector(".row-open");
      if (back && back.offsetParent !== null) back.focus();
      else if (open) open.focus();
    });
  }

  form.querySelectorAll("[data-name]").forEach((row) => { if (input(row)) draw(row); });
  form.addEventListener("vigil:quotes", (event) => draw(event.target)); // they were cleared, or are back

  /* The sentences that say which attack this case is. */
  const passages = Array.from(document.querySelectorAll("[data-passage-of]")).flatMap((link) => {
    const part = parts.find((one) => String(one.report) === link.dataset.passageOf && one.in === link.dataset.passageIn);
    if (!part) return [];
    const range = rangeOf(part, Number(link.dataset.passageStart), Number(link.dataset.passageEnd));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const tab = part.element.closest(".tab");
      const opener = tab && tab.hidden && document.querySelector(`[data-tab="${tab.id.slice(4)}"]`);
      if (opener) opener.click();
      show(range);
      window.getSelection().removeAllRanges();
    });
    return [range];
  });
  if (passages.length && window.CSS && CSS.highlights) CSS.highlights.set("passage", new Highlight(...passages));
})();
