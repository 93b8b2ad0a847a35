// The page of one broadcast: finds out whether it is live, plays it, and says in words what is.
// Programs may read window.fairlead; its fields are those of `report` below.

import { Meter } from "./meter.js";

const POLL_MS = 2000;
const POLL_HIDDEN_MS = 15000;
/** A broadcast that is live has its first segment within one group of pictures: look more often. */
const POLL_STARTING_MS = 400;
/** Attempts that yield no picture: from here on they come slower, and then the browser is to blame. */
const QUICK_STARTS = 4;
const MAX_STARTS = 9;
const MAX_START_PAUSE_MS = 5000;
/** How long nothing moves before a hole in the buffer is jumped over. */
const HOLE_MS = 700;
/** How long nothing moves, although the broadcast is live, before the player is made anew. */
const STUCK_MS = 6000;
/** A stall shorter than this is not worth a curtain over the picture. */
const STALL_NOTICE_MS = 1500;

const page = document.body;
const id = page.dataset.id;
const query = new URLSearchParams(location.search);
const video = document.getElementById("video");
const at = (name) => document.getElementById(name);

const report = {
  state: "connecting",
  player: "",
  frames: 0,
  droppedFrames: 0,
  latencyMs: null,
  stalls: 0,
  stalledMs: 0,
  firstPictureMs: null,
  height: 0,
  error: "",
  /** Why the page plays segments although least delay was asked for. */
  fallBack: "",
};
window.fairlead = report;

const meter = new Meter(video, report);
/** Least delay over WebRTC, or segments, which pass everywhere. */
let leastDelay = query.get("mode") === "webrtc";
let player = null;
let polling = 0;
let stallNotice = 0;
/** Attempts since the last picture. */
let starts = 0;
/** When the picture last moved, when we last asked why not, since when the server says it is live. */
let moved = { time: 0, atMs: 0, askedMs: 0, liveMs: Infinity };
/** Server time minus ours, from the quickest answer so far. */
let clock = { offsetMs: 0, roundTripMs: Infinity };

const WORDS = {
  connecting: ["Connecting", ""],
  ready: ["Ready", "Your browser waits for you before it plays."],
  waiting: ["Not live yet", "This page starts by itself as soon as the broadcast begins."],
  live: ["Live", ""],
  reconnecting: ["Reconnecting", "The picture goes on as soon as there is more to show."],
  ended: ["The broadcast has ended", "If it starts again, it plays here by itself."],
  refused: ["Not available", "There is no broadcast under this address."],
  failed: ["This browser cannot play it", ""],
};

function show(state, detail) {
  const changed = report.state !== state;
  report.state = state;
  page.dataset.state = state;
  const [title, text] = WORDS[state];
  at("title").textContent = title;
  at("detail").textContent = detail ?? text;
  at("start").hidden = state !== "ready";
  at("pill").textContent = {
    connecting: "Connecting",
    ready: "Ready",
    waiting: "Waiting",
    live: "Live",
    reconnecting: "Reconnecting",
    ended: "Ended",
    refused: "Refused",
    failed: "Failed",
  }[state];
  if (changed) {
    document.title = `${title} – live broadcast`;
    window.dispatchEvent(new CustomEvent("fairlead", { detail: { state } }));
  }
}

async function ask() {
  const before = Date.now();
  const answer = await fetch(`/play/${encodeURIComponent(id)}`, { cache: "no-store" });
  const after = Date.now();
  if (answer.status === 404 || answer.status === 403) {
    const problem = await answer.json().catch(() => ({}));
    return { state: "refused", detail: problem.detail };
  }
  if (!answer.ok) {
    throw new Error(`the server answered ${answer.status}`);
  }
  const known = await answer.json();
  if (after - before < clock.roundTripMs) {
    clock = { offsetMs: known.nowMs - (before + after) / 2, roundTripMs: after - before };
    meter.clockOffsetMs = clock.offsetMs;
  }
  return known;
}

function pollIn(ms) {
  clearTimeout(polling);
  // A little disorder, so that an audience does not ask in step.
  polling = setTimeout(poll, ms * (0.85 + Math.random() * 0.3));
}

async function poll() {
  try {
    const known = await ask();
    if (known.state === "refused") {
      show("refused", known.detail);
      pollIn(POLL_HIDDEN_MS);
    } else if (known.state === "offline") {
      if (report.state !== "ended") {
        show("waiting");
      }
      pollIn(document.hidden ? POLL_HIDDEN_MS : POLL_MS);
    } else {
      play();
    }
  } catch {
    show("reconnecting", "The server does not answer. Trying again.");
    pollIn(document.hidden ? POLL_HIDDEN_MS : POLL_MS);
  }
}

const PLAYERS = {
  webrtc: "./webrtc-player.js",
  dash: "./dash-player.js",
  hls: "./hls-player.js",
};

function showMode() {
  at("mode").setAttribute("aria-pressed", String(leastDelay));
  at("mode").title = report.fallBack ? `Not possible here: ${report.fallBack}` : "";
}

async function play() {
  clearTimeout(polling);
  stop();
  moved = {
    time: video.currentTime,
    atMs: performance.now(),
    askedMs: performance.now(),
    liveMs: Infinity,
  };
  const asked = query.get("player") === "dash" ? "dash" : "hls";
  const kind = leastDelay ? "webrtc" : asked;
  try {
    const { start } = await import(PLAYERS[kind]);
    if (kind !== (leastDelay ? "webrtc" : asked)) {
      return;
    }
    player = start(video, id, window.headStart, {
      fallBack(reason) {
        report.fallBack = reason;
        leastDelay = false;
        showMode();
        play();
      },
      failed(reason) {
        stop();
        report.error = reason;
        show("failed", reason);
        ask().then((known) => show("failed", inWords(reason, known)), () => {});
      },
      blocked() {
        show("ready");
        at("start").focus({ preventScroll: true });
      },
      notYet(reason) {
        stop();
        report.error = reason ?? "";
        starts++;
        if (report.state !== "reconnecting" && report.state !== "ended") {
          show("connecting", "The broadcast is starting.");
        }
        const slower = 2 ** Math.max(0, starts - QUICK_STARTS);
        pollIn(Math.min(POLL_STARTING_MS * slower, MAX_START_PAUSE_MS));
      },
      /** The browser itself could not, though it was given something; it may yet. */
      refused(reason) {
        if (starts < MAX_STARTS) {
          this.notYet(reason);
        } else {
          this.failed(reason);
        }
      },
      lost(reason) {
        report.error = reason;
        stop();
        show("reconnecting");
        pollIn(POLL_MS / 2);
      },
      ended,
    });
    report.player = player.name;
    meter.follow(player);
  } catch (error) {
    report.error = String(error);
    show("reconnecting", "The player could not be loaded. Trying again.");
    pollIn(POLL_MS);
  }
}

const CODECS = { h264: "H.264", h265: "H.265 (HEVC)", hevc: "H.265 (HEVC)", opus: "Opus", ac3: "AC-3" };

/** With the codings that are at fault, where they are known. */
function inWords(reason, known) {
  const codecs = [...new Set((known.tracks ?? []).map(({ codec }) => CODECS[codec] ?? codec.toUpperCase()))];
  return codecs.length ? `${reason} It is sent as ${codecs.join(" and ")}.` : reason;
}

function stop() {
  clearTimeout(stallNotice);
  meter.follow(null);
  player?.stop();
  player = null;
}

/** Players wait for ever in front of a hole, and some for a broadcast that is over. */
function unstick() {
  const now = performance.now();
  if (!player || video.paused || video.currentTime !== moved.time) {
    moved = { time: video.currentTime, atMs: now, askedMs: now, liveMs: Infinity };
    return;
  }
  const stillMs = now - moved.atMs;
  if (stillMs > HOLE_MS && video.currentTime > 0 && !video.seeking) {
    for (let i = 0; i < video.buffered.length; i++) {
      if (video.buffered.start(i) > video.currentTime + 0.01) {
        video.currentTime = video.buffered.start(i) + 0.02;
        return;
      }
    }
  }
  if (stillMs > STALL_NOTICE_MS && now - moved.askedMs > STALL_NOTICE_MS && video.currentTime > 0) {
    moved.askedMs = now;
    ask().then(
      (known) => {
        if (known.state === "offline" && player) {
          ended();
        } else if (known.state !== "live") {
          moved.liveMs = Infinity;
        } else if (moved.liveMs === Infinity) {
          moved.liveMs = performance.now();
        } else if (performance.now() - moved.liveMs > STUCK_MS) {
          show("reconnecting");
          play();
        }
      },
      () => show("reconnecting", "The server does not answer. Trying again."),
    );
  }
}

function ended() {
  stop();
  show("ended");
  pollIn(POLL_MS);
}

video.addEventListener("ended", ended);
video.addEventListener("playing", () => {
  clearTimeout(stallNotice);
  starts = 0;
  show("live");
  at("unmute").hidden = !video.muted;
});
video.addEventListener("waiting", () => {
  clearTimeout(stallNotice);
  stallNotice = setTimeout(() => {
    if (player && report.state === "live") {
      show("reconnecting");
    }
  }, STALL_NOTICE_MS);
});
video.addEventListener("volumechange", () => {
  at("unmute").hidden = !video.muted || report.state !== "live";
});
at("unmute").addEventListener("click", () => {
  video.muted = false;
  video.volume = video.volume || 1;
});
at("mode").addEventListener("click", () => {
  leastDelay = !leastDelay;
  report.fallBack = "";
  showMode();
  if (player) {
    show("connecting");
    play();
  }
});
at("tolive").addEventListener("click", () => player?.toLive());
at("start").addEventListener("click", () => {
  // A gesture: sound is allowed too.
  video.muted = false;
  show("connecting");
  video.play().catch((error) => {
    report.error = String(error);
    show("ready");
  });
});

/** What players on the web have agreed on; the browser's own controls have theirs beside. */
const KEYS = {
  " ": () => (video.paused ? video.play().catch(() => {}) : video.pause()),
  k: () => KEYS[" "](),
  m: () => (video.muted = !video.muted),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : fullscreen()),
  l: () => player?.toLive(),
};

function fullscreen() {
  if (video.requestFullscreen) {
    video.requestFullscreen().catch(() => {});
  } else {
    // Phones of one maker know it for the picture alone.
    video.webkitEnterFullscreen?.();
  }
}

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key.toLowerCase()];
  const taken = event.target instanceof HTMLElement && event.target.closest("button, a, video");
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  }
  if (event.key === " " && taken) {
    return;
  }
  if (report.state === "live") {
    event.preventDefault();
    act();
  }
});

setInterval(() => {
  unstick();
  meter.read();
  const live = report.state === "live";
  at("latency").textContent =
    live && report.latencyMs !== null ? `${(report.latencyMs / 1000).toFixed(1)} s` : "–";
  at("quality").textContent = live && report.height ? meter.quality() : "–";
  at("stalls").textContent = report.player ? String(report.stalls) : "–";
  at("tolive").hidden = !(live && player?.isBehind());
  page.classList.toggle("paused", live && video.paused);
  if (live) {
    at("pill").textContent = video.paused ? "Paused" : "Live";
  }
}, 250);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !player && report.state !== "failed") {
    pollIn(0);
  }
});

showMode();
if (window.self !== window.top || query.has("embed")) {
  page.classList.add("embedded");
}
if (page.dataset.refusal) {
  show("refused", page.dataset.refusal);
  pollIn(POLL_HIDDEN_MS);
} else if (page.dataset.live === "true") {
  show("connecting");
  play();
  ask().catch(() => {});
} else {
  show("waiting");
  poll();
}
