/* Reads passes with the camera, where the browser can (BarcodeDetector). The list keeps its place.
   A pass is recognised by a digest that the list holds, so that this works without a line too. What is
   not in the list is asked of the server, which knows why. No picture leaves the telephone. */
"use strict";

(() => {
  const EVERY = 250; // milliseconds between two looks at the picture
  const AGAIN = 4000; // milliseconds for which the same pass is not read again
  const door = window.vigilDoor;
  const start = document.querySelector("[data-scan]");
  if (!door || !start || !("BarcodeDetector" in window) || !navigator.mediaDevices || !crypto.subtle) return;
  const box = document.querySelector("[data-camera]");
  const video = box.querySelector("video");
  const words = door.form.dataset;
  let stream = null;
  let latest = { code: "", at: 0 };

  const byDigest = new Map(Array.from(door.rows, ([number, row]) => [row.dataset.pass, number]));

  async function digest(text) {
    const made = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(made), (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
  }

  async function read(text) {
    const found = /\/desk\/programme\/pass\/([\w-]+)\/?$/.exec(text);
    if (!found) { door.say(words.noPass); return; }
    const number = byDigest.get(await digest(found[1]));
    if (number) { door.tap(number, "check_in"); return; }
    door.ask(found[1]);
  }

  async function look(detector) {
    if (!stream) return;
    try {
      const [seen] = await detector.detect(video);
      if (seen && (seen.rawValue !== latest.code || Date.now() - latest.at > AGAIN)) {
        latest = { code: seen.rawValue, at: Date.now() };
        await read(seen.rawValue);
      }
    } catch { /* no picture yet */ }
    setTimeout(look, EVERY, detector);
  }

  function stop() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    box.hidden = true;
    start.hidden = false;
  }

  async function scan() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      door.say(words.noCamera);
      return;
    }
    video.srcObject = stream;
    await video.play();
    box.hidden = false;
    start.hidden = true;
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  }

  BarcodeDetector.getSupportedFormats().then((formats) => { start.hidden = !formats.includes("qr_code"); });
  start.addEventListener("click", scan);
  box.querySelector("[data-stop]").addEventListener("click", stop);
  addEventListener("pagehide", stop);
})();
