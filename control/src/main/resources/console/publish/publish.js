// Sends a camera or a screen from the browser. The stream key may come behind a # in the address,
// where no server sees it; it is kept nowhere. Programs may read window.fairlead.

const at = (name) => document.getElementById(name);
const preview = at("preview");
const page = document.body;

const report = {
  state: "idle",
  sentBps: 0,
  framesPerSecond: 0,
  lostShare: 0,
  roundTripMs: null,
  error: "",
};
window.fairlead = report;

const RECONNECT_MS = 1500;
const SILENT_STATES = new Set(["failed", "closed"]);

let media = null;
let peer = null;
let resource = null;
let wanted = false;
let last = { bytes: 0, atMs: 0 };

function show(state, title, detail) {
  report.state = state;
  page.dataset.state = state;
  at("title").textContent = title;
  at("detail").textContent = detail;
  at("pill").textContent = state === "live" ? "On air" : state === "connecting" ? "Connecting" : "Off air";
  at("go").textContent = wanted ? "Stop" : "Go live";
}

function fail(reason) {
  report.error = reason;
  wanted = false;
  close();
  show("failed", "Not on air", reason);
}

async function capture() {
  const [width, height] = at("size").value.split("x").map(Number);
  release();
  const microphone = at("microphone").value;
  const audio = {
    deviceId: microphone ? { exact: microphone } : undefined,
    channelCount: 2,
    echoCancellation: at("source").value === "camera",
  };
  const size = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } };
  if (at("source").value === "screen") {
    media = await navigator.mediaDevices.getDisplayMedia({ video: size, audio: true });
    if (!media.getAudioTracks().length) {
      const sound = await navigator.mediaDevices.getUserMedia({ audio }).catch(() => null);
      sound?.getAudioTracks().forEach((track) => media.addTrack(track));
    }
  } else {
    const camera = at("camera").value;
    media = await navigator.mediaDevices.getUserMedia({
      video: { ...size, deviceId: camera ? { exact: camera } : undefined },
      audio,
    });
  }
  media.getVideoTracks()[0]?.addEventListener("ended", () => stop());
  preview.srcObject = media;
  await list();
  if (!wanted) {
    show("preview", "Ready", "");
  }
}

function release() {
  media?.getTracks().forEach((track) => track.stop());
  media = null;
  preview.srcObject = null;
}

async function list() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  for (const [name, kind] of [["camera", "videoinput"], ["microphone", "audioinput"]]) {
    const select = at(name);
    const chosen = select.value;
    select.replaceChildren(
      ...devices
        .filter((device) => device.kind === kind)
        .map((device, i) => new Option(device.label || `${name} ${i + 1}`, device.deviceId)),
    );
    if ([...select.options].some((option) => option.value === chosen)) {
      select.value = chosen;
    }
  }
}

/** H.264 first: every output can carry it. */
function preferH264(transceiver) {
  const all = RTCRtpSender.getCapabilities?.("video")?.codecs;
  if (all && transceiver.setCodecPreferences) {
    const isH264 = (codec) => codec.mimeType.toLowerCase() === "video/h264";
    transceiver.setCodecPreferences([...all.filter(isH264), ...all.filter((codec) => !isH264(codec))]);
  }
}

async function connect() {
  close();
  const connection = new RTCPeerConnection();
  peer = connection;
  for (const track of media.getTracks()) {
    const transceiver = connection.addTransceiver(track, {
      direction: "sendonly",
      streams: [media],
      sendEncodings:
        track.kind === "video" ? [{ maxBitrate: Number(at("bitrate").value) }] : undefined,
    });
    if (track.kind === "video") {
      preferH264(transceiver);
    }
    transceiver.sender.transport?.addEventListener("statechange", () => check(connection));
  }
  connection.addEventListener("connectionstatechange", () => check(connection));
  await connection.setLocalDescription();
  const answer = await fetch("/whip", {
    method: "POST",
    headers: { "content-type": "application/sdp", authorization: `Bearer ${at("key").value.trim()}` },
    body: connection.localDescription.sdp,
  });
  if (connection !== peer) {
    return;
  }
  if (answer.status === 503 || answer.status === 409) {
    const problem = await answer.json().catch(() => ({}));
    show("connecting", "Waiting", problem.detail ?? "The server is busy.");
    setTimeout(retry, RECONNECT_MS);
    return;
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    fail(problem.detail ?? `The server answered ${answer.status}.`);
    return;
  }
  resource = answer.headers.get("location");
  await connection.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  connection.getSenders().forEach((sender) => {
    sender.transport?.addEventListener("statechange", () => check(connection));
  });
}

function check(connection) {
  if (connection !== peer || !wanted) {
    return;
  }
  const dtls = connection.getSenders()[0]?.transport?.state;
  if (SILENT_STATES.has(connection.connectionState) || SILENT_STATES.has(dtls)) {
    show("connecting", "Reconnecting", "The connection was lost. Trying again.");
    setTimeout(retry, RECONNECT_MS);
    close();
  } else if (connection.connectionState === "connected") {
    show("live", "On air", "");
  }
}

function retry() {
  if (wanted && !peer?.remoteDescription) {
    connect().catch((error) => {
      report.error = String(error);
      setTimeout(retry, RECONNECT_MS);
    });
  }
}

function close() {
  const closing = peer;
  peer = null;
  last = { bytes: 0, atMs: 0 };
  if (resource) {
    // First, so that the server learns that this is the end and not a path that broke.
    fetch(resource, { method: "DELETE", keepalive: true })
      .catch(() => {})
      .finally(() => closing?.close());
    resource = null;
  } else {
    closing?.close();
  }
}

function stop() {
  wanted = false;
  close();
  show(media ? "preview" : "idle", "Off air", "");
}

async function measure() {
  if (!peer || report.state !== "live") {
    for (const name of ["rate", "quality", "lost", "trip"]) {
      at(name).textContent = "–";
    }
    return;
  }
  let bytes = 0;
  for (const item of (await peer.getStats()).values()) {
    if (item.type === "outbound-rtp") {
      bytes += item.bytesSent;
      if (item.kind === "video") {
        report.framesPerSecond = item.framesPerSecond ?? 0;
        at("quality").textContent = `${item.frameHeight ?? "–"}p${Math.round(report.framesPerSecond)}`;
      }
    } else if (item.type === "remote-inbound-rtp" && item.kind === "video") {
      report.lostShare = item.fractionLost ?? 0;
      report.roundTripMs = item.roundTripTime === undefined ? null : Math.round(item.roundTripTime * 1000);
    }
  }
  const now = performance.now();
  if (last.atMs) {
    report.sentBps = Math.round(((bytes - last.bytes) * 8000) / (now - last.atMs));
  }
  last = { bytes, atMs: now };
  at("rate").textContent = `${(report.sentBps / 1e6).toFixed(2)} Mbit/s`;
  at("lost").textContent = `${(report.lostShare * 100).toFixed(1)} %`;
  at("trip").textContent = report.roundTripMs === null ? "–" : `${report.roundTripMs} ms`;
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (wanted) {
    stop();
    return;
  }
  wanted = true;
  show("connecting", "Connecting", "");
  (media ? Promise.resolve() : capture())
    .then(connect)
    .catch((error) => fail(String(error.message ?? error)));
});
for (const name of ["source", "camera", "microphone", "size"]) {
  at(name).addEventListener("change", () => {
    capture()
      .then(() => wanted && connect())
      .catch((error) => show("failed", "Nothing to send", String(error.message ?? error)));
  });
}
addEventListener("pagehide", close);
setInterval(measure, 1000);

at("key").value = decodeURIComponent(location.hash.slice(1));
if (!navigator.mediaDevices?.getUserMedia) {
  fail("Browsers give pages camera and microphone over HTTPS only, or on this machine itself.");
} else {
  list()
    .then(capture)
    .catch(() => show("idle", "Ready", "Choose what to send, and go live."));
}
