package dev.fairlead.protocols.rtmp.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The server's side of the handshake (RTMP 1.0 §5.2), plain or with digests. Confined to its
 * connection; input is borrowed.
 *
 * <p>A first packet whose digest is right under either schema gets digests back under the same one;
 * any other gets the plain answer. The peer's last packet is read and not judged, since peers fill
 * it with whatever they like.
 */
final class Handshake {
  static final int VERSION = 3;
  static final int PACKET_BYTES = 1_536;

  private static final int TIME_BYTES = 4;
  private static final int VERSION_INDEX = 4;
  private static final int RANDOM_INDEX = 8;

  /** Any version from 3.0 on makes peers expect digests. */
  private static final int SERVER_VERSION = 0x04050001;

  private enum State {
    VERSION,
    FIRST_PACKET,
    LAST_PACKET,
    DONE
  }

  private final RandomGenerator random;
  private State state = State.VERSION;
  private byte[] packet = new byte[PACKET_BYTES];
  private int filled;
  private boolean digest;

  Handshake(RandomGenerator random) {
    this.random = random;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** Whether the peer proved itself by a digest. */
  boolean usedDigest() {
    return digest;
  }

  /**
   * Takes bytes up to the end of the handshake and appends what is to be answered.
   *
   * @param in borrowed; what follows the handshake stays in it
   */
  void receive(ByteBuf in, ByteBuf reply) {
    while (in.isReadable() && state != State.DONE) {
      switch (state) {
        case VERSION -> {
          int version = in.readUnsignedByte();
          if (version != VERSION) {
            throw new RtmpException(
                CloseReason.BAD_HANDSHAKE, "handshake begins with " + version + ", not 3");
          }
          state = State.FIRST_PACKET;
        }
        case FIRST_PACKET -> {
          if (fill(in)) {
            answer(reply);
            filled = 0;
            state = State.LAST_PACKET;
          }
        }
        case LAST_PACKET -> {
          int piece = Math.min(PACKET_BYTES - filled, in.readableBytes());
          in.skipBytes(piece);
          filled += piece;
          if (filled == PACKET_BYTES) {
            packet = new byte[0];
            state = State.DONE;
          }
        }
        case DONE -> throw new IllegalStateException("left by the loop");
      }
    }
  }

  private boolean fill(ByteBuf in) {
    int piece = Math.min(PACKET_BYTES - filled, in.readableBytes());
    in.readBytes(packet, filled, piece);
    filled += piece;
    return filled == PACKET_BYTES;
  }

  private void answer(ByteBuf reply) {
    reply.writeByte(VERSION);
    HandshakeDigest schema = HandshakeDigest.find(packet);
    if (schema == null) {
      answerPlain(reply);
      return;
    }
    digest = true;
    byte[] first = new byte[PACKET_BYTES];
    random.nextBytes(first);
    Arrays.fill(first, 0, TIME_BYTES, (byte) 0);
    for (int i = 0; i < Integer.BYTES; i++) {
      first[VERSION_INDEX + i] = (byte) (SERVER_VERSION >> (24 - 8 * i));
    }
    schema.signFirst(first);
    byte[] second = new byte[PACKET_BYTES];
    random.nextBytes(second);
    schema.signSecond(second, packet);
    reply.writeBytes(first).writeBytes(second);
  }

  private void answerPlain(ByteBuf reply) {
    byte[] filler = new byte[PACKET_BYTES - RANDOM_INDEX];
    random.nextBytes(filler);
    // Time and a zero, then noise; then the peer's own packet back (RTMP 1.0 §5.2.3, §5.2.4).
    reply.writeLong(0).writeBytes(filler);
    reply.writeBytes(packet);
  }

  /** A reply has room for this. */
  static ByteBuf replyBuffer(ByteBufAllocator allocator) {
    return allocator.buffer(1 + 2 * PACKET_BYTES);
  }
}
