// Keeps the day of an event up to date: every 15 seconds it asks for the parts that change, and puts
// in those that did. The page does not move, and the focus stays on the button that it was on. While
// the line is down it says so, and asks less often. Without this script a link does the same.

const EVERY = 15, LONGEST = 120; // seconds

const live = document.querySelector("[data-live]"), stale = document.querySelector("[data-stale]");
let wait = EVERY, timer = 0, sent = false;

async function refresh() {
  clearTimeout(timer);
  if (document.hidden || sent) return; // a form on its way brings the page anew
  try {
    const answer = await fetch(live.dataset.live, { cache: "no-store", signal: AbortSignal.timeout(10000) });
    if (answer.redirected || answer.status === 403) { // to sign in: asking on would change nothing
      document.querySelector("[data-signed-out]").hidden = false;
      return;
    }
    if (!answer.ok) throw new TypeError();
    put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    stale.hidden = true;
    wait = EVERY;
  } catch {
    stale.hidden = false;
    wait = Math.min(wait * 2, LONGEST);
  }
  timer = setTimeout(refresh, wait * 1000);
}

function put(fresh) {
  if (sent) return;
  for (const part of live.querySelectorAll("[data-part]")) {
    const now = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!now || now.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.replaceChildren(...now.childNodes);
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
  }
}

if (live) {
  document.getElementById("day-act").addEventListener("submit", () => { sent = true; });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  // A page that comes back from the browser's memory is as old as it was.
  addEventListener("pageshow", (event) => { if (event.persisted) { sent = false; refresh(); } });
  timer = setTimeout(refresh, EVERY * 1000);
}
