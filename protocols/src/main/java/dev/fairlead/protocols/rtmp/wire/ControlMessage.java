package dev.fairlead.protocols.rtmp.wire;

import io.netty.buffer.ByteBuf;

/** Writes protocol control and user control messages (RTMP 1.0 §5.4, §7.1.7). Stateless. */
public final class ControlMessage {
  /** The limit type that lets the peer decide (RTMP 1.0 §5.4.5). */
  private static final int DYNAMIC = 2;

  private ControlMessage() {}

  /** Says how long our chunks are from here on. */
  public static void writeSetChunkSize(int chunkBytes, ByteBuf out) {
    header(MessageType.SET_CHUNK_SIZE, Integer.BYTES, out);
    out.writeInt(chunkBytes);
  }

  /** Says how many bytes have come so far, modulo 2^32. */
  public static void writeAcknowledgement(long receivedBytes, ByteBuf out) {
    header(MessageType.ACKNOWLEDGEMENT, Integer.BYTES, out);
    out.writeInt((int) receivedBytes);
  }

  /** Asks for an acknowledgement every so many bytes. */
  public static void writeWindowAcknowledgementSize(int windowBytes, ByteBuf out) {
    header(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, Integer.BYTES, out);
    out.writeInt(windowBytes);
  }

  /** Says how many bytes may be under way unacknowledged. */
  public static void writeSetPeerBandwidth(int windowBytes, ByteBuf out) {
    header(MessageType.SET_PEER_BANDWIDTH, Integer.BYTES + 1, out);
    out.writeInt(windowBytes).writeByte(DYNAMIC);
  }

  /** An event with one number: a message stream id or a ping's timestamp. */
  public static void writeUserControl(int event, int value, ByteBuf out) {
    header(MessageType.USER_CONTROL, Short.BYTES + Integer.BYTES, out);
    out.writeShort(event).writeInt(value);
  }

  private static void header(int typeId, int bodyBytes, ByteBuf out) {
    MessageWriter.writeHeader(MessageWriter.CONTROL_CSID, typeId, 0, 0, bodyBytes, out);
  }
}
