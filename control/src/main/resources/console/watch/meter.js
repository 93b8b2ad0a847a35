// Measures what the viewer gets: pictures shown, delay, stalls, size.

export class Meter {
  #video;
  #report;
  #player = null;
  #started = false;
  #stalledSince = 0;
  #rate = 0;
  #lastFrames = 0;
  #lastTime = 0;

  /** Server time minus ours, in milliseconds. */
  clockOffsetMs = 0;

  constructor(video, report) {
    this.#video = video;
    this.#report = report;
    video.addEventListener("waiting", () => {
      if (this.#started && !video.seeking && !video.paused && !this.#stalledSince) {
        this.#report.stalls++;
        this.#stalledSince = performance.now();
      }
    });
    video.addEventListener("playing", () => this.#running());
    video.addEventListener("timeupdate", () => this.#running());
    if (video.requestVideoFrameCallback) {
      video.requestVideoFrameCallback(() => {
        // Milliseconds since the page began to open.
        this.#report.firstPictureMs = Math.round(performance.now());
      });
    }
  }

  /** Reads from this player from now on, or from none. */
  follow(player) {
    this.#player = player;
    this.#started = false;
    this.#stalledSince = 0;
  }

  #running() {
    if (this.#stalledSince && this.#video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
      this.#report.stalledMs += Math.round(performance.now() - this.#stalledSince);
      this.#stalledSince = 0;
    }
    if (this.#video.currentTime > 0 && !this.#video.paused) {
      this.#started = true;
    }
  }

  read() {
    const quality = this.#video.getVideoPlaybackQuality?.();
    const frames = quality?.totalVideoFrames ?? 0;
    // By the time of the media, which runs faster than ours while the player catches up.
    const seconds = this.#video.currentTime - this.#lastTime;
    if (seconds < 0 || seconds >= 2) {
      this.#rate = seconds > 0 && seconds < 4 ? (frames - this.#lastFrames) / seconds : this.#rate;
      this.#lastFrames = frames;
      this.#lastTime = this.#video.currentTime;
    }
    this.#report.frames = frames;
    this.#report.droppedFrames = quality?.droppedVideoFrames ?? 0;
    this.#report.height = this.#video.videoHeight;
    const captured = this.#started ? (this.#player?.capturedAtMs() ?? null) : null;
    this.#report.latencyMs =
      captured === null ? null : Math.round(Date.now() + this.clockOffsetMs - captured);
  }

  /** The picture in words: lines and pictures a second. */
  quality() {
    const rate = Math.round(this.#player?.frameRate?.() ?? this.#rate);
    return rate > 0 ? `${this.#video.videoHeight}p${rate}` : `${this.#video.videoHeight}p`;
  }
}
