// Plays HLS, low-latency where the playlist offers it: by hls.js, or by the browser itself where
// there are no media source extensions.

import Hls from "./vendor/hls.mjs";

/** Catching up after the start or a stall: what nobody hears may go faster. */
const CATCH_UP_MUTED = 1.3;
const CATCH_UP = 1.08;

/** Further behind its target than this, a viewer has paused or sought. */
const BEHIND_SECONDS = 4;

export function start(video, id, session, events) {
  const url = `/hls/${encodeURIComponent(id)}/index.m3u8`;
  if (Hls.isSupported()) {
    return startHls(video, url, session, events);
  }
  if (video.canPlayType("application/vnd.apple.mpegurl")) {
    return startNative(video, url, events);
  }
  queueMicrotask(() => events.failed("It knows neither media source extensions nor HLS."));
  return { name: "none", stop() {}, toLive() {}, isBehind: () => false, capturedAtMs: () => null };
}

function startHls(video, url, session, events) {
  let everLoaded = false;
  const hls = new Hls({
    lowLatencyMode: true,
    // Fragmented MP4 passes through untouched: a worker would cost its own start-up.
    enableWorker: false,
    startFragPrefetch: true,
    // What was watched is not kept: memory of a page that stays open for a week.
    backBufferLength: 30,
    maxBufferLength: 20,
    maxLiveSyncPlaybackRate: video.muted ? CATCH_UP_MUTED : CATCH_UP,
    liveDurationInfinity: true,
    capLevelToPlayerSize: true,
    testBandwidth: false,
    abrEwmaDefaultEstimate: 5_000_000,
    xhrSetup(xhr, address) {
      // The first playlist comes from the preload, which has no headers of ours.
      if (!address.endsWith("/index.m3u8")) {
        xhr.setRequestHeader("X-Playback-Session-Id", session);
      }
    },
    manifestLoadPolicy: policy(4000, 8000),
    playlistLoadPolicy: policy(8000, 12000),
  });
  hls.on(Hls.Events.LEVEL_LOADED, () => {
    everLoaded = true;
  });
  hls.on(Hls.Events.ERROR, (event, data) => {
    if (!data.fatal) {
      return;
    }
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && data.details !== Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) {
      hls.recoverMediaError();
    } else if (data.details === Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) {
      events.failed("It has no decoder for the codecs of this broadcast.");
    } else if (everLoaded) {
      events.lost(data.details);
    } else {
      events.notYet();
    }
  });
  const pace = () => {
    hls.config.maxLiveSyncPlaybackRate = video.muted ? CATCH_UP_MUTED : CATCH_UP;
  };
  video.addEventListener("volumechange", pace);
  hls.loadSource(url);
  hls.attachMedia(video);
  begin(video, events);
  return {
    name: "hls",
    hls,
    stop() {
      video.removeEventListener("volumechange", pace);
      hls.destroy();
    },
    toLive() {
      if (hls.liveSyncPosition) {
        video.currentTime = hls.liveSyncPosition;
        video.play();
      }
    },
    frameRate: () => hls.levels[hls.currentLevel]?.frameRate || undefined,
    isBehind: () => hls.latency > hls.targetLatency + BEHIND_SECONDS,
    capturedAtMs: () => hls.playingDate?.getTime() ?? null,
  };
}

function begin(video, events) {
  video.play().catch((error) => {
    // A phone that saves power starts nothing without a gesture.
    if (error.name === "NotAllowedError") {
      events.blocked();
    }
  });
}

function startNative(video, url, events) {
  const failed = () => events.notYet();
  video.addEventListener("error", failed);
  video.src = url;
  begin(video, events);
  const origin = () => video.getStartDate?.()?.getTime();
  return {
    name: "native",
    stop() {
      video.removeEventListener("error", failed);
      video.removeAttribute("src");
      video.load();
    },
    toLive() {
      if (video.seekable.length) {
        video.currentTime = video.seekable.end(video.seekable.length - 1);
        video.play();
      }
    },
    isBehind: () => false,
    capturedAtMs: () => (origin() > 0 ? origin() + video.currentTime * 1000 : null),
  };
}

function policy(maxTimeToFirstByteMs, maxLoadTimeMs) {
  const retry = { maxNumRetry: 2, retryDelayMs: 250, maxRetryDelayMs: 1000 };
  return {
    default: { maxTimeToFirstByteMs, maxLoadTimeMs, timeoutRetry: retry, errorRetry: retry },
  };
}
