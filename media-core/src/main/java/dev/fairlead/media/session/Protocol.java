package dev.fairlead.media.session;

/** How a publisher or a viewer is connected, as events and metrics name it. */
public enum Protocol {
  RTMP("rtmp"),
  SRT("srt"),
  WHIP("whip"),
  WHEP("whep"),
  HLS("hls"),
  HLS_TS("hls-ts"),
  DASH("dash"),
  FLV("flv"),
  TS("ts"),
  MP4("mp4");

  private final String label;

  Protocol(String label) {
    this.label = label;
  }

  /** Stable lower-case name. */
  public String label() {
    return label;
  }
}
