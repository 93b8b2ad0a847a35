package dev.fairlead.protocols.sdp.negotiation;

/** Header extensions that we know what to do with, by their URI (RFC 8285 §5). */
public enum HeaderExtension {
  MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
  RID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
  REPAIRED_RID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
  TRANSPORT_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
  ABSOLUTE_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
  ABSOLUTE_CAPTURE_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"),
  PLAYOUT_DELAY("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay");

  private final String uri;

  HeaderExtension(String uri) {
    this.uri = uri;
  }

  /** What extmap names it by. */
  public String uri() {
    return uri;
  }
}
