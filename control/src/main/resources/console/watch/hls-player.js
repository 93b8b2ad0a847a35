// Plays HLS, low-latency where the playlist offers it: by hls.js, or by the browser itself where
// there are no media source extensions.

import Hls from "./vendor/hls.mjs";

/** Catching up after the start or a stall: what nobody hears may go faster. */
const CATCH_UP_MUTED = 1.3;
const CATCH_UP = 1.08;

/** Further behind its target than this, a viewer has paused or sought. */
const BEHIND_SECONDS = 4;

/** A decoder that trips again and again is made anew with its player. */
const MAX_RECOVERIES = 3;

export function start(video, id, headStart, events) {
  const url = `/hls/${encodeURIComponent(id)}/index.m3u8`;
  if (Hls.isSupported()) {
    return startHls(video, url, headStart, events);
  }
  if (video.canPlayType("application/vnd.apple.mpegurl")) {
    return startNative(video, url, events);
  }
  queueMicrotask(() => events.failed("It knows neither media source extensions nor HLS."));
  return { name: "none", stop() {}, toLive() {}, isBehind: () => false, capturedAtMs: () => null };
}

/** Answers from what the page fetched ahead, and asks the server for all else. */
class HeadStartLoader extends Hls.DefaultConfig.loader {
  load(context, config, callbacks) {
    const ahead = context.rangeEnd ? null : window.headStart.take(context.url);
    if (!ahead) {
      super.load(context, config, callbacks);
      return;
    }
    const startMs = performance.now();
    this.context = context;
    this.callbacks = callbacks;
    ahead.then(
      (bytes) => {
        const { stats } = this;
        if (!this.callbacks || stats.aborted) {
          return;
        }
        const text = context.responseType !== "arraybuffer";
        stats.loading = { start: startMs, first: performance.now(), end: performance.now() };
        stats.loaded = stats.total = bytes.byteLength;
        const data = text ? new TextDecoder().decode(bytes) : bytes;
        callbacks.onSuccess({ url: context.url, data, code: 200 }, stats, context, null);
      },
      () => {
        if (this.callbacks && !this.stats.aborted) {
          super.load(context, config, callbacks);
        }
      },
    );
  }

  abort() {
    this.stats.aborted ||= !this.stats.loading.end;
    super.abort();
  }
}

function startHls(video, url, headStart, events) {
  let everLoaded = false;
  let recoveries = 0;
  const hls = new Hls({
    loader: HeadStartLoader,
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
        xhr.setRequestHeader("X-Playback-Session-Id", headStart.session);
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
    const incompatible = data.details === Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && !incompatible && recoveries < MAX_RECOVERIES) {
      recoveries++;
      hls.recoverMediaError();
    } else if (incompatible) {
      events.failed("It has no decoder for the codecs of this broadcast.");
    } else if (everLoaded) {
      events.lost(data.details);
    } else {
      events.notYet(data.details);
    }
  });
  // The player itself waits for the whole segment that it begins in.
  const begin = () => {
    const { buffered, currentTime } = video;
    const { startPosition } = hls;
    const covered = buffered.length && startPosition >= buffered.start(0);
    if (covered && (video.seeking || currentTime >= buffered.start(0))) {
      hls.off(Hls.Events.BUFFER_APPENDED, begin);
    } else if (covered && startPosition < buffered.end(0)) {
      video.currentTime = startPosition;
    }
  };
  hls.on(Hls.Events.BUFFER_APPENDED, begin);
  const pace = () => {
    hls.config.maxLiveSyncPlaybackRate = video.muted ? CATCH_UP_MUTED : CATCH_UP;
  };
  video.addEventListener("volumechange", pace);
  hls.loadSource(url);
  const mediaSource = headStart.takeSource();
  hls.attachMedia(mediaSource ? { media: video, mediaSource } : video);
  play(video, events);
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

function play(video, events) {
  video.play().catch((error) => {
    // A phone that saves power starts nothing without a gesture.
    if (error.name === "NotAllowedError") {
      events.blocked();
    }
  });
}

function startNative(video, url, events) {
  let everPlayed = false;
  const failed = () => {
    const reason = video.error?.message || "It could not play the broadcast.";
    if (everPlayed) {
      events.lost(reason);
    } else {
      events.refused(reason);
    }
  };
  const playing = () => (everPlayed = true);
  video.addEventListener("playing", playing);
  video.addEventListener("error", failed);
  video.src = url;
  play(video, events);
  const origin = () => video.getStartDate?.()?.getTime();
  return {
    name: "native",
    stop() {
      video.removeEventListener("error", failed);
      video.removeEventListener("playing", playing);
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
