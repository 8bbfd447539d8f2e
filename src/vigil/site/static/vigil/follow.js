// Asks from time to time whether the page of a stream still shows what is so, and says it in words if
// not: the stream is open, has moved or is over. Nothing is played or left by itself, and the focus
// stays where it is. The answer says when to ask again; while the line is down it takes longer.
// Without this script the page has a link to load it again.

const LONGEST = 300; // seconds

for (const place of document.querySelectorAll("[data-follows]")) follow(place);

function follow(place) {
  const usual = Number(place.dataset.again);
  let seconds = usual, failed = 0, timer = 0;

  async function ask() {
    clearTimeout(timer);
    if (document.hidden) return; // asked again when somebody looks
    try {
      const answer = await fetch(place.dataset.follows, { cache: "no-store", signal: AbortSignal.timeout(10000) });
      const news = await answer.json(); // what the gate answers has its status, such as 403 or 410
      if (typeof news.mark !== "string") throw new TypeError();
      say(news);
      show(news.hosts);
      failed = 0;
      seconds = news.again;
    } catch {
      failed += 1;
      seconds = Math.min((seconds || usual) * 2 ** Math.min(failed, 4), LONGEST);
    }
    if (seconds) plan();
  }

  function plan() {
    // Not all at once: who opened the page with a thousand others asks at another moment.
    timer = setTimeout(ask, seconds * 1000 * (0.8 + 0.4 * Math.random()));
  }

  function say(news) {
    if (news.mark === place.dataset.mark) {
      place.replaceChildren();
      return;
    }
    if (place.dataset.said === news.mark && place.hasChildNodes()) return; // said once
    place.dataset.said = news.mark;
    const note = document.createElement("p"), link = document.createElement("a");
    note.className = "note";
    link.href = "";
    link.textContent = news.label;
    note.append(`${news.says} `, link);
    place.replaceChildren(note);
  }

  /* What hosts wrote since the page was loaded. It is shown at once: loading again would stop the stream. */
  function show(hosts) {
    const box = document.querySelector("[data-hosts]");
    if (!box || !hosts.mark || hosts.mark === box.dataset.hosts) return;
    box.dataset.hosts = hosts.mark;
    const note = document.createElement("div"), heading = document.createElement("strong");
    note.className = "note";
    heading.textContent = box.dataset.heading;
    note.append(heading);
    for (const line of hosts.text.split(/\n+/)) {
      const text = document.createElement("p");
      text.dir = "auto";
      if (hosts.lang) text.lang = hosts.lang;
      text.textContent = line;
      note.append(text);
    }
    box.replaceChildren(note);
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden && seconds) ask(); });
  plan();
}
