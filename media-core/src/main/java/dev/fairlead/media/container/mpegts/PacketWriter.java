package dev.fairlead.media.container.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts the bytes of one PES packet into transport packets. Confined to one thread; reusable;
 * allocates nothing.
 *
 * <p>The number of bytes is told first, so that the stuffing of the last packet can stand in front
 * of its payload; {@link #append} must then bring exactly that many.
 */
final class PacketWriter {
  static final long NO_PCR = Long.MIN_VALUE;

  private static final int START_CODE_BYTES = 4;

  private final ByteBuf startCode = Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 1});

  // Per PES packet (reset by begin)
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private int pid;
  private int continuity;
  private int flags;
  private long pcrTicks;
  private boolean first;
  private int remainingBytes;
  private int spaceBytes;

  /**
   * Starts a PES packet.
   *
   * @param target where packets are appended
   * @param packetPid 13 bits
   * @param nextContinuity counter of the first packet
   * @param adaptationFlags indicators for the first packet, without the PCR flag
   * @param pcr base of the PCR in 90 kHz ticks, already in 33 bits, or {@link #NO_PCR}
   * @param bytes all bytes that will be appended, at least 1
   */
  void begin(
      ByteBuf target, int packetPid, int nextContinuity, int adaptationFlags, long pcr, int bytes) {
    assert remainingBytes == 0 : "the packet before lacks " + remainingBytes + " bytes";
    out = target;
    pid = packetPid;
    continuity = nextContinuity;
    flags = adaptationFlags | (pcr == NO_PCR ? 0 : TsPacket.PCR_FLAG);
    pcrTicks = pcr;
    first = true;
    remainingBytes = bytes;
    spaceBytes = 0;
    target.ensureWritable((bytes / TsPacket.BODY_BYTES + 2) * TsPacket.SIZE_BYTES);
  }

  /** Appends bytes of a buffer by absolute index. */
  void append(ByteBuf source, int index, int lengthBytes) {
    int from = index;
    int left = lengthBytes;
    while (left > 0) {
      if (spaceBytes == 0) {
        openPacket();
      }
      int taken = Math.min(left, spaceBytes);
      out.writeBytes(source, from, taken);
      from += taken;
      left -= taken;
      spaceBytes -= taken;
      remainingBytes -= taken;
    }
  }

  /** Appends a four-byte start code. */
  void appendStartCode() {
    append(startCode, 0, START_CODE_BYTES);
  }

  /** Ends the PES packet and tells the counter of the packet that comes next on its PID. */
  int end() {
    assert remainingBytes == 0 && spaceBytes == 0 : remainingBytes + " bytes are missing";
    out = Unpooled.EMPTY_BUFFER;
    return continuity;
  }

  /** Forgets what {@link #begin} announced. */
  void abandon() {
    remainingBytes = 0;
    spaceBytes = 0;
    out = Unpooled.EMPTY_BUFFER;
  }

  private void openPacket() {
    int packetFlags = first ? flags : 0;
    boolean pcr = (packetFlags & TsPacket.PCR_FLAG) != 0;
    int fieldBytes = packetFlags == 0 ? 0 : 2 + (pcr ? TsPacket.PCR_BYTES : 0);
    int stuffingBytes = Math.max(0, TsPacket.BODY_BYTES - fieldBytes - remainingBytes);
    boolean field = fieldBytes + stuffingBytes > 0;
    writeHeader(
        out,
        pid,
        first,
        (field ? TsPacket.ADAPTATION_AND_PAYLOAD : TsPacket.PAYLOAD_ONLY) | continuity);
    if (field) {
      writeAdaptationField(out, fieldBytes + stuffingBytes, packetFlags, pcrTicks);
    }
    spaceBytes = TsPacket.BODY_BYTES - fieldBytes - stuffingBytes;
    continuity = (continuity + 1) & TsPacket.CONTINUITY_MASK;
    first = false;
  }

  /**
   * Writes a packet that holds nothing but a PCR; the counter stays (ISO/IEC 13818-1:2022
   * §2.4.3.3).
   */
  static void writePcrPacket(
      ByteBuf out, int pid, int lastContinuity, int adaptationFlags, long pcrTicks) {
    writeHeader(out, pid, false, TsPacket.ADAPTATION_ONLY | lastContinuity);
    writeAdaptationField(out, TsPacket.BODY_BYTES, adaptationFlags | TsPacket.PCR_FLAG, pcrTicks);
  }

  static void writeHeader(ByteBuf out, int pid, boolean unitStart, int controlAndContinuity) {
    out.writeByte(TsPacket.SYNC_BYTE);
    out.writeShort((unitStart ? 0x4000 : 0) | pid);
    out.writeByte(controlAndContinuity);
  }

  private static void writeAdaptationField(ByteBuf out, int bytes, int fieldFlags, long pcrTicks) {
    out.writeByte(bytes - 1);
    if (bytes == 1) {
      return; // A length of 0 is one byte of stuffing.
    }
    out.writeByte(fieldFlags);
    int written = 2;
    if ((fieldFlags & TsPacket.PCR_FLAG) != 0) {
      // 33 bits of base, 6 reserved ones, 9 bits of extension: 0, since 90 kHz is exact enough.
      out.writeInt((int) (pcrTicks >> 1));
      out.writeShort((int) (pcrTicks & 1) << 15 | 0x7E00);
      written += TsPacket.PCR_BYTES;
    }
    for (; written < bytes; written++) {
      out.writeByte(0xFF);
    }
  }
}
