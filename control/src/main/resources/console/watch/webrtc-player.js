// Plays over WebRTC: the least delay, for as long as the path allows it. Whatever stands in its way
// is told to the page, which goes on with segments.

/** How long a session may take until there is a picture. */
const FIRST_PICTURE_MS = 6000;
/** How long nothing may arrive. */
const SILENT_MS = 4000;
const GATHERING_MS = 300;
const LOOK_MS = 500;
/** From 1900, where NTP begins, to 1970. */
const NTP_TO_EPOCH_MS = 2_208_988_800_000;

export function start(video, id, session, events) {
  let over = false;
  let peer = null;
  let resource = null;
  /** When what is shown came to the server, by its clock, and when we learned that. */
  let shown = null;
  let lastFrameMs = performance.now();
  let watching = 0;

  const end = (tell, reason) => {
    if (!over) {
      stop();
      tell(reason);
    }
  };

  const stop = () => {
    over = true;
    clearInterval(watching);
    if (resource) {
      fetch(resource, { method: "DELETE", keepalive: true })
        .catch(() => {})
        .finally(() => peer?.close());
      resource = null;
    } else {
      peer?.close();
    }
    video.srcObject = null;
  };

  const frame = () => {
    if (!over) {
      lastFrameMs = performance.now();
      video.requestVideoFrameCallback(frame);
    }
  };

  /** The server's reports tie what is shown to its clock. */
  const date = async () => {
    for (const item of (await peer.getStats()).values()) {
      if (item.type === "inbound-rtp" && item.kind === "video" && item.estimatedPlayoutTimestamp) {
        shown = {
          epochMs: item.estimatedPlayoutTimestamp - NTP_TO_EPOCH_MS,
          atMs: performance.now(),
        };
      }
    }
  };

  const open = async () => {
    peer = new RTCPeerConnection();
    const media = new MediaStream();
    video.srcObject = media;
    for (const kind of ["video", "audio"]) {
      peer.addTransceiver(kind, { direction: "recvonly" });
    }
    peer.addEventListener("track", (event) => {
      media.addTrack(event.track);
      // The node says good-bye in DTLS, which browsers show here alone.
      const transport = event.receiver.transport;
      transport?.addEventListener("statechange", () => {
        if (transport.state === "closed" || transport.state === "failed") {
          end(events.lost, "the session was closed");
        }
      });
    });
    peer.addEventListener("connectionstatechange", () => {
      if (peer.connectionState === "failed") {
        end(events.fallBack, "no path to the server over UDP");
      }
    });
    await peer.setLocalDescription();
    await gathered(peer);
    if (over) {
      return;
    }
    const answer = await fetch(`/whep/${encodeURIComponent(id)}`, {
      method: "POST",
      headers: { "content-type": "application/sdp" },
      body: peer.localDescription.sdp,
    });
    if (over) {
      return;
    }
    if (answer.status === 404) {
      end(events.notYet);
      return;
    }
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      end(events.fallBack, problem.detail ?? `the server answered ${answer.status}`);
      return;
    }
    resource = answer.headers.get("location");
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
    video.play().catch((error) => {
      if (!over && error.name === "NotAllowedError") {
        events.blocked();
      }
    });
  };

  if (!window.RTCPeerConnection) {
    queueMicrotask(() => end(events.fallBack, "this browser has no WebRTC"));
  } else {
    video.requestVideoFrameCallback?.(frame);
    const startMs = performance.now();
    watching = setInterval(() => {
      const begun = video.currentTime > 0;
      if (!begun && performance.now() - startMs > FIRST_PICTURE_MS) {
        end(events.fallBack, "no picture arrived over WebRTC");
      } else if (begun && !video.paused && performance.now() - lastFrameMs > SILENT_MS) {
        end(events.lost, "nothing arrives any more");
      } else if (begun) {
        date().catch(() => {});
      }
    }, LOOK_MS);
    open().catch((error) => end(events.fallBack, String(error)));
  }

  return {
    name: "webrtc",
    get peer() {
      return peer;
    },
    stop,
    toLive() {
      video.play();
    },
    isBehind: () => false,
    capturedAtMs: () => (shown === null ? null : shown.epochMs + performance.now() - shown.atMs),
  };
}

/** Candidates are not needed by the server, which sees where we come from. */
function gathered(peer) {
  return new Promise((resolve) => {
    if (peer.iceGatheringState === "complete") {
      resolve();
      return;
    }
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState === "complete") {
        resolve();
      }
    });
    setTimeout(resolve, GATHERING_MS);
  });
}
