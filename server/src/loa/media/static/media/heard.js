// Tell the site when somebody has heard a robot voice to its end: skipping does not count.
// Without this, the page asks for the person's own word.
"use strict";

(() => {
  const MISSED_S = 1;

  function isHeard(audio) {
    let heard = 0;
    for (let at = 0; at < audio.played.length; at += 1) heard += audio.played.end(at) - audio.played.start(at);
    return Number.isFinite(audio.duration) && heard >= audio.duration - MISSED_S;
  }

  async function tell(audio) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (!token || !isHeard(audio)) return;
    const answer = await fetch(audio.dataset.heard, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRFToken": token.value },
    });
    if (!answer.ok) return;
    for (const part of document.querySelectorAll(`[data-unheard="${audio.dataset.heard}"]`)) part.hidden = true;
    for (const part of document.querySelectorAll(`[data-was-heard="${audio.dataset.heard}"]`)) part.hidden = false;
  }

  // Media events do not bubble; catch them on their way down, also from a player put in place later.
  document.addEventListener(
    "ended",
    (event) => {
      if (event.target.dataset?.heard) tell(event.target);
    },
    true,
  );
})();
