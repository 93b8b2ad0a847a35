package dev.fairlead.protocols.srt.core;

import dev.fairlead.media.counter.CounterDescriptor;

/** What SRT counts. */
public enum SrtCounter implements CounterDescriptor {
  HANDSHAKES_INDUCED("srt_handshakes_induced", "A caller asked for a cookie."),
  HANDSHAKES_FORGED("srt_handshakes_forged", "A handshake had no valid cookie and was ignored."),
  HANDSHAKES_MALFORMED("srt_handshakes_malformed", "A handshake was malformed and was ignored."),
  HANDSHAKES_OVER_LIMIT(
      "srt_handshakes_over_limit", "A caller was ignored: too many wait for a decision."),
  HANDSHAKES_REPEATED("srt_handshakes_repeated", "A caller was given its answer once more."),
  HANDSHAKES_EXPIRED("srt_handshakes_expired", "A caller was refused: no decision came in time."),
  CONNECTIONS_ACCEPTED("srt_connections_accepted", "A caller was let in."),
  CONNECTIONS_REFUSED("srt_connections_refused", "A caller was refused."),
  CONNECTIONS_CALLED("srt_connections_called", "A call of ours was let in."),
  CALLS_REFUSED("srt_calls_refused", "A call of ours was refused."),
  CALLS_UNRESOLVED("srt_calls_unresolved", "A call of ours found no address for the name."),
  CALLS_TIMED_OUT("srt_calls_timed_out", "A call of ours was not answered."),
  CONNECTIONS_CLOSED("srt_connections_closed", "A connection ended."),
  CONNECTIONS_OVER_LIMIT(
      "srt_connections_over_limit", "A caller was refused: too many connections are open."),
  BAD_SECRET("srt_bad_secret", "A caller was refused: its passphrase differs."),
  UNSECURE("srt_unsecure", "A caller was refused: only one side has a passphrase."),
  TIMED_OUT("srt_timed_out", "A connection was closed: nothing came from the peer."),
  PROTOCOL_ERROR("srt_protocol_error", "A connection was closed: the peer broke the protocol."),
  PACKETS_MALFORMED("srt_packets_malformed", "A malformed packet was passed over."),
  PACKETS_UNKNOWN("srt_packets_unknown", "A packet came for no connection."),
  PACKETS_FROM_ELSEWHERE(
      "srt_packets_from_elsewhere", "A packet came for a connection from another address."),
  CONTROL_UNKNOWN("srt_control_unknown", "A control packet of unknown type was passed over."),
  KEYS_REFRESHED("srt_keys_refreshed", "A peer announced its next key."),
  KEYS_REFUSED("srt_keys_refused", "A peer announced a key that could not be used."),
  PACKETS_RECEIVED("srt_packets_received", "Data packets came."),
  PACKETS_LOST("srt_packets_lost", "Data packets were found missing."),
  PACKETS_BELATED("srt_packets_belated", "Data packets came too late or twice."),
  PACKETS_DROPPED("srt_packets_dropped", "Data packets never came in time."),
  PACKETS_UNDECRYPTED("srt_packets_undecrypted", "Data packets could not be decrypted."),
  PACKETS_SENT("srt_packets_sent", "Data packets were sent for the first time."),
  PACKETS_RETRANSMITTED("srt_packets_retransmitted", "Data packets were sent again."),
  PACKETS_SEND_DROPPED(
      "srt_packets_send_dropped", "Data packets were given up before they were acknowledged."),
  BYTES_IN("srt_bytes_in", "Bytes of packets came from peers."),
  BYTES_OUT("srt_bytes_out", "Bytes of packets were sent to peers."),
  PUBLISH_ACCEPTED("srt_publish_accepted", "A publisher was let in."),
  PUBLISH_REFUSED("srt_publish_refused", "A publisher was refused."),
  PLAY_ACCEPTED("srt_play_accepted", "A viewer was let in."),
  PLAY_REFUSED("srt_play_refused", "A viewer was refused."),
  MEDIA_UNSUPPORTED("srt_media_unsupported", "A publisher sent tracks of no supported codec."),
  MEDIA_MALFORMED("srt_media_malformed", "A malformed sample was dropped.");

  private final String id;
  private final String description;

  SrtCounter(String id, String description) {
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
