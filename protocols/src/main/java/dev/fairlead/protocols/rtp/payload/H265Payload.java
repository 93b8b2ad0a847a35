package dev.fairlead.protocols.rtp.payload;

/** What packetizer and depacketizer of H.265 share (RFC 7798 §4.4). */
final class H265Payload {
  /** Aggregation packet (RFC 7798 §4.4.2). */
  static final int AP = 48;

  /** Fragmentation unit (RFC 7798 §4.4.3). */
  static final int FU = 49;

  /** Types of single NAL unit packets are below this. */
  static final int FIRST_AGGREGATE = AP;

  static final int HEADER_BYTES = 2;

  /** Payload header and FU header. */
  static final int FU_HEAD_BYTES = 3;

  /** The bits of a header's first byte that are not its type: F and the top of the layer id. */
  static final int FIRST_WITHOUT_TYPE = 0x81;

  static final int TYPE = 0x3F;

  private H265Payload() {}
}
