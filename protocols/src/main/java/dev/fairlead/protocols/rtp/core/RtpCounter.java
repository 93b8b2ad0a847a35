package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.counter.CounterDescriptor;

/** What RTP counts. */
public enum RtpCounter implements CounterDescriptor {
  PACKETS_IN("rtp_packets_in", "A packet of media was taken."),
  BYTES_IN("rtp_bytes_in", "Bytes of packets of media were taken."),
  PACKETS_MALFORMED("rtp_packets_malformed", "An RTP or RTCP packet could not be read."),
  SOURCE_UNKNOWN("rtp_source_unknown", "A packet belonged to no source that was agreed on."),
  SOURCES_OVER_LIMIT("rtp_sources_over_limit", "A packet would have opened one source too many."),
  PACKETS_REORDERED("rtp_packets_reordered", "A packet waited for one before it."),
  PACKETS_LATE("rtp_packets_late", "A packet came twice, or after it was given up."),
  PACKETS_GIVEN_UP("rtp_packets_given_up", "A lost packet was not waited for any longer."),
  SEQUENCE_JUMPS("rtp_sequence_jumps", "A source went on at another sequence number."),
  NACKS_SENT("rtp_nacks_sent", "A lost packet was asked for."),
  RTX_RECEIVED("rtp_rtx_received", "A packet came again in answer."),
  PROBES_RECEIVED("rtp_probes_received", "A packet without media came to probe the path."),
  PLIS_SENT("rtp_plis_sent", "A key picture was asked for."),
  PICTURES_DAMAGED("rtp_pictures_damaged", "A picture came in part and was dropped."),
  PICTURES_UNDECODABLE(
      "rtp_pictures_undecodable", "A picture was dropped since what it refers to was lost."),
  PACKETS_OUT("rtp_packets_out", "A packet of media was sent."),
  BYTES_OUT("rtp_bytes_out", "Bytes of payload were sent."),
  NACKS_RECEIVED("rtp_nacks_received", "A viewer asked for a lost packet."),
  RTX_SENT("rtp_rtx_sent", "A packet was sent again."),
  RTX_GONE("rtp_rtx_gone", "A packet that was asked for is no longer kept."),
  RTX_REPEATED("rtp_rtx_repeated", "A packet was asked for again before it could have arrived."),
  RTX_OVER_BUDGET("rtp_rtx_over_budget", "A packet was not sent again for lack of bandwidth."),
  RTX_NOT_AGREED("rtp_rtx_not_agreed", "A packet was asked for without a way to send it again."),
  KEYS_REQUESTED("rtp_keys_requested", "A viewer asked for a key picture."),
  BURSTS_SKIPPED("rtp_bursts_skipped", "A sample was not sent to a viewer that is behind."),
  PADDING_SENT("rtp_padding_sent", "A packet without media was sent to probe the path."),
  LAYERS_SWITCHED("rtp_layers_switched", "A viewer was switched to another rendition.");

  private final String id;
  private final String description;

  RtpCounter(String id, String description) {
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
