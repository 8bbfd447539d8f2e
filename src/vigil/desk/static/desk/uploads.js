/* Sends a large file in pieces (tus 1.0), so that a broken connection, a closed page or a telephone that
   fell asleep costs a piece and not the file. Without this script the form sends smaller files whole.

   A form takes part with data-upload, the address that begins an upload. Its words are in data- attributes
   and in elements with data-note. The browser remembers only a digest of the file and where its pieces go. */
"use strict";

(() => {
  const PIECE = 4 * 1024 * 1024; // a piece that breaks off is sent again
  const DELAYS = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000, 60000, 60000];
  const FINAL = [400, 401, 403, 404, 410, 412, 413, 415, 507]; // asking again changes nothing
  const EVERY = 5000; // milliseconds between two looks at what is being processed
  const language = document.documentElement.lang || "en";
  let typed = false;

  const unit = (name, digits) => new Intl.NumberFormat(language, {
    style: "unit", unit: name, unitDisplay: name === "minute" ? "long" : "short", maximumFractionDigits: digits,
  });
  const percent = new Intl.NumberFormat(language, { style: "percent" });

  function bytes(number) {
    const [name, each] = number < 2 ** 30 ? ["megabyte", 2 ** 20] : ["gigabyte", 2 ** 30]; // as the page counts
    return unit(name, name === "gigabyte" ? 1 : 0).format(number / each);
  }

  function filled(text, words) {
    return text.replace(/\{(\w+)\}/g, (all, name) => words[name] ?? all);
  }

  /* A page that is older than the sign-in has an old token. Nothing: nobody is signed in any more. */
  async function pageNow() {
    const answer = await fetch(location.pathname + location.search, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || !answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  async function fingerprint(file, options) {
    const about = [file.size, file.lastModified, options.endpoint];
    if (!crypto.subtle) return about.join("-");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode([file.name, file.type, ...about].join("\n")));
    return Array.from(new Uint8Array(digest), (one) => one.toString(16).padStart(2, "0")).join("");
  }

  function begin(form) {
    const input = form.querySelector("input[type=file]");
    const box = document.getElementById(form.dataset.box);
    const bar = box.querySelector("progress");
    const said = box.querySelector("[data-said]");
    const buttons = Object.fromEntries(Array.from(box.querySelectorAll("button"), (one) => [one.dataset.does, one]));
    const help = document.getElementById(`${input.id}_helptext`);
    if (help) help.textContent = form.dataset.help;
    let upload = null;
    let state = "";
    let since = null; // when this connection began, and with how many bytes
    let awake = null;

    function show(now, text = "") {
      state = now;
      box.hidden = false;
      box.querySelectorAll("[data-note]").forEach((one) => { one.hidden = one.dataset.note !== now; });
      const refusal = box.querySelector("[data-refusal]");
      refusal.hidden = !text;
      refusal.textContent = text;
      bar.hidden = said.hidden = !["sending", "waiting", "paused", "broken", "signed-out"].includes(now);
      buttons.pause.hidden = !["sending", "waiting"].includes(now);
      buttons.resume.hidden = !["paused", "broken", "signed-out"].includes(now);
      buttons.discard.hidden = !["sending", "waiting", "paused", "broken", "signed-out"].includes(now);
      form.hidden = ["sending", "waiting", "paused", "broken", "signed-out", "done"].includes(now);
      if (now === "sending") stayAwake(); else mayRest();
    }
    async function stayAwake() {
      if (awake || !navigator.wakeLock) return;
      try { awake = await navigator.wakeLock.request("screen"); awake.addEventListener("release", () => { awake = null; }); } catch { /* not now */ }
    }
    function mayRest() { if (awake) awake.release(); awake = null; }

    function progress(sent, whole) {
      if (state !== "sending") show("sending");
      since ??= { at: Date.now(), sent };
      bar.value = sent / whole;
      const words = { sent: bytes(sent), whole: bytes(whole), percent: percent.format(sent / whole) };
      let text = filled(form.dataset.sent, words);
      const seconds = (Date.now() - since.at) / 1000;
      if (seconds > 5 && sent > since.sent) {
        const minutes = Math.ceil((whole - sent) / ((sent - since.sent) / seconds) / 60);
        text += ` ${filled(form.dataset.left, { time: unit("minute", 0).format(minutes) })}`;
      }
      said.textContent = text;
    }

    function stop(error) {
      const answer = error.originalResponse;
      const status = answer ? answer.getStatus() : 0;
      since = null;
      if (status === 403 || (status >= 200 && status < 400)) { show("signed-out"); return; }
      const text = answer && (answer.getHeader("Content-Type") || "").startsWith("text/plain") ? answer.getBody() : "";
      if (FINAL.includes(status)) { upload = null; show("refused", text); return; }
      show("broken");
    }

    async function go() {
      show("sending");
      let page;
      try { page = await pageNow(); } catch { show("broken"); return; }
      const token = page && page.querySelector("input[name=csrfmiddlewaretoken]");
      if (!token) { show("signed-out"); return; }
      upload.options.headers["X-CSRFToken"] = token.value;
      since = null;
      upload.start();
    }

    async function take(file) {
      if (file.size > Number(form.dataset.largest)) { show("large"); return; }
      upload = new tus.Upload(file, {
        endpoint: form.dataset.upload,
        chunkSize: PIECE,
        retryDelays: DELAYS,
        fingerprint,
        removeFingerprintOnSuccess: true,
        headers: {},
        onProgress: progress,
        onError: stop,
        onShouldRetry: (error) => {
          const answer = error.originalResponse;
          const status = answer ? answer.getStatus() : 0;
          if (FINAL.includes(status) || (status >= 200 && status < 400)) return false;
          since = null;
          show("waiting");
          return true;
        },
        onSuccess: () => { show("done"); watch(); },
      });
      document.querySelectorAll("#uploads [data-own]").forEach((one) => { one.hidden = true; });
      bar.value = 0;
      said.textContent = "";
      const former = await upload.findPreviousUploads();
      former.sort((one, two) => new Date(two.creationTime) - new Date(one.creationTime));
      if (former.length) upload.resumeFromPreviousUpload(former[0]);
      go();
      buttons.pause.focus(); // the form is hidden by now
    }

    form.addEventListener("submit", (event) => {
      const file = input.files[0];
      if (!file) return; // the browser or the server says so
      event.preventDefault();
      event.stopImmediatePropagation();
      take(file);
    }, true);

    buttons.pause.addEventListener("click", () => { upload.abort(); show("paused"); });
    buttons.resume.addEventListener("click", go);
    buttons.discard.addEventListener("click", async () => {
      try { await upload.abort(true); } catch { /* it ends by itself after some days */ }
      upload = null;
      form.reset();
      show("discarded");
      form.hidden = false;
    });
    addEventListener("online", () => { if (upload && state === "broken") go(); });
    return take;
  }

  /* A form whose words go first, without the file (data-words). The answer is the page to which the file is
     sent: it takes the place of this one, and the file that was chosen goes on its way. */
  function beginWithWords(form) {
    const input = form.querySelector("input[type=file]");
    const help = document.getElementById(`${input.id}_helptext`);
    if (help) help.textContent = form.dataset.help;
    const say = (now) => form.querySelectorAll("[data-note]").forEach((one) => { one.hidden = one.dataset.note !== now; });
    const button = form.querySelector("button[name=film_follows]");
    if (button) button.hidden = true; // the file is chosen here

    form.addEventListener("submit", async (event) => {
      const file = input.files[0];
      if (!file) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (file.size > Number(form.dataset.largest)) { say("large"); return; }
      say("");
      const words = new FormData(form);
      words.delete(input.name);
      words.set("film_follows", "on");
      let answer, page;
      try {
        answer = await fetch(location.href, { method: "POST", body: words });
        page = new DOMParser().parseFromString(await answer.text(), "text/html");
      } catch { say("broken"); return; }
      const main = page.querySelector("main");
      if (!main || answer.status >= 500) { say("broken"); return; }
      document.querySelector("main").replaceWith(main);
      history.replaceState(null, "", answer.url);
      document.title = page.title;
      const next = main.querySelector("form[data-upload]");
      if (next) { begin(next)(file); return; }
      main.querySelectorAll("form[data-words]").forEach((again) => {
        const kept = new DataTransfer(); // what was wrong is said; the file stays chosen
        kept.items.add(file);
        again.querySelector("input[type=file]").files = kept.files;
        beginWithWords(again);
      });
      const refused = main.querySelector("[role=alert]");
      if (refused) { refused.tabIndex = -1; refused.focus(); }
    }, true);
  }

  /* Shows how far a file is that a worker processes, and the page anew once it is done. */
  function watch() {
    const timer = setInterval(async () => {
      let page;
      try { page = await pageNow(); } catch { return; }
      const now = page && page.getElementById("uploads");
      const shown = document.getElementById("uploads");
      if (!now || !shown) return;
      shown.replaceChildren(...now.childNodes);
      if (shown.querySelector("[data-again]")) return;
      clearInterval(timer);
      if (!typed) location.reload();
    }, EVERY);
  }

  addEventListener("input", (event) => { if (event.target.type !== "file") typed = true; }, true);
  document.querySelectorAll("form[data-upload]").forEach((one) => begin(one));
  document.querySelectorAll("form[data-words]").forEach(beginWithWords);
  if (document.querySelector("#uploads [data-again]")) watch();
})();
