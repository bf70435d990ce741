// Record in the browser, with a level that shows whether the voice is heard.
// The recording is put into the file field beside it, so the form is sent as any other.
"use strict";

(() => {
  const KINDS = [
    ["audio/webm;codecs=opus", "webm"],
    ["audio/mp4", "m4a"],
    ["audio/ogg;codecs=opus", "ogg"],
  ];
  const QUIET_DB = -45;
  const FLOOR_DB = -60;
  const LOUD_PEAK = 0.98;
  const SILENT_AFTER_MS = 4000;
  const HEARD_FOR_MS = 2000;

  class Recorder {
    constructor(part) {
      this.part = part;
      this.words = part.dataset;
      this.field = part.querySelector("input[type=file]");
      this.start = part.querySelector("[data-start]");
      this.stop = part.querySelector("[data-stop]");
      this.time = part.querySelector("[data-time]");
      this.level = part.querySelector("[data-level]");
      this.bar = part.querySelector("[data-bar]");
      this.said = part.querySelector("[data-said]");
      this.heard = part.querySelector("[data-heard]");
      this.field.addEventListener("change", () => this.chosen());
      if (!canRecord()) return;
      part.querySelector("[data-live]").hidden = false;
      this.say("ready");
      this.start.addEventListener("click", () => this.begin());
      this.stop.addEventListener("click", () => this.end("recorded"));
    }

    async begin() {
      this.start.disabled = true;
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({
          audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true },
        });
      } catch (refused) {
        this.say(refused.name === "NotFoundError" ? "missing" : "denied");
        return;
      } finally {
        this.start.disabled = false;
      }
      const [type, suffix] = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? ["", "webm"];
      this.suffix = suffix;
      this.pieces = [];
      this.media = new MediaRecorder(this.stream, { mimeType: type || undefined, audioBitsPerSecond: 64000 });
      this.media.addEventListener("dataavailable", (event) => this.pieces.push(event.data));
      this.media.addEventListener("stop", () => this.keep());
      this.media.start(1000);
      this.began = performance.now();
      this.outcome = "recorded";
      this.listen();
      this.show(true);
      this.say("recording");
      this.stop.focus();
    }

    end(outcome) {
      this.outcome = outcome;
      if (this.media && this.media.state !== "inactive") this.media.stop();
    }

    keep() {
      for (const track of this.stream.getTracks()) track.stop();
      this.context.close();
      clearInterval(this.ticking);
      removeEventListener("beforeunload", warn);
      const blob = new Blob(this.pieces, { type: this.media.mimeType });
      const box = new DataTransfer();
      box.items.add(new File([blob], `ghi-am.${this.suffix}`, { type: blob.type }));
      this.field.files = box.files;
      this.show(false);
      this.play(blob);
      this.say(this.outcome);
      this.start.focus();
      this.field.dispatchEvent(new CustomEvent("recorder:kept", { bubbles: true }));
    }

    chosen() {
      const [file] = this.field.files;
      this.heard.hidden = !file;
      if (!file) return;
      this.play(file);
      this.say("chosen");
    }

    play(blob) {
      if (this.heard.src) URL.revokeObjectURL(this.heard.src);
      this.heard.src = URL.createObjectURL(blob);
      this.heard.hidden = false;
    }

    listen() {
      this.context = new AudioContext();
      const meter = this.context.createAnalyser();
      meter.fftSize = 2048;
      this.context.createMediaStreamSource(this.stream).connect(meter);
      const samples = new Float32Array(meter.fftSize);
      this.lastVoice = this.lastLoud = -Infinity;
      this.ticking = setInterval(() => {
        meter.getFloatTimeDomainData(samples);
        this.tick(samples);
      }, 100);
      addEventListener("beforeunload", warn);
    }

    tick(samples) {
      const now = performance.now();
      const seconds = Math.floor((now - this.began) / 1000);
      let power = 0;
      let peak = 0;
      for (const sample of samples) {
        power += sample * sample;
        peak = Math.max(peak, Math.abs(sample));
      }
      const db = 10 * Math.log10(power / samples.length + 1e-12);
      if (db > QUIET_DB) this.lastVoice = now;
      if (peak >= LOUD_PEAK) this.lastLoud = now;
      const isLoud = now - this.lastLoud < HEARD_FOR_MS;
      this.bar.setAttribute("width", Math.max(0, Math.min(100, (1 - db / FLOOR_DB) * 100)).toFixed(1));
      this.level.dataset.state = isLoud ? "loud" : "";
      this.time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (isLoud) this.say("loud");
      else if (now - this.lastVoice < HEARD_FOR_MS) this.say("good");
      else if (now - Math.max(this.lastVoice, this.began) > SILENT_AFTER_MS) this.say("silent");
      if (seconds >= Number(this.words.mostSeconds)) this.end("limit");
    }

    show(recording) {
      this.start.hidden = recording;
      this.stop.hidden = !recording;
      this.level.toggleAttribute("hidden", !recording);
      this.heard.hidden = recording;
    }

    say(what) {
      const words = this.words[`words${what[0].toUpperCase()}${what.slice(1)}`];
      if (this.said.textContent !== words) this.said.textContent = words;
    }
  }

  function canRecord() {
    return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.DataTransfer);
  }

  function warn(event) {
    event.preventDefault();
  }

  for (const part of document.querySelectorAll("[data-recorder]")) new Recorder(part);
})();
