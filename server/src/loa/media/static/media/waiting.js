// Put the player in place as soon as the sound is made. Without this, reloading the page does it.
"use strict";

(() => {
  const FIRST_MS = 700;
  const SLOWEST_MS = 8000;

  function watch(part, after) {
    setTimeout(async () => {
      const waiting = part.querySelector("[data-sound-waiting]");
      if (!waiting || !part.isConnected) return;
      let fresh = null;
      try {
        const answer = await fetch(waiting.dataset.soundWaiting, { credentials: "same-origin" });
        if (answer.redirected || answer.status === 404) return;
        if (answer.ok) fresh = parse(await answer.text());
      } catch {
        // The network went away for a moment: ask again later.
      }
      if (fresh && !fresh.querySelector("[data-sound-waiting]")) {
        part.replaceWith(fresh);
        fresh.dispatchEvent(new CustomEvent("sound:made", { bubbles: true }));
        return;
      }
      const told = fresh?.querySelector("progress");
      const bar = part.querySelector("progress");
      if (told && bar) bar.value = told.value;
      watch(part, Math.min(after * 1.4, SLOWEST_MS));
    }, after);
  }

  function parse(html) {
    return new DOMParser().parseFromString(html, "text/html").querySelector(".sound");
  }

  for (const part of document.querySelectorAll(".sound")) watch(part, FIRST_MS);
})();
