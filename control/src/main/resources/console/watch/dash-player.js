// Plays DASH with dash.js: `?player=dash`.

const BEHIND_SECONDS = 4;

let library = null;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("./vendor/dash.js", import.meta.url);
    script.onload = () => resolve(window.dashjs);
    script.onerror = () => reject(new Error("dash.js could not be loaded"));
    document.head.append(script);
  });
  return library;
}

export function start(video, id, { session }, events) {
  let player = null;
  let stopped = false;
  let everPlayed = false;
  load().then(
    (dashjs) => {
      if (stopped) {
        return;
      }
      // The library renews its manifest only from the play event on, so it must see one.
      video.pause();
      player = dashjs.MediaPlayer().create();
      player.updateSettings({
        streaming: {
          delay: { useSuggestedPresentationDelay: true },
          liveCatchup: { enabled: true },
        },
      });
      player.on(dashjs.MediaPlayer.events.PLAYBACK_PLAYING, () => {
        everPlayed = true;
      });
      player.on(dashjs.MediaPlayer.events.ERROR, (event) => {
        const reason = event.error?.message ?? "unknown";
        if (everPlayed) {
          events.lost(reason);
        } else {
          events.notYet();
        }
      });
      const url = new URL(`/dash/${encodeURIComponent(id)}/index.mpd`, location.origin);
      player.addRequestInterceptor?.((request) => {
        request.headers = { ...request.headers, "X-Playback-Session-Id": session };
        return Promise.resolve(request);
      });
      player.initialize(video, url.href, true);
    },
    (error) => events.lost(String(error)),
  );
  const latency = () => player?.getCurrentLiveLatency?.();
  return {
    name: "dash",
    stop() {
      stopped = true;
      player?.destroy();
    },
    toLive() {
      player?.seekToOriginalLive?.();
    },
    isBehind: () => latency() > (player?.getTargetLiveDelay?.() ?? 3) + BEHIND_SECONDS,
    capturedAtMs: () => {
      // The player's own measure is against its synchronised clock.
      const seconds = latency();
      return Number.isFinite(seconds) && seconds > 0 ? Date.now() - seconds * 1000 : null;
    },
  };
}
