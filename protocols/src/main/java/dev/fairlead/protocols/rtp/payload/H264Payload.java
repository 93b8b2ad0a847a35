package dev.fairlead.protocols.rtp.payload;

/** What packetizer and depacketizer of H.264 share (RFC 6184 §5.2). */
final class H264Payload {
  /** Single-time aggregation packet without decoding order number (RFC 6184 §5.7.1). */
  static final int STAP_A = 24;

  /** Fragmentation unit without decoding order number (RFC 6184 §5.8). */
  static final int FU_A = 28;

  /** Types of single NAL unit packets are below this. */
  static final int FIRST_AGGREGATE = STAP_A;

  static final int F_AND_NRI = 0xE0;
  static final int NRI = 0x60;
  static final int TYPE = 0x1F;

  /** FU indicator and FU header. */
  static final int FU_HEAD_BYTES = 2;

  private H264Payload() {}
}
