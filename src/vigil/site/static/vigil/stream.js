// Plays an HLS playlist in the page where the browser cannot play it by itself. The player and its
// worker are our own files; beside them the page may ask the host of the playlist and no other.
// Without this script the element keeps its address, which some browsers play.

const WAIT = 5000; // milliseconds until the playlist is asked for again

for (const video of document.querySelectorAll("video[data-library]")) {
  start(video).catch(() => {});
}

async function start(video) {
  // Browsers that only claim to play HLS stop at live streams; those with a managed source do not.
  const itself =
    "ManagedMediaSource" in window && video.canPlayType("application/vnd.apple.mpegurl");
  if (itself || !("MediaSource" in window)) return;
  const { default: Hls } = await import(video.dataset.library);
  if (!Hls.isSupported()) return;
  const address = video.getAttribute("src");
  const trouble = video.parentElement.querySelector("[data-trouble]");
  const hls = new Hls({ workerPath: video.dataset.worker });
  hls.on(Hls.Events.ERROR, (_event, error) => {
    if (!error.fatal) return;
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR) {
      hls.recoverMediaError();
      return;
    }
    trouble.hidden = false;
    setTimeout(() => hls.loadSource(address), WAIT);
  });
  hls.on(Hls.Events.FRAG_LOADED, () => {
    trouble.hidden = true;
  });
  hls.attachMedia(video);
  hls.loadSource(address);
}
