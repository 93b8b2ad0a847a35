package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;

/** Appends RTCP packets. Stateless; allocates nothing. */
public final class RtcpWriter {
  private static final int CNAME = 1;

  /** A text item has a length of one byte (RFC 3550 §6.5). */
  private static final int MAX_TEXT_BYTES = 255;

  private RtcpWriter() {}

  /**
   * Appends the first four bytes of a packet.
   *
   * @param count reports, sources, or the format of feedback
   * @param lengthBytes of the whole packet, a multiple of 4
   */
  static void writeHead(ByteBuf out, int count, int type, int lengthBytes) {
    assert (lengthBytes & 3) == 0 && count >= 0 && count <= 31;
    out.writeByte(RtpHeader.VERSION_2 | count);
    out.writeByte(type);
    out.writeShort(lengthBytes / Integer.BYTES - 1);
  }

  /**
   * Appends a sender report (RFC 3550 §6.4.1).
   *
   * @param reportBlocks how many {@link #writeReportBlock} calls follow at once
   */
  public static void writeSenderReport(
      ByteBuf out,
      int reportBlocks,
      int ssrc,
      long ntp,
      int rtpTimestamp,
      long packetCount,
      long octetCount) {
    writeHead(
        out,
        reportBlocks,
        RtcpType.SENDER_REPORT,
        SenderReport.BYTES + reportBlocks * ReportBlocks.BLOCK_BYTES);
    out.writeInt(ssrc);
    out.writeLong(ntp);
    out.writeInt(rtpTimestamp);
    out.writeInt((int) packetCount);
    out.writeInt((int) octetCount);
  }

  /**
   * Appends a receiver report (RFC 3550 §6.4.2).
   *
   * @param reportBlocks how many {@link #writeReportBlock} calls follow at once
   */
  public static void writeReceiverReport(ByteBuf out, int reportBlocks, int ssrc) {
    writeHead(
        out, reportBlocks, RtcpType.RECEIVER_REPORT, 8 + reportBlocks * ReportBlocks.BLOCK_BYTES);
    out.writeInt(ssrc);
  }

  /**
   * Appends one report block.
   *
   * @param cumulativeLost clamped to its 24 bits
   */
  public static void writeReportBlock(
      ByteBuf out,
      int ssrc,
      int fractionLost,
      long cumulativeLost,
      long extendedHighestSequence,
      long jitterTicks,
      long lastSenderReport,
      long delaySinceLastSenderReport) {
    out.writeInt(ssrc);
    out.writeByte(fractionLost);
    out.writeMedium((int) Math.clamp(cumulativeLost, -0x80_0000L, 0x7F_FFFFL));
    out.writeInt((int) extendedHighestSequence);
    out.writeInt((int) jitterTicks);
    out.writeInt((int) lastSenderReport);
    out.writeInt((int) delaySinceLastSenderReport);
  }

  /**
   * Appends a source description with the one item that is required (RFC 3550 §6.5.1).
   *
   * @param cname ASCII bytes, at most 255
   */
  public static void writeCname(ByteBuf out, int ssrc, byte[] cname) {
    assert cname.length <= MAX_TEXT_BYTES;
    int itemsBytes = 2 + cname.length + 1;
    int padding = -itemsBytes & 3;
    writeHead(out, 1, RtcpType.SOURCE_DESCRIPTION, 8 + itemsBytes + padding);
    out.writeInt(ssrc);
    out.writeByte(CNAME);
    out.writeByte(cname.length);
    out.writeBytes(cname);
    out.writeZero(1 + padding);
  }

  /** Appends a BYE of one source (RFC 3550 §6.6). */
  public static void writeBye(ByteBuf out, int ssrc) {
    writeHead(out, 1, RtcpType.BYE, 8);
    out.writeInt(ssrc);
  }

  /** Appends a picture loss indication (RFC 4585 §6.3.1). */
  public static void writePli(ByteBuf out, int senderSsrc, int mediaSsrc) {
    writeHead(out, RtcpType.FORMAT_PLI, RtcpType.PAYLOAD_FEEDBACK, 12);
    out.writeInt(senderSsrc);
    out.writeInt(mediaSsrc);
  }

  /**
   * Appends a full intra request (RFC 5104 §4.3.1).
   *
   * @param request 8 bits, counts requests: a repetition keeps the number
   */
  public static void writeFir(ByteBuf out, int senderSsrc, int mediaSsrc, int request) {
    writeHead(out, RtcpType.FORMAT_FIR, RtcpType.PAYLOAD_FEEDBACK, 20);
    out.writeInt(senderSsrc);
    out.writeInt(0); // The media SSRC stands in the entry.
    out.writeInt(mediaSsrc);
    out.writeInt(request << 24);
  }

  /**
   * Appends a generic NACK (RFC 4585 §6.2.1).
   *
   * @param sequenceNumbers 16 bits each, in ascending order of the sequence
   * @param count how many of them, at least 1
   */
  public static void writeNack(
      ByteBuf out, int senderSsrc, int mediaSsrc, int[] sequenceNumbers, int count) {
    assert count >= 1;
    int headIndex = out.writerIndex();
    writeHead(out, RtcpType.FORMAT_NACK, RtcpType.TRANSPORT_FEEDBACK, 12);
    out.writeInt(senderSsrc);
    out.writeInt(mediaSsrc);
    int i = 0;
    while (i < count) {
      int packetId = sequenceNumbers[i++];
      int following = 0;
      while (i < count) {
        int distance = (sequenceNumbers[i] - packetId) & 0xFFFF;
        if (distance < 1 || distance > 16) {
          break;
        }
        following |= 1 << (distance - 1);
        i++;
      }
      out.writeShort(packetId);
      out.writeShort(following);
    }
    out.setShort(headIndex + 2, (out.writerIndex() - headIndex) / Integer.BYTES - 1);
  }
}
