package dev.fairlead.protocols.rtp.payload;

/**
 * What packetizer and depacketizer of AV1 share: the aggregation header (AV1 RTP v1.0 §4.4).
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |Z|Y| W |N|-|-|-|
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
final class Av1Payload {
  /** The first element continues one of the packet before. */
  static final int CONTINUES = 0x80;

  /** The last element is continued in the packet behind. */
  static final int CONTINUED = 0x40;

  /** Where the number of elements stands; 0 means that each has a length. */
  static final int COUNT_SHIFT = 4;

  static final int COUNT = 3;

  /** The first packet of a coded video sequence. */
  static final int NEW_SEQUENCE = 0x08;

  static final int HEAD_BYTES = 1;

  // Of an OBU's header (AV1 v1.0.0 errata 1 §5.3.2).
  static final int OBU_HAS_EXTENSION = 0x04;
  static final int OBU_HAS_SIZE = 0x02;

  private Av1Payload() {}

  static int obuType(int header) {
    return header >> 3 & 0x0F;
  }
}
