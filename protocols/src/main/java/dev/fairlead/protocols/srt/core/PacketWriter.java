package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.ControlPacket;
import io.netty.buffer.ByteBuf;

/** Writes packets to one peer, with its socket id and this side's timestamps. */
final class PacketWriter {
  private static final long NANOS_PER_US = 1_000;
  private static final int HEADER_BYTES = 16;

  private final int peerSocketId;
  private final long startNs;
  private long lastSentNs;

  PacketWriter(int peerSocketId, long startNs, long nowNs) {
    this.peerSocketId = peerSocketId;
    this.startNs = startNs;
    lastSentNs = nowNs;
  }

  int peerSocketId() {
    return peerSocketId;
  }

  /** When anything was sent last. */
  long lastSentNs() {
    return lastSentNs;
  }

  int timestampUs(long atNs) {
    return (int) ((atNs - startNs) / NANOS_PER_US);
  }

  /** Begins a data packet of up to {@code maxBytes}. */
  ByteBuf beginData(int maxBytes, long nowNs, PacketSink out) {
    lastSentNs = nowNs;
    return out.packet(maxBytes);
  }

  /**
   * Begins a control packet; what it carries is appended before {@link PacketSink#packetComplete}.
   */
  ByteBuf beginControl(
      int type, int subtype, int typeSpecific, int maxBytes, long nowNs, PacketSink out) {
    lastSentNs = nowNs;
    ByteBuf packet = out.packet(HEADER_BYTES + maxBytes);
    ControlPacket.write(packet, type, subtype, typeSpecific, timestampUs(nowNs), peerSocketId);
    return packet;
  }

  /** Sends a control packet that is a header alone. */
  void control(int type, int typeSpecific, long nowNs, PacketSink out) {
    // One word of nothing, since libsrt sends and expects it.
    beginControl(type, 0, typeSpecific, Integer.BYTES, nowNs, out).writeInt(0);
    out.packetComplete();
  }
}
