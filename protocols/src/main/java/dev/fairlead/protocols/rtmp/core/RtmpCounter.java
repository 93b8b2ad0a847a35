package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.counter.CounterDescriptor;

/** What RTMP counts. */
public enum RtmpCounter implements CounterDescriptor {
  CONNECTIONS_OPENED("rtmp_connections_opened", "A connection was accepted."),
  CONNECTIONS_CLOSED("rtmp_connections_closed", "A connection ended."),
  CONNECTIONS_OVER_LIMIT(
      "rtmp_connections_over_limit", "A connection was closed at once: too many in all."),
  CONNECTIONS_OVER_ADDRESS_LIMIT(
      "rtmp_connections_over_address_limit",
      "A connection was closed at once: too many from one address."),
  HANDSHAKES_WITH_DIGEST("rtmp_handshakes_with_digest", "A handshake used digests."),
  HANDSHAKES_PLAIN("rtmp_handshakes_plain", "A handshake went without digests."),
  BAD_HANDSHAKE("rtmp_bad_handshake", "A connection did not begin like RTMP."),
  PROTOCOL_ERROR("rtmp_protocol_error", "A connection was closed for broken chunks or messages."),
  MESSAGE_TOO_LONG("rtmp_message_too_long", "A connection was closed for messages over the bound."),
  TIMED_OUT("rtmp_timed_out", "A connection was closed after waiting for the peer in vain."),
  MESSAGES_DISCARDED("rtmp_messages_discarded", "A peer gave a message up half way."),
  COMMAND_UNKNOWN("rtmp_command_unknown", "A command came that we do not know."),
  COMMAND_MALFORMED("rtmp_command_malformed", "A command or control message was malformed."),
  PUBLISH_ACCEPTED("rtmp_publish_accepted", "A publisher was let in."),
  PUBLISH_REFUSED("rtmp_publish_refused", "A publisher was refused."),
  PLAY_ACCEPTED("rtmp_play_accepted", "A viewer was let in."),
  PLAY_REFUSED("rtmp_play_refused", "A viewer was refused."),
  MEDIA_UNEXPECTED("rtmp_media_unexpected", "Media came outside of a publish and was dropped."),
  MEDIA_UNCONFIGURED(
      "rtmp_media_unconfigured", "Media came before its decoder configuration and was dropped."),
  MEDIA_UNSUPPORTED("rtmp_media_unsupported", "Media of an unsupported codec was dropped."),
  MEDIA_MALFORMED("rtmp_media_malformed", "A malformed media message was dropped."),
  BYTES_IN("rtmp_bytes_in", "Bytes were read from peers."),
  BYTES_OUT("rtmp_bytes_out", "Bytes were handed to peers' sockets.");

  private final String id;
  private final String description;

  RtmpCounter(String id, String description) {
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
