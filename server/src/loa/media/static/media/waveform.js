// Cut a sound by eye and ear: a waveform over the fields `from_ms` and `to_ms` of its form.
// The fields are what is sent; the picture only moves them. Without this they are typed.

const STEP_S = 0.1;
const BIG_STEP_S = 1;
const SHORTEST_S = 0.1;
const told = document.querySelector("script[data-waveforms]").dataset;

let loaded;
function library() {
  loaded ??= Promise.all([import(told.wavesurfer), import(told.regions)]);
  return loaded;
}

class Cutter {
  constructor(part) {
    this.part = part;
    this.words = part.dataset;
    this.seconds = Number(part.dataset.lastsMs) / 1000;
    const form = part.closest("form");
    this.from = form.elements.from_ms;
    this.to = form.elements.to_ms;
    this.said = part.querySelector("[data-said]");
    this.play = part.querySelector("[data-play]");
    this.stop = part.querySelector("[data-stop]");
    this.draw().catch(() => this.say(this.words.wordsBroken));
  }

  async draw() {
    const [{ default: WaveSurfer }, { default: Regions }] = await library();
    this.part.hidden = false;
    const colours = getComputedStyle(this.part);
    const regions = Regions.create();
    const waves = WaveSurfer.create({
      container: this.part.querySelector("[data-picture]"),
      cspNonce: told.nonce,
      height: 96,
      waveColor: colours.getPropertyValue("--line-strong"),
      progressColor: colours.getPropertyValue("--accent"),
      cursorColor: colours.getPropertyValue("--ink"),
      plugins: [regions],
    });
    this.waves = waves;
    await waves.load(this.address());
    this.region = regions.addRegion({
      ...this.wanted(),
      color: colours.getPropertyValue("--waveform-kept"),
      minLength: SHORTEST_S,
      drag: false,
    });
    this.handles();
    this.region.on("update", () => this.mirror());
    this.from.addEventListener("input", () => this.follow());
    this.to.addEventListener("input", () => this.follow());
    this.play.addEventListener("click", () => this.region.play(true));
    this.stop.addEventListener("click", () => waves.pause());
    waves.on("play", () => this.playing(true));
    waves.on("pause", () => this.playing(false));
    this.part.dataset.ready = "";
  }

  address() {
    const probe = document.createElement("audio");
    const sources = [...this.part.querySelector("template").content.children];
    const heard = sources.find((source) => probe.canPlayType(source.type)) ?? sources[0];
    return heard.getAttribute("src");
  }

  wanted() {
    const start = Math.min(Number(this.from.value) || 0, this.seconds - SHORTEST_S);
    const end = Math.min(Number(this.to.value) || this.seconds, this.seconds);
    return { start, end: Math.max(end, start + SHORTEST_S) };
  }

  handles() {
    for (const [side, words] of [["left", this.words.wordsFirst], ["right", this.words.wordsLast]]) {
      const handle = this.region.element.querySelector(`[part~="region-handle-${side}"]`);
      handle.setAttribute("role", "slider");
      handle.setAttribute("tabindex", "0");
      handle.setAttribute("aria-label", words);
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", String(this.seconds));
      handle.addEventListener("keydown", (event) => this.key(event, side));
      this[side] = handle;
    }
    this.tell();
  }

  key(event, side) {
    const step = event.shiftKey ? BIG_STEP_S : STEP_S;
    const { start, end } = this.region;
    const at = side === "left" ? start : end;
    const to = {
      ArrowLeft: at - step,
      ArrowDown: at - step,
      ArrowRight: at + step,
      ArrowUp: at + step,
      Home: side === "left" ? 0 : start,
      End: side === "left" ? end : this.seconds,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (side === "left") this.move(Math.max(0, Math.min(to, end - SHORTEST_S)), end);
    else this.move(start, Math.min(this.seconds, Math.max(to, start + SHORTEST_S)));
  }

  move(start, end) {
    this.region.setOptions({ start, end });
    this.mirror();
  }

  follow() {
    this.region.setOptions(this.wanted());
    this.tell();
  }

  mirror() {
    const { start, end } = this.region;
    this.from.value = shown(start);
    // Empty says "to the end", whatever the last thousandth of a second is.
    this.to.value = this.seconds - end < 0.001 ? "" : shown(end);
    this.tell();
  }

  tell() {
    const { start, end } = this.region;
    for (const [handle, at] of [[this.left, start], [this.right, end]]) {
      handle.setAttribute("aria-valuenow", shown(at));
      handle.setAttribute("aria-valuetext", `${shown(at)} ${this.words.wordsSeconds}`);
    }
  }

  playing(is) {
    this.play.hidden = is;
    this.stop.hidden = !is;
    (is ? this.stop : this.play).focus();
  }

  say(words) {
    this.part.hidden = false;
    this.said.textContent = words;
  }
}

function shown(seconds) {
  return String(Math.round(seconds * 1000) / 1000);
}

// Drawn when its part is opened: a page may hold a hundred, and each has to be fetched and decoded.
function watch(details) {
  const part = details.querySelector("[data-waveform]");
  const draw = () => {
    if (details.open && !part.dataset.begun) {
      part.dataset.begun = "";
      new Cutter(part);
    }
  };
  details.addEventListener("toggle", draw);
  draw();
}

for (const details of document.querySelectorAll("[data-cut]")) watch(details);
