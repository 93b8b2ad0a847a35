package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.counter.CounterDescriptor;

/** What WebRTC sessions count. */
public enum WebRtcCounter implements CounterDescriptor {
  SESSIONS_OPENED("webrtc_sessions_opened", "A session was opened."),
  SESSIONS_CONNECTED("webrtc_sessions_connected", "A session has keys."),
  SESSIONS_CLOSED("webrtc_sessions_closed", "A session ended."),
  SESSIONS_OVER_LIMIT("webrtc_sessions_over_limit", "A session was refused: too many are open."),
  SESSIONS_MOVED("webrtc_sessions_moved", "A session moved to the loop that its peer arrives at."),
  DATAGRAMS_UNKNOWN("webrtc_datagrams_unknown", "A datagram belonged to no session."),
  DATAGRAMS_HANDED_OVER(
      "webrtc_datagrams_handed_over", "A datagram arrived on another loop than its session's."),
  DATAGRAMS_NOT_HANDED_OVER(
      "webrtc_datagrams_not_handed_over",
      "A datagram was dropped: too many wait for another loop."),
  TCP_CONNECTIONS("webrtc_tcp_connections", "A peer connected over TCP."),
  TCP_REFUSED(
      "webrtc_tcp_refused",
      "A TCP connection was closed: it named no session in time, or too many had not yet."),
  TCP_NOT_SENT(
      "webrtc_tcp_not_sent", "Datagrams over TCP were dropped: the peer takes too little."),
  PACKETS_EARLY("webrtc_packets_early", "A packet came before keys were there."),
  PACKETS_REPLAYED("webrtc_packets_replayed", "A packet came twice, or too late to tell."),
  PACKETS_NOT_AUTHENTIC("webrtc_packets_not_authentic", "A packet was not written by its peer."),
  PACKETS_MALFORMED("webrtc_packets_malformed", "A packet was no SRTP or SRTCP."),
  PACKETS_NOT_PROTECTED("webrtc_packets_not_protected", "A packet could not be protected."),
  REORDERING_GIVEN_UP(
      "webrtc_reordering_given_up",
      "A viewer could not show pictures out of order and is spared those that are."),
  TRACKS_UNUSABLE("webrtc_tracks_unusable", "A picture had no usable configuration.");

  private final String id;
  private final String description;

  WebRtcCounter(String id, String description) {
    this.id = id;
    this.description = description;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String description() {
    return description;
  }
}
